"""Amounts at which a rule set changes its mind, for tables of tests and for the rule page."""

from __future__ import annotations

from decimal import Decimal

from marketplace.primitives.ruleset.model import RuleSet

CENT = Decimal("0.01")


def boundary_amounts(rules: RuleSet) -> list[Decimal]:
    """Every limit in yuan that decides route, tier or method, and the cent above it, ascending."""
    limits = {
        rules.decision.filing_threshold,
        rules.tiers.micro,
        rules.tiers.ordinary,
        rules.letting.micro.direct_award_up_to,
        *rules.letting.major.statutory_from.values(),
    }
    return sorted({amount for limit in limits for amount in (limit, limit + CENT)})
