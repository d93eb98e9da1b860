"""What became of the projects of the demonstration's tables, by their number there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from marketplace.demo.story.row import BATCH, DESK, Row, table
from marketplace.demo.tables import rows
from tendering.awards.models import Award
from tendering.bids.models import Bid, BidState
from tendering.contracts.models import Contract
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


@cache
def titles() -> dict[str, str]:
    return {row["no"]: row["title"] for name in ("demo_projects_48", "demo_extra_demands", DESK) for row in rows(name)}


def demand(key: str) -> Demand:
    return Demand.objects.get(title=titles()[key])


def tender(key: str) -> Tender:
    """The latest round."""
    return Tender.objects.filter(demand=demand(key)).latest("round")


def award(key: str) -> Award:
    return Award.objects.filter(tender=tender(key)).latest("pk")


def contract(key: str) -> Contract:
    return Contract.objects.get(demand=demand(key))


def in_stage(*stages: str) -> Iterator[Row]:
    return (row for row in table(BATCH) if row.stage in stages)


def stage_of(key: str) -> str:
    """What the product's own states say, without a look at the table."""
    held, call = demand(key), tender(key)
    if held.state == State.RECTIFYING:
        return "rectifying"
    if held.state == State.CLOSED:
        return "paid and judged"
    if held.state == State.IMPLEMENTING:
        return "delivering"
    if held.state == State.AWARDED:
        return "contract"
    if call.state == TenderState.CANCELLED:
        return "cancelled"
    if call.state == TenderState.ANNOUNCED and call.previous:
        return "failed and relaunched"
    if call.state == TenderState.OPENED:
        return "publicity" if Award.objects.filter(tender=call).exists() else "evaluating"
    is_sealed = call.state == TenderState.CLOSED or Bid.objects.filter(tender=call, state=BidState.SUBMITTED).exists()
    return "sealed" if is_sealed else "announced"
