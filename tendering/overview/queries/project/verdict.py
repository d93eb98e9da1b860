"""What residents said: every measurement against the bar, why it was rectified, the open survey beside (R49, R50)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from marketplace.primitives.calendar import day_of, last_day_of
from marketplace.ui.components import RateBar
from marketplace.ui.formats import day, in_english
from tendering.contracts.models import Rectification, SatisfactionPanel
from tendering.contracts.rules.satisfaction import passes, shown
from tendering.overview.queries.project.rows import Rows


@dataclass(frozen=True, slots=True)
class Measurement:
    """One judged measurement; `percent` is cut to a tenth, never rounded up to the bar."""

    panel: SatisfactionPanel
    title: str
    on: date
    invited: int
    answers: int
    satisfied: int
    percent: Decimal
    passed: bool

    @property
    def formula(self) -> str:
        """Satisfied ÷ answers = per cent."""
        return f"{self.satisfied} ÷ {self.answers} = {self.percent}%"


@dataclass(frozen=True, slots=True)
class Rectified:
    """Why it was rectified and what came of it."""

    row: Rectification
    formula: str
    issued_on: date
    due_on: date
    after: Measurement | None


@dataclass(frozen=True, slots=True)
class Survey:
    """The open survey that is shown and not counted."""

    answers: int
    satisfied: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """The residents' verdict; `bar` is a share, `minimum` the fewest answers it may rest on."""

    measurements: Sequence[Measurement]
    answering: SatisfactionPanel | None
    bar: Decimal
    bar_text: str
    minimum: int
    rectified: Rectified | None
    survey: Survey | None
    bars: Sequence[RateBar]
    label: str

    @property
    def passed(self) -> bool:
        """Whether the latest measurement reached the bar."""
        return bool(self.measurements) and self.measurements[-1].passed

    @property
    def limit_label(self) -> str:
        """What stands above the line."""
        return _("bar %(bar)s") % {"bar": self.bar_text}


def verdict_of(rows: Rows) -> Verdict | None:
    """The verdict, None before anybody was asked."""
    if not rows.panels:
        return None
    judged = [row for row in rows.panels if row.is_judged]
    measurements = [measured(row, number) for number, row in enumerate(judged)]
    last = rows.panels[-1]
    text = percent_text(last.bar)
    return Verdict(
        measurements=measurements,
        answering=next((row for row in rows.panels if row.state == "open"), None),
        bar=Decimal(last.bar_numerator) / last.bar_denominator,
        bar_text=text,
        minimum=last.minimum,
        rectified=_rectified(measurements),
        survey=_survey(rows.panels),
        bars=[_bar(row) for row in measurements],
        label=_label(measurements, text),
    )


def percent_text(share: Fraction) -> str:
    """A share as per cent without idle zeros: ``80%``."""
    text = f"{Decimal(share.numerator * 100) / share.denominator:.2f}"
    return text.rstrip("0").rstrip(".") + "%"


def measured(row: SatisfactionPanel, number: int) -> Measurement:
    """What a judged measurement came to; `number` counts from 0."""
    tally, at = row.result, row.closed_at or row.created_at
    rate = tally.rate or Fraction(0)
    title = _("First measurement") if number == 0 else _("After rectification")
    passed = passes(rate, Decimal(row.bar_numerator) / row.bar_denominator)
    invited: int = getattr(row, "invited", 0)
    return Measurement(row, title, day_of(at), invited, tally.answers, tally.satisfied, shown(rate), passed)


def _bar(row: Measurement) -> RateBar:
    share = Decimal(row.satisfied) / row.answers if row.answers else Decimal(0)
    return RateBar(f"{row.title} {day(row.on, year=False)}", share, row.formula, 1 if row.passed else 3)


def _label(measurements: Sequence[Measurement], bar: str) -> str:
    words = [
        (_("%(what)s: %(formula)s, at least %(bar)s") if row.passed else _("%(what)s: %(formula)s, below %(bar)s"))
        % {"what": row.title, "formula": row.formula, "bar": bar}
        for row in measurements
    ]
    joined = ("; " if in_english() else "；").join(words)
    return _("Satisfied residents. %(measurements)s.") % {"measurements": joined}


def _rectified(measurements: Sequence[Measurement]) -> Rectified | None:
    """The latest order to mend, with the measurement after it."""
    for number in range(len(measurements) - 1, -1, -1):
        found: Rectification | None = getattr(measurements[number].panel, "rectification", None)
        if found is not None:
            before = measurements[number]
            after = measurements[number + 1] if number + 1 < len(measurements) else None
            formula = f"{before.formula} < {percent_text(before.panel.bar)}"
            return Rectified(found, formula, day_of(found.issued_at), last_day_of(found.due_at), after)
    return None


def _survey(panels: Sequence[SatisfactionPanel]) -> Survey | None:
    """All open surveys of the project together, once a verdict stands."""
    closed = [row for row in panels if row.is_judged]
    answers = sum(int(getattr(row, "survey_answers", 0)) for row in closed)
    satisfied = sum(int(getattr(row, "survey_satisfied", 0)) for row in closed)
    return Survey(answers, satisfied, shown(Fraction(satisfied, answers))) if answers else None
