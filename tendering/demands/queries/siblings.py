"""Other demands that a splitting check looks at (R38; domain 2.4)."""

from __future__ import annotations

from django.db.models import Sum

from marketplace.primitives.money import ZERO
from tendering.demands.models import Demand
from tendering.demands.queries.tiers import tier_facts
from tendering.demands.rules.screening import FundingFacts, Sibling, SplittingWarning, splitting
from tendering.demands.rules.steps import State
from tendering.funds.queries.accounts import allocated

# A demand that came to nothing splits nothing.
VOID = (State.DRAFT, State.MERGED, State.DECLINED, State.VOTED_DOWN, State.REJECTED, State.WITHDRAWN)


def funding_facts(demand: Demand) -> FundingFacts:
    """What the caps of the rule set read of a demand's money."""
    operating = ZERO
    if demand.is_operating_cost:
        others = Demand.objects.filter(
            community_id=demand.community_id, fiscal_year=demand.fiscal_year, is_operating_cost=True
        )
        others = others.exclude(pk=demand.pk).exclude(state__in=VOID)
        operating = demand.budget + (others.aggregate(total=Sum("budget"))["total"] or ZERO)
    return FundingFacts(
        budget=demand.budget,
        cofunding=tier_facts(demand).cofunded,
        operating=operating,
        allocation=allocated(demand.community, demand.fiscal_year) if operating else ZERO,
    )


def splitting_warning(demand: Demand) -> SplittingWarning | None:
    """A warning where the community's demands of one scope item and year pass a limit together."""
    if demand.scope_item_id is None:
        return None
    rows = (
        Demand.objects.filter(
            community_id=demand.community_id, scope_item_id=demand.scope_item_id, fiscal_year=demand.fiscal_year
        )
        .exclude(pk=demand.pk)
        .exclude(state__in=VOID)
        .order_by("number")
        .values_list("number", "title", "budget")
    )
    return splitting(demand.budget, (Sibling(*row) for row in rows), demand.rule_set.rules)
