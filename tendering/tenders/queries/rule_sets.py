"""Which rule set a call follows: the demand's own, or from the limits up that of the statute (domain 2.1, 3.1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from marketplace.primitives.ruleset import Kind, Regime, Tier
from marketplace.rulebook.models import RuleSet
from marketplace.rulebook.queries import in_force
from tendering.demands.models import Demand
from tendering.tenders.rules.procedure import regime_for


def binding_rules(demand: Demand, on: date) -> RuleSet:
    """The rule set of a call prepared on a day; the call keeps it, so that all its steps follow one law.

    Below the limits that is the rule set the demand was published under. From the limits up it is the statutory one
    in force in the district, complete like any other: periods, weights, panel, publicity, ways to object, the roster.

    Raises:
        NoRuleSet: `rulebook.none_in_force`, where the statute binds and the district has no rule set for it.
    """
    return binding(demand.rule_set, Tier(demand.tier), demand.budget, demand, on)


def binding(own: RuleSet, tier: Tier, amount: Decimal, demand: Demand, on: date) -> RuleSet:
    """The same for another tier and amount in yuan than the demand's: it is let together with others."""
    if regime_for(own.rules, tier, Kind(demand.kind), amount) is own.rules.regime:
        return own
    return in_force(on, demand.community, Regime.STATUTORY)
