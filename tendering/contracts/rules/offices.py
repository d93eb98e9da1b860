"""Who stands over a contract, and whose acts are whose (domain 2.7, 3.5, 4)."""

from __future__ import annotations

from decimal import Decimal

from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.ruleset import Office, RuleSet, Tier

COMMUNITY = (Role.COMMUNITY,)
# For a residents' group the community's staff do what a contractor does (R34).
CONTRACTORS = (*PROVIDER_ROLES, Role.COMMUNITY)
SIGNERS = (Role.COMMUNITY, Role.PROVIDER_ADMIN)
OFFICES = (Role.STREET, Role.DISTRICT)
FINANCE = (Role.FINANCE_OFFICER,)
# Whose step of a payment it is, from the request to the transfer.
HOLDERS = (*COMMUNITY, *OFFICES, *FINANCE)
# Who stops a payment, and lets it go on.
OVERSIGHT = (*OFFICES, Role.AUDITOR, Role.DISCIPLINE)


def office_over(tier: Tier) -> Office:
    """Who approves payments and amendments, suspends and ends a contract: the district for major, else the street."""
    return Office.DISTRICT if tier is Tier.MAJOR else Office.STREET


def tiers_under(office: Office) -> list[Tier]:
    """The tiers whose contracts this office stands over."""
    return [tier for tier in Tier if office_over(tier) is office]


def amending_office(rules: RuleSet, tier: Tier, amount: Decimal) -> Office:
    """Who approves an amendment: where it lifts the sum over its tier, the last level that the higher tier needs.

    Args:
        amount: the contract sum after it, in yuan.
    """
    limits = {Tier.MICRO: rules.tiers.micro, Tier.ORDINARY: rules.tiers.ordinary}
    above = tier
    while above in limits and amount > limits[above]:
        above = Tier.ORDINARY if above is Tier.MICRO else Tier.MAJOR
    if above is tier:
        return office_over(tier)
    return Office(rules.decision.approval_levels[above][-1].value)
