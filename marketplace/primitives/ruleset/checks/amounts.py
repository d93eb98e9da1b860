"""Sums, limits and fund types that must fit each other (R2, R4, R20, R38)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from marketplace.primitives.ruleset.codes import Flag
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem


def duplicates(values: Iterable[object], path: str) -> Iterator[Problem]:
    """A problem for every value that stands twice."""
    for value, count in Counter(values).items():
        if count > 1:
            yield Problem("rulebook.duplicate", path, {"value": str(value)})


def _tiers(rules: RuleSet) -> Iterator[Problem]:
    tiers = rules.tiers
    if not Decimal(0) < tiers.micro < tiers.ordinary:
        yield Problem("tiers.not_ascending", "tiers.ordinary", {"micro": tiers.micro, "ordinary": tiers.ordinary})
    if rules.decision.filing_threshold > tiers.micro:
        yield Problem("decision.filing_above_micro", "decision.filing_threshold", {"micro": tiers.micro})


def _flags(rules: RuleSet) -> Iterator[Problem]:
    """Every flag raises exactly one tier: none forgotten, none twice."""
    yield from duplicates([*rules.tiers.raise_to_ordinary, *rules.tiers.raise_to_major], "tiers.raise_to_major")
    for flag in Flag:
        if flag not in (*rules.tiers.raise_to_ordinary, *rules.tiers.raise_to_major):
            yield Problem("tiers.flag_without_tier", "tiers.raise_to_major", {"flag": flag.value})


def _direct_award(rules: RuleSet) -> Iterator[Problem]:
    micro = rules.letting.micro
    if micro.direct_award_up_to > rules.tiers.micro:
        limit = {"micro": rules.tiers.micro}
        yield Problem("letting.direct_award_above_micro", "letting.micro.direct_award_up_to", limit)
    if micro.direct_award_yearly_per_provider < micro.direct_award_up_to:
        yield Problem("letting.yearly_below_single", "letting.micro.direct_award_yearly_per_provider")


def _fund_types(rules: RuleSet) -> Iterator[Problem]:
    money = rules.money
    yield from duplicates(money.fund_types, "money.fund_types")
    yield from duplicates(((rate.fund_type, rate.from_year) for rate in money.rates), "money.rates")
    if not money.fund_types:
        yield Problem("rulebook.empty", "money.fund_types")
    for index, rate in enumerate(money.rates):
        if rate.fund_type not in money.fund_types:
            yield Problem("money.unknown_fund_type", f"money.rates.{index}.fund_type", {"value": rate.fund_type})
        if rate.amount <= 0:
            yield Problem("rulebook.out_of_range", f"money.rates.{index}.amount", {"low": "0.01", "high": ""})


def _statutory_limits(rules: RuleSet) -> Iterator[Problem]:
    for kind, amount in rules.letting.major.statutory_from.items():
        if amount <= rules.tiers.ordinary:
            yield Problem("letting.statutory_below_major", f"letting.major.statutory_from.{kind}")


def _award_band(rules: RuleSet) -> Iterator[Problem]:
    band = rules.design_contest.award
    if not Decimal(0) < band.at_least <= band.at_most:
        yield Problem("rulebook.not_ascending", "design_contest.award.at_most")


CHECKS = (_tiers, _flags, _direct_award, _fund_types, _statutory_limits, _award_band)
