"""The whole computation of a ranking, from signed sheets and opened bids."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from marketplace import clock
from marketplace.primitives.ruleset import Regime
from marketplace.primitives.ruleset.codes import Subjective
from tendering.bids.models import Bid
from tendering.evaluation.models import DeviationReason, Panel, Score, ScoreSheet, Seat
from tendering.evaluation.queries import bids, inputs, residents_vote
from tendering.evaluation.queries.inputs import Inputs
from tendering.evaluation.rules.panel import has_sheets
from tendering.evaluation.rules.points import NOTHING
from tendering.evaluation.rules.ranking import Offer, Scored, deviations, scored
from tendering.evaluation.rules.states import LIVING, SheetState
from tendering.tenders.models import Criterion, Tender

Cell = tuple[int, UUID, int]


@dataclass(frozen=True, slots=True)
class Computation:
    """Everything a rank follows from.

    Attributes:
        criteria: the sheet's lines.
        bids: those that compete, in the order of the opening.
        asked: facts of the call that formulas read.
        votes: what residents' votes came to, by bid.
        objective: points by bid and criterion.
        points: (seat, bid, criterion) → what the member gave.
        rows: the bids with means and totals.
    """

    criteria: list[Criterion]
    bids: list[Bid]
    asked: Inputs
    votes: dict[UUID, Inputs]
    objective: dict[UUID, dict[int, Decimal]]
    points: dict[Cell, Decimal]
    rows: list[Scored]


def compute(panel: Panel) -> Computation:
    """Means, price points and totals of the bids that compete, from what is signed so far."""
    criteria = bids.criteria_of(panel.tender)
    competing = list(bids.competing(panel))
    asked = inputs.asked(panel.tender)
    votes = residents_vote.counted(panel.tender, competing)
    objective = {bid.pk: bids.objective_points(bid, criteria, asked, votes) for bid in competing}
    points = _points(panel, {bid.pk for bid in competing})
    sums: dict[UUID, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for (seat, bid, _criterion), value in points.items():
        sums[bid][seat] += value
    offers = [Offer(bid.pk, bid.price, sum(objective[bid.pk].values(), NOTHING), sums.get(bid.pk)) for bid in competing]
    rows = scored(offers, panel.tender.procedure.price_points, trimmed_from(panel.tender))
    return Computation(criteria, competing, asked, votes, objective, points, rows)


def trimmed_from(tender: Tender) -> int | None:
    """From how many members on the highest and lowest total are left out; None where all count (domain 2.5)."""
    rules = tender.rule_set.rules.scoring
    is_local = tender.procedure.regime is Regime.LOCAL
    return rules.trimmed_from_members if is_local and rules.subjective is Subjective.TRIMMED_MEAN else None


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
    """(seat, bid) of totals far from the mean that still lack their reason; empty until all have signed and voted."""
    if panel.sheets_signed_at is None or residents_vote.awaits_vote(panel, clock.now()):
        return set()
    limit = panel.tender.rule_set.rules.scoring.member_deviation_needs_reason
    found = set(deviations((computed or compute(panel)).rows, limit))
    given = DeviationReason.objects.filter(sheet__seat__panel=panel).values_list("sheet__seat", "bid")
    return found - set(given)


def sheets_waiting(panel: Panel) -> int:
    """How many sheets are not signed yet: all that is said about them before the last."""
    rows = ScoreSheet.objects.filter(seat__panel=panel, seat__state__in=sorted(LIVING))
    return rows.exclude(state=SheetState.SIGNED).count()


def explained(panel: Panel, computed: Computation) -> dict[UUID, dict[str, Any]]:
    """Every bid's computation as plain text values: facts, each member's points by criterion, price, mean."""
    numbers = dict(Seat.objects.filter(panel=panel).values_list("pk", "number"))
    shared = {
        "benchmark": str(bids.lowest(computed.bids)),
        "price_maximum": str(panel.tender.procedure.price_points),
    }
    known = {bid.pk: bid for bid in computed.bids}
    return {row.bid: shared | _explained(row, known[row.bid], computed, numbers) for row in computed.rows}


def _explained(row: Scored, bid: Bid, computed: Computation, numbers: dict[int, int]) -> dict[str, Any]:
    subjective = [line for line in computed.criteria if line.kind == Criterion.Kind.SUBJECTIVE]
    objective, facts = computed.objective[row.bid], inputs.facts_of(bid, computed.asked, computed.votes)
    by_formula = [line for line in computed.criteria if line.pk in objective]
    return {
        "objective": {line.code: str(objective[line.pk]) for line in by_formula},
        "inputs": {
            line.code: {name: f"{value:f}" for name, value in inputs.inputs(line, facts).items()} for line in by_formula
        },
        "members": [
            {
                "number": f"{numbers[seat]:02d}",
                "points": {line.code: str(computed.points[seat, row.bid, line.pk]) for line in subjective},
                "total": str(total),
                "left_out": seat in row.left_out,
            }
            for seat, total in sorted(row.members.items(), key=lambda pair: numbers[pair[0]])
        ],
        "subjective_mean": str(row.subjective_mean),
        **_before_the_rounds(bid),
    }


def _before_the_rounds(bid: Bid) -> dict[str, str]:
    """The first quote beside the final one that counts; nothing where there were no rounds."""
    first = bid.first_quote
    return {} if first is None else {"first_quote": str(first)}
