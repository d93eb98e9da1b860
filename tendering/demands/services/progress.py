"""How later stages move a demand: they call `advance`, they never write its state (architecture 2.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
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


def is_past_award(demand: Demand, now: datetime) -> bool:
    """Whether its year is over, so that no award can be paid from what was set aside (domain 3.2)."""
    return demand.state == State.LETTING and not demand.multi_year and day_of(now) > demand.project_year_end


@transaction.atomic
def advance(
    *, demand: Demand, act: str, by: Membership | None, now: datetime, guard: str | None = None, reason: str = ""
) -> Demand:
    """Move a demand on for a later stage, inside that stage's own transaction.

    The later stage has checked the permission of its own act; `by` is None where the clock acts.

    Raises:
        ValueError: `act` is not one that later stages own.
        Refusal: `demands.year_over`, an award after the year its money is set aside for.
        WrongState: it does not follow from the state the demand is in.
    """
    if act not in ACTS:
        message = f"{act} is no act of a later stage"
        raise ValueError(message)
    demand = locked(demand)
    if act == "award" and is_past_award(demand, now):
        raise Refusal("demands.year_over", year=demand.fiscal_year)
    return move(demand, act, by=by, now=now, guard=guard, reason=reason)


@transaction.atomic
def publish_rest(
    *, demand: Demand, plan: FundingPlan, by: Membership | None, now: datetime, reason: str = ""
) -> Demand:
    """The contract was terminated: what it left is published again, paid from `plan` (domain 3.2).

    Raises:
        WrongState: the demand is not in delivery.
    """
    demand = locked(demand)
    demand.plan, demand.fiscal_year = plan, max(demand.fiscal_year, day_of(now).year)
    return move(demand, "terminate", by=by, now=now, guard="rest", reason=reason)
