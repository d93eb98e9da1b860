"""What a demand must pass before residents discuss it (R15-R19, R26, R27; domain 2.10, 3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.primitives.money import yuan
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset import RuleSet

BENEFICIARY_GROUPS = (
    "elderly",
    "disabled",
    "women",
    "children",
    "youth",
    "families_in_hardship",
    "veterans",
    "all_residents",
)


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """What the checks read of a demand; amounts in yuan."""

    has_scope_item: bool
    budget: Decimal
    plan_total: Decimal
    beneficiary_groups: Sequence[str]
    households: int
    people: int
    community_households: int | None
    community_population: int | None
    urgent_reason: str
    has_need: bool = True
    has_outputs: bool = True
    negative: frozenset[str] = frozenset()


def in_call_window(day: date, rules: RuleSet) -> bool:
    """Whether proposals are called for on this day of the year (R19)."""
    window = rules.decision.call_window
    return window.from_ <= (day.month, day.day) <= window.to


def completeness(facts: DemandFacts) -> list[Refusal]:
    """Everything still missing or wrong before a demand may be proposed."""
    problems: list[Refusal] = []
    if not facts.has_scope_item:
        problems.append(InvalidInput("demands.no_scope_item", field="scope_item"))
    if facts.budget <= 0:
        problems.append(InvalidInput("demands.no_budget", field="budget"))
    elif facts.plan_total != facts.budget:
        problems.append(
            InvalidInput("demands.plan_differs", field="budget", budget=facts.budget, plan=facts.plan_total)
        )
    if not facts.has_need:
        problems.append(InvalidInput("demands.no_need", field="need"))
    if not facts.has_outputs:
        problems.append(InvalidInput("demands.no_outputs", field="outputs"))
    if not facts.beneficiary_groups:
        problems.append(InvalidInput("demands.no_beneficiaries", field="beneficiary_groups"))
    problems += [
        InvalidInput("demands.unknown_beneficiaries", field="beneficiary_groups", group=group)
        for group in facts.beneficiary_groups
        if group not in BENEFICIARY_GROUPS
    ]
    return problems + _head_counts(facts)


def _head_counts(facts: DemandFacts) -> list[Refusal]:
    problems: list[Refusal] = []
    if facts.households <= 0 and facts.people <= 0:
        problems.append(InvalidInput("demands.nobody_served", field="households"))
    if facts.community_households is not None and facts.households > facts.community_households:
        problems.append(
            InvalidInput(
                "demands.too_many_households",
                field="households",
                given=facts.households,
                known=facts.community_households,
            )
        )
    if facts.community_population is not None and facts.people > facts.community_population:
        problems.append(
            InvalidInput(
                "demands.too_many_people", field="people", given=facts.people, known=facts.community_population
            )
        )
    return problems


@dataclass(frozen=True, slots=True)
class FundingFacts:
    """What the caps of the rule set read of a demand's money, in yuan.

    Attributes:
        cofunding: what others than the fund bring in cash.
        operating: budgets of the community's operating-cost demands of the year, this one included; zero for others.
        allocation: what the community is allocated this year.
    """

    budget: Decimal
    cofunding: Decimal
    operating: Decimal
    allocation: Decimal


def funding_limits(facts: FundingFacts, rules: RuleSet) -> list[Refusal]:
    """Too little from others, or too much of the year's money for running costs (domain 2.3, 2.10)."""
    problems: list[Refusal] = []
    least = facts.budget * rules.money.minimum_cofunding
    if facts.cofunding < least:
        share = f"{rules.money.minimum_cofunding:.0%}"
        problems.append(
            InvalidInput(
                "demands.too_little_cofunding", field="budget", given=facts.cofunding, least=yuan(least), share=share
            )
        )
    most = facts.allocation * rules.money.operating_cost_cap
    if facts.operating > most:
        share = f"{rules.money.operating_cost_cap:.0%}"
        problems.append(
            InvalidInput(
                "demands.operating_cost_cap",
                field="is_operating_cost",
                total=facts.operating,
                most=yuan(most),
                share=share,
            )
        )
    return problems


def negative_list(facts: DemandFacts, rules: RuleSet) -> list[Refusal]:
    """What no fund pays for: private costs, costs with a liable party, government duties (S43)."""
    hits = sorted(facts.negative & set(rules.decision.negative_list))
    return [InvalidInput("demands.negative_list", item=item) for item in hits]


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another demand of the same community, scope item and window."""

    number: str
    title: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SplittingWarning:
    """Together they pass a limit that each alone stays under (化整为零); a warning, not a verdict."""

    siblings: tuple[Sibling, ...]
    total: Decimal
    limit: Decimal


def splitting(amount: Decimal, siblings: Iterable[Sibling], rules: RuleSet) -> SplittingWarning | None:
    """The lowest tier limit that the sum passes and this demand alone does not, if any."""
    others = tuple(siblings)
    total = amount + sum((sibling.amount for sibling in others), Decimal(0))
    for limit in (rules.tiers.micro, rules.tiers.ordinary):
        if amount <= limit < total and others:
            return SplittingWarning(others, total, limit)
    return None


@dataclass(frozen=True, slots=True)
class DeliberationFacts:
    """Which records of the year-start determination exist (R19)."""

    visits: int
    surveys: int
    two_committee_reviews: int
    democratic_discussions: int


def deliberation_gaps(facts: DeliberationFacts) -> list[Refusal]:
    """What is missing before a meeting may be called (domain 3.2 `schedule`)."""
    problems: list[Refusal] = []
    if facts.visits + facts.surveys == 0:
        problems.append(Refusal("demands.no_visit_or_survey"))
    if facts.two_committee_reviews == 0:
        problems.append(Refusal("demands.no_two_committee_review"))
    if facts.democratic_discussions == 0:
        problems.append(Refusal("demands.no_democratic_discussion"))
    return problems
