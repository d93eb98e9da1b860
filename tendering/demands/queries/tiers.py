"""The tier a demand stands at: the one place that reads it from amount, nature and hand (R38)."""

from __future__ import annotations

from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Tier
from tendering.demands.models import Demand
from tendering.demands.rules.tier import TierDecision, TierFacts, decide_tier
from tendering.funds.queries.plans import figures


def tier_of(demand: Demand) -> TierDecision:
    """The demand's tier and route now, under the rule set it was written under.

    What somebody raised by hand stays raised; where amount or nature have meanwhile passed it, they decide.
    """
    facts, rules = tier_facts(demand), demand.rule_set.rules
    computed = decide_tier(facts, rules)
    raised = Tier(demand.raised_to) if demand.raised_to else computed.tier
    return computed if raised.rank <= computed.tier.rank else decide_tier(facts, rules, raised_to=raised)


def tier_facts(demand: Demand) -> TierFacts:
    """What the tier is computed from; in-kind help is left out."""
    cofunded = figures(demand.plan).cofunding if demand.plan else ZERO
    return TierFacts(total=demand.budget, cofunded=cofunded, flags=demand.flags)
