"""The residents' verdict for payments and pages (R49, R50)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tendering.contracts.models import (
    AnswerChoice,
    Awareness,
    Code,
    Contract,
    Rectification,
    SatisfactionPanel,
    SurveyAnswer,
)
from tendering.contracts.rules.satisfaction import Tally, shown, tally
from tendering.contracts.rules.satisfaction_states import ENDED, JUDGED, PanelState, RectificationState


@dataclass(frozen=True, slots=True)
class Verdict:
    """What residents found about a contract, as far as it is known.

    Attributes:
        tally: satisfied and all answers of the last measurement that was judged; None before the first.
        passed: whether it reached the bar; None before the first.
        rectification_open: whether something is being mended.
        last_payment_share: what the street's leading group left of the last payment (1 unless it decided so).
    """

    tally: Tally | None
    passed: bool | None
    rectification_open: bool
    last_payment_share: Decimal = Decimal(1)
    reduced: bool = False

    @property
    def rate(self) -> Fraction | None:
        """Satisfied of all, exact."""
        return self.tally.rate if self.tally else None

    @property
    def percent(self) -> Decimal | None:
        """As people read it, rounded down to 0.1."""
        return shown(self.rate) if self.rate is not None else None


def verdict(contract: Contract) -> Verdict:
    """The verdict on a contract; two queries."""
    panel = contract.panels.filter(state__in=sorted(JUDGED)).order_by("-round").first()
    orders = list(Rectification.objects.filter(contract=contract).order_by("-pk"))
    reduced = next((row for row in orders if row.state == RectificationState.CLOSED_REDUCED), None)
    return Verdict(
        tally=panel.result if panel else None,
        passed=panel.state == PanelState.PASSED if panel else None,
        rectification_open=any(row.state not in ENDED for row in orders),
        last_payment_share=reduced.last_payment_share if reduced else Decimal(1),
        reduced=reduced is not None,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """What each side said: the panel, residents in the open survey, other people in it."""

    panel: Tally
    residents: Tally
    others: Tally


def counts_of(panel: SatisfactionPanel) -> Counts:
    """Counted afresh from sheets and survey answers; for the close and for a judged panel's page only."""
    satisfied = panel.rule_set.rules.satisfaction.satisfied_answers
    said = SurveyAnswer.objects.filter(survey__panel=panel).values_list("from_resident", "answer")
    by_side: dict[bool, list[str]] = {True: [], False: []}
    for from_resident, answer in said:
        by_side[from_resident].append(answer)
    return Counts(
        tally(panel.sheets.values_list("answer", flat=True), satisfied),
        tally(by_side[True], satisfied),
        tally(by_side[False], satisfied),
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the panel have answered; not what."""

    members: int
    answered: int
    undelivered: int
    on_paper: int


def progress(panel: SatisfactionPanel) -> Progress:
    """Counts of codes; open to everybody while the panel answers."""
    rows = list(panel.members.values_list("code__is_used", "code__channel", "code__delivered_at"))
    waiting = [(channel, at) for used, channel, at in rows if used is False]
    return Progress(
        members=len(rows),
        answered=sum(used is True for used, _channel, _at in rows),
        undelivered=sum(at is None for _channel, at in waiting),
        on_paper=sum(channel == Code.Channel.PAPER for channel, _at in waiting),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer: how many chose it, of how many."""

    label: str
    count: int
    of: int

    @property
    def percent(self) -> Decimal:
        """Rounded down to 0.1."""
        return shown(Fraction(self.count, self.of)) if self.of else Decimal(0)


def spreads(panel: SatisfactionPanel) -> dict[str, list[Bar]]:
    """How a judged panel answered, who knew that it is the community's fund (R62), how the open survey answered."""
    sheets = list(panel.sheets.values_list("answer", "awareness"))
    said = SurveyAnswer.objects.filter(survey__panel=panel)
    return {
        "spread": _bars((answer for answer, _knew in sheets), AnswerChoice.choices),
        "awareness": _bars((knew for _answer, knew in sheets), Awareness.choices),
        "survey": _bars(said.values_list("answer", flat=True), AnswerChoice.choices),
    }


def _bars(given: Iterable[str], choices: Iterable[tuple[str, object]]) -> list[Bar]:
    counted = Counter(given)
    return [Bar(str(label), counted[value], counted.total()) for value, label in choices]
