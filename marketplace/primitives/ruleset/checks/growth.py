"""The growth rule (正常增长机制, R6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem

FIRST_PERIOD = 2021
"""The source: from 2021 on, every period of `growth_period_years` is compared with the one before."""

GROWTH_CODE = "money.growth"


def growth(rules: RuleSet) -> Iterator[Problem]:
    """Per fund type: the lowest rate of a period is at least the growth above the rate that ended the one before."""
    if rules.money.growth_period_years < 1:
        yield Problem("rulebook.out_of_range", "money.growth_period_years", {"low": "1", "high": ""})
        return
    for fund_type in rules.money.fund_types:
        yield from _fund_type(rules, fund_type)


def _fund_type(rules: RuleSet, fund_type: str) -> Iterator[Problem]:
    stated = [rate.from_year for rate in rules.money.rates if rate.fund_type == fund_type]
    step = rules.money.growth_period_years
    for start in range(FIRST_PERIOD, max(stated, default=0) + 1, step):
        before = rules.money.rate(fund_type, start - 1)
        if before is None:
            continue
        least = before * (1 + rules.money.growth_minimum)
        lowest = _lowest(rules, fund_type, range(start, start + step))
        if lowest < least:
            found = {"fund_type": fund_type, "from_year": start, "least": f"{least:.2f}", "amount": f"{lowest:.2f}"}
            yield Problem(GROWTH_CODE, "money.rates", found)


def _lowest(rules: RuleSet, fund_type: str, years: range) -> Decimal:
    amounts = (rules.money.rate(fund_type, year) for year in years)
    return min(amount for amount in amounts if amount is not None)
