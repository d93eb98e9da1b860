"""The bids an evaluation is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from tendering.bids.models import Bid
from tendering.bids.queries.valid import valid_bids
from tendering.evaluation.models import Panel
from tendering.evaluation.queries.inputs import Inputs, facts_of, of_line
from tendering.evaluation.rules.low_quote import Flag, flags
from tendering.evaluation.rules.points import NOTHING, fact_points
from tendering.evaluation.rules.states import QueryState
from tendering.tenders.models import Criterion, Tender


def qualified(tender: Tender) -> QuerySet[Bid]:
    """Opened, valid bids that passed the qualification check, in the order of the opening."""
    return valid_bids(tender).order_by("opened__pk")


def competing(panel: Panel) -> QuerySet[Bid]:
    """Qualified bids without those whose low quote was not explained to this panel."""
    invalid = panel.low_quotes.filter(state=QueryState.INVALID)
    return qualified(panel.tender).exclude(pk__in=invalid.values("bid"))


def objective_points(
    bid: Bid, criteria: list[Criterion], of_the_call: Inputs, votes: Mapping[UUID, Inputs] | None = None
) -> dict[int, Decimal]:
    """Points by objective criterion, out of facts of bid and call and of votes; the same for every member."""
    known = facts_of(bid, of_the_call, votes)
    return {
        row.pk: fact_points(row.formula, of_line(row, known), row.max_points)
        for row in criteria
        if row.kind == Criterion.Kind.OBJECTIVE
    }


def criteria_of(tender: Tender) -> list[Criterion]:
    """The tender's score sheet from top to bottom, without the price."""
    return list(Criterion.objects.filter(tender=tender).order_by("position", "pk"))


def flagged(panel: Panel) -> dict[UUID, list[Flag]]:
    """Clearly low quotes among the qualified bids, by bid; a decided one stays flagged."""
    return flags_of(panel, quotes(qualified(panel.tender)))


def flags_of(panel: Panel, quoted: Mapping[UUID, Decimal]) -> dict[UUID, list[Flag]]:
    """The same of quotes that are at hand."""
    return flags(quoted, panel.tender.ceiling, panel.tender.rule_set.rules.scoring.low_quote_flags)


def quotes(rows: Iterable[Bid]) -> dict[UUID, Decimal]:
    """Yuan by bid: the price that counts."""
    return {bid.pk: bid.price for bid in rows}


def lowest(bids: list[Bid]) -> Decimal:
    """The benchmark: the lowest quote in yuan, 0 where there is none."""
    return min((bid.price for bid in bids), default=NOTHING)
