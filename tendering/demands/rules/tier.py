"""Tier and route of a project: what the amount and the nature demand (R20, R38; domain 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import ApprovalLevel, Flag, RuleSet, Tier


class Route(StrEnum):
    """Who has to say yes after the residents decided."""

    FILE = "file"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class TierFacts:
    """What a tier is computed from; amounts in yuan, in-kind help left out."""

    total: Decimal
    cofunded: Decimal
    flags: frozenset[Flag] = frozenset()

    @property
    def fund_part(self) -> Decimal:
        """What the fund pays."""
        return self.total - self.cofunded


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired: its code, the tier it demands, and the numbers in it."""

    code: str
    tier: Tier
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TierDecision:
    """The tier, every rule that fired (the one that decided first), and the route."""

    tier: Tier
    reasons: tuple[Reason, ...]
    route: Route
    levels: tuple[ApprovalLevel, ...]

    @property
    def reason(self) -> Reason:
        """The rule that decided."""
        return self.reasons[0]

    def ends_at(self, level: ApprovalLevel) -> bool:
        """Whether nobody above this level has to say yes."""
        order = list(ApprovalLevel)
        return order.index(level) >= order.index(self.levels[-1])


def base_amount(facts: TierFacts, rules: RuleSet) -> Decimal:
    """The amount that route and tier are read from, in yuan (`decision.amount_base`, R20)."""
    return rules.counted_amount(facts.total, facts.fund_part)


def decide_tier(facts: TierFacts, rules: RuleSet, *, raised_to: Tier | None = None) -> TierDecision:
    """The tier that amount and nature demand, raised by hand where somebody raised it (R38).

    Raises:
        InvalidInput: `demands.tier_lowered`, if `raised_to` stands below the computed tier.
    """
    reasons = [_by_amount(facts, rules), *_by_flags(facts, rules)]
    computed = max((reason.tier for reason in reasons), key=lambda tier: tier.rank)
    if raised_to is not None:
        if raised_to.rank < computed.rank:
            raise InvalidInput("demands.tier_lowered", field="raised_to", computed=computed, wanted=raised_to)
        if raised_to.rank > computed.rank:
            reasons.append(Reason("raised_by_hand", raised_to))
            computed = raised_to
    reasons.sort(key=lambda reason: -reason.tier.rank)
    return TierDecision(computed, tuple(reasons), *_route(facts, computed, rules))


def _by_amount(facts: TierFacts, rules: RuleSet) -> Reason:
    amount, limits = base_amount(facts, rules), rules.tiers
    parameters = (("amount", str(amount)), ("micro", str(limits.micro)), ("ordinary", str(limits.ordinary)))
    return Reason("amount", rules.tier_by_amount(amount), parameters)


def _by_flags(facts: TierFacts, rules: RuleSet) -> list[Reason]:
    reasons = []
    for flag in sorted(effective_flags(facts, rules)):
        if flag in rules.tiers.raise_to_major:
            reasons.append(Reason(f"flag.{flag}", Tier.MAJOR, _flag_parameters(flag, facts)))
        elif flag in rules.tiers.raise_to_ordinary:
            reasons.append(Reason(f"flag.{flag}", Tier.ORDINARY, _flag_parameters(flag, facts)))
    return reasons


def effective_flags(facts: TierFacts, rules: RuleSet) -> frozenset[Flag]:
    """The declared flags, with `mostly_cofunded` computed from the plan, never declared."""
    declared = facts.flags - {Flag.MOSTLY_COFUNDED}
    limit = rules.tiers.mostly_cofunded_over
    mostly = facts.cofunded > facts.total * limit.share and facts.total > limit.amount
    return declared | {Flag.MOSTLY_COFUNDED} if mostly else declared


def _flag_parameters(flag: Flag, facts: TierFacts) -> tuple[tuple[str, str], ...]:
    if flag is not Flag.MOSTLY_COFUNDED:
        return ()
    return (("cofunded", str(facts.cofunded)), ("total", str(facts.total)))


def _route(facts: TierFacts, tier: Tier, rules: RuleSet) -> tuple[Route, tuple[ApprovalLevel, ...]]:
    """Filed only if the amount is within the threshold and no flag raised the tier (R20)."""
    levels = rules.decision.approval_levels
    if tier is Tier.MICRO and base_amount(facts, rules) <= rules.decision.filing_threshold:
        return Route.FILE, levels[Tier.MICRO]
    if levels[tier] == (ApprovalLevel.FILE,):
        return Route.APPROVE, levels[Tier.ORDINARY]
    return Route.APPROVE, levels[tier]
