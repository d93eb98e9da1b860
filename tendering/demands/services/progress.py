"""How later stages move a demand: they call `advance`, they never write its state (architecture 2.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from tendering.demands.models import Demand
from tendering.demands.services.states import locked, move
from tendering.funds.models import FundingPlan

ACTS = frozenset(
    {
        "start_letting",
        "letting_ended",
        "award",
        "award_fell",
        "next_in_rank",
        "evaluated_anew",
        "contract",
        "accept",
        "terminate",
        "measure",
        "remeasure",
        "settle",
        "close",
    }
)


@transaction.atomic
def advance(
    *, demand: Demand, act: str, by: Membership | None, now: datetime, guard: str | None = None, reason: str = ""
) -> Demand:
    """Move a demand on for a later stage, inside that stage's own transaction.

    The later stage has checked the permission of its own act; `by` is None where the clock acts.

    Raises:
        ValueError: `act` is not one that later stages own.
        WrongState: it does not follow from the state the demand is in.
    """
    if act not in ACTS:
        message = f"{act} is no act of a later stage"
        raise ValueError(message)
    return move(locked(demand), act, by=by, now=now, guard=guard, reason=reason)


@transaction.atomic
def publish_rest(
    *, demand: Demand, plan: FundingPlan, by: Membership | None, now: datetime, reason: str = ""
) -> Demand:
    """The contract was terminated: what it left is published again, paid from `plan` (domain 3.2).

    Raises:
        WrongState: the demand is not in delivery.
    """
    demand = locked(demand)
    demand.plan = plan
    return move(demand, "terminate", by=by, now=now, guard="rest", reason=reason)
