"""The ranking as a page shows it: every number it follows from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marketplace.rulebook.wording.formulas import formula_in_words, inputs_in_words
from tendering.evaluation.models import DeviationReason, Panel, RankingRow, ReportSignature, ScoreSheet, Seat
from tendering.evaluation.queries import bids
from tendering.evaluation.rules.points import NOTHING, rounded
from tendering.evaluation.rules.states import LIVING, SheetState
from tendering.tenders.models import Criterion


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of one bid: each member's points and what counts."""

    criterion: Criterion
    points: list[str]
    automatic: bool
    inputs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def formula(self) -> str:
        """How its points are computed, in words."""
        return formula_in_words(self.criterion.formula) if self.criterion.formula else ""

    def mean(self, counting: Sequence[bool]) -> Decimal | None:
        """The mean of the members that count, rounded to 0.01; None where nobody gave points (domain 2.5)."""
        given = [Decimal(value) for value, counts in zip(self.points, counting, strict=False) if counts and value]
        return rounded(sum(given, NOTHING) / len(given)) if given else None


@dataclass(frozen=True, slots=True)
class Explained:
    """One bid's rank with its computation."""

    row: RankingRow
    members: list[dict[str, Any]]
    lines: list[Line]

    @property
    def name(self) -> str:
        """The bidder."""
        return self.row.bid.bidder

    @property
    def means(self) -> list[Decimal | None]:
        """What each line gave the bid: the mean of the members that count, or what the formula says."""
        counting = [not member["left_out"] for member in self.members] or [True]
        return [line.mean(counting) for line in self.lines]

    @property
    def benchmark(self) -> str:
        """The lowest valid quote in yuan."""
        return str(self.row.computation.get("benchmark", ""))

    @property
    def price_maximum(self) -> str:
        """Points the price can give."""
        return str(self.row.computation.get("price_maximum", ""))


def explained(panel: Panel) -> list[Explained]:
    """The ranking first to last; whether somebody may see it is `permissions.sees_points`' to say."""
    rows = RankingRow.objects.filter(panel=panel).select_related("bid__provider__organisation")
    return explain(panel, rows.order_by("rank"))


def explain(panel: Panel, rows: Iterable[RankingRow]) -> list[Explained]:
    """The same of these rows of the panel, in their order."""
    criteria = bids.criteria_of(panel.tender)
    return [_explain(row, criteria) for row in rows]


def _explain(row: RankingRow, criteria: list[Criterion]) -> Explained:
    members = list(row.computation.get("members", []))
    objective, read = row.computation.get("objective", {}), row.computation.get("inputs", {})
    lines = [
        Line(
            line,
            [objective[line.code]] * max(len(members), 1),
            automatic=True,
            inputs=inputs_in_words(read.get(line.code, {})),
        )
        if line.code in objective
        else Line(line, [member["points"].get(line.code, "") for member in members], automatic=False)
        for line in criteria
    ]
    return Explained(row, members, lines)


def seats_of(panel: Panel) -> list[Seat]:
    """Every seat by its number, with its holder, sheet and signature at hand."""
    return list(panel.seats.select_related("user", "sheet", "signature").order_by("number"))


def sheets(seats: Iterable[Seat]) -> list[ScoreSheet]:
    """Signed sheets with their commitments and comments."""
    living = (seat.sheet for seat in seats if seat.state in LIVING and hasattr(seat, "sheet"))
    return [sheet for sheet in living if sheet.state == SheetState.SIGNED]


def signatures(seats: Iterable[Seat]) -> list[ReportSignature]:
    """Who has signed the report, and who with a dissent."""
    return [seat.signature for seat in seats if hasattr(seat, "signature")]


def deviation_reasons(panel: Panel) -> list[DeviationReason]:
    """What members said about points far from the mean."""
    rows = DeviationReason.objects.filter(sheet__seat__panel=panel, sheet__seat__state__in=sorted(LIVING))
    return list(rows.select_related("sheet__seat", "bid__provider__organisation").order_by("sheet__seat__number", "pk"))
