"""The whole computation of a ranking, from signed sheets and opened bids."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tendering.bids.models import Bid
from tendering.evaluation.models import DeviationReason, Panel, Score, ScoreSheet, Seat
from tendering.evaluation.queries import bids
from tendering.evaluation.rules.panel import has_sheets
from tendering.evaluation.rules.points import NOTHING
from tendering.evaluation.rules.ranking import Offer, Scored, deviations, scored
from tendering.evaluation.rules.states import LIVING, SheetState
from tendering.tenders.models import Criterion

Cell = tuple[int, UUID, int]


@dataclass(frozen=True, slots=True)
class Computation:
    """Everything a rank follows from.

    Attributes:
        criteria: the sheet's lines.
        bids: those that compete, in the order of the opening.
        objective: points by bid and criterion.
        points: (seat, bid, criterion) → what the member gave.
        rows: the bids with means and totals.
    """

    criteria: list[Criterion]
    bids: list[Bid]
    objective: dict[UUID, dict[int, Decimal]]
    points: dict[Cell, Decimal]
    rows: list[Scored]


def compute(panel: Panel) -> Computation:
    """Means, price points and totals of the bids that compete, from what is signed so far."""
    criteria = bids.criteria_of(panel.tender)
    competing = list(bids.competing(panel.tender))
    objective = {bid.pk: bids.objective_points(bid, criteria) for bid in competing}
    points = _points(panel, {bid.pk for bid in competing})
    sums: dict[UUID, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for (seat, bid, _criterion), value in points.items():
        sums[bid][seat] += value
    offers = [
        Offer(bid.pk, bid.opened.price, sum(objective[bid.pk].values(), NOTHING), sums.get(bid.pk)) for bid in competing
    ]
    return Computation(criteria, competing, objective, points, scored(offers, panel.tender.procedure.price_points))


def _points(panel: Panel, competing: set[UUID]) -> dict[Cell, Decimal]:
    rows = Score.objects.filter(
        sheet__seat__panel=panel, sheet__seat__state__in=sorted(LIVING), sheet__state=SheetState.SIGNED
    )
    values = rows.filter(bid__in=competing).values_list("sheet__seat", "bid", "criterion", "points")
    return {(seat, bid, criterion): points for seat, bid, criterion, points in values}


def all_signed(panel: Panel) -> bool:
    """Whether every sheet is signed; without sheets there is nothing to wait for."""
    return not has_sheets(panel.tender.procedure.evaluation) or panel.sheets_signed_at is not None


def unexplained(panel: Panel, computed: Computation | None = None) -> set[tuple[int, UUID]]:
    """(seat, bid) of totals far from the mean that still lack their reason; empty until all have signed."""
    if panel.sheets_signed_at is None:
        return set()
    limit = panel.tender.rule_set.rules.scoring.member_deviation_needs_reason
    found = set(deviations((computed or compute(panel)).rows, limit))
    given = DeviationReason.objects.filter(sheet__seat__panel=panel).values_list("sheet__seat", "bid")
    return found - set(given)


def sheets_waiting(panel: Panel) -> int:
    """How many sheets are not signed yet: all that is said about them before the last."""
    rows = ScoreSheet.objects.filter(seat__panel=panel, seat__state__in=sorted(LIVING))
    return rows.exclude(state=SheetState.SIGNED).count()


def explain(panel: Panel, row: Scored, computed: Computation) -> dict[str, Any]:
    """One bid's computation as plain text values: what every member gave by criterion, facts, price, mean."""
    subjective = [line for line in computed.criteria if line.kind == Criterion.Kind.SUBJECTIVE]
    numbers = dict(Seat.objects.filter(panel=panel, pk__in=row.members).values_list("pk", "number"))
    benchmark = min(each.price for each in computed.rows)
    return {
        "benchmark": str(benchmark),
        "price_maximum": str(panel.tender.procedure.price_points),
        "objective": {
            line.code: str(computed.objective[row.bid][line.pk])
            for line in computed.criteria
            if line.pk in computed.objective[row.bid]
        },
        "members": [
            {
                "number": f"{numbers[seat]:02d}",
                "points": {line.code: str(computed.points[seat, row.bid, line.pk]) for line in subjective},
                "total": str(total),
            }
            for seat, total in sorted(row.members.items(), key=lambda pair: numbers[pair[0]])
        ],
        "subjective_mean": str(row.subjective_mean),
    }
