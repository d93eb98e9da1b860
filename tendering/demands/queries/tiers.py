"""The tier a demand stands at: the one place that reads it from amount, nature and hand (R38)."""

from __future__ import annotations

from marketplace.primitives.ruleset import Tier
from tendering.demands.models import Demand
from tendering.demands.rules.tier import TierDecision, decide_tier


def tier_of(demand: Demand) -> TierDecision:
    """The demand's tier and route now, under the rule set it was written under.

    What somebody raised by hand stays raised; where amount or nature have meanwhile passed it, they decide.
    """
    facts, rules = demand.tier_facts, demand.rule_set.rules
    computed = decide_tier(facts, rules)
    raised = Tier(demand.raised_to) if demand.raised_to else computed.tier
    return computed if raised.rank <= computed.tier.rank else decide_tier(facts, rules, raised_to=raised)
