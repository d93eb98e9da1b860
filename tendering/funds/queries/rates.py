"""The rate table: what the district set, and before that what its rule set says (R4)."""

from __future__ import annotations

from marketplace.places.models import Place
from marketplace.primitives.ruleset import RuleSet
from tendering.funds.models import FundType, Rate
from tendering.funds.rules.rates import Growth, RateStep


def rate_steps(fund_type: FundType, district: Place, rules: RuleSet) -> list[RateStep]:
    """Steps of the fund type, by year; a rate the district set wins over the rule set's of the same year."""
    steps = {
        rate.from_year: RateStep(rate.from_year, rate.amount)
        for rate in rules.money.rates
        if rate.fund_type == fund_type.code
    }
    for row in Rate.objects.filter(place=district, fund_type=fund_type):
        steps[row.from_year] = RateStep(row.from_year, row.amount, overridden=bool(row.override_reason))
    return [steps[year] for year in sorted(steps)]


def growth_of(rules: RuleSet) -> Growth:
    """The growth rule of a rule set (R6)."""
    return Growth(rules.money.growth_period_years, rules.money.growth_minimum)
