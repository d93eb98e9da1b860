"""How much money there is and how it grows (R2–R6, domain 2.10)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.units import MonthDay, Share, Year, Years, Yuan


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Yuan per community and year of one fund type, from a year on (R4)."""

    fund_type: str
    from_year: Year
    amount: Yuan


@dataclass(frozen=True, kw_only=True)
class Money:
    """Fund types, shares, rates and caps."""

    fund_types: tuple[str, ...]
    city_share: Share
    growth_period_years: Years
    growth_minimum: Share
    rates: tuple[Rate, ...]
    supplement_per_resident: Yuan
    allocation_cap: Yuan
    operating_cost_cap: Share
    minimum_cofunding: Share
    carry_over_years: Years
    closing_from: MonthDay

    def rate(self, fund_type: str, year: int) -> Yuan | None:
        """Yuan per community in `year`, or None before the first rate."""
        known = [rate for rate in self.rates if rate.fund_type == fund_type and rate.from_year <= year]
        return max(known, key=lambda rate: rate.from_year).amount if known else None
