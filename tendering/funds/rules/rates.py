"""Yearly rates, what a community gets by them, and the growth rule (R4, R6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from marketplace.primitives.money import ZERO, yuan

GROWTH_FROM = 2021  # 正常增长机制: from 2021 each period must stand above the one before (L)


@dataclass(frozen=True, slots=True)
class RateStep:
    """A rate in yuan per community and year, from a year on, until the next step.

    Attributes:
        overridden: the district recorded a reason for falling short of the growth rule.
    """

    from_year: int
    amount: Decimal
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth rule: `minimum` (0.10 = ten per cent) every `period_years` years."""

    period_years: int
    minimum: Decimal

    def period_start(self, year: int) -> int:
        """First year of the period `year` lies in; periods are counted from 2021."""
        return year - (year - GROWTH_FROM) % self.period_years


@dataclass(frozen=True, slots=True)
class Breach:
    """A year whose rate is below what the growth rule asks, in yuan."""

    year: int
    amount: Decimal
    least: Decimal


@dataclass(frozen=True, slots=True)
class Entitlement:
    """How an allocation was computed, in yuan."""

    base: Decimal
    supplement: Decimal
    amount: Decimal
    capped: bool


def rate_in(steps: Iterable[RateStep], year: int) -> RateStep | None:
    """The step in force in `year`, or None before the first."""
    begun = [step for step in steps if step.from_year <= year]
    return max(begun, key=lambda step: step.from_year, default=None)


def growth_floor(steps: Sequence[RateStep], year: int, growth: Growth) -> Decimal | None:
    """Least rate the growth rule allows in `year`: the last rate of the period before, plus the minimum.

    None before 2021 or where no earlier rate is known.
    """
    if year < GROWTH_FROM:
        return None
    before = rate_in(steps, growth.period_start(year) - 1)
    return None if before is None else yuan(before.amount * (1 + growth.minimum))


def growth_breaches(steps: Sequence[RateStep], growth: Growth, *, until: int) -> list[Breach]:
    """Every step, and every beginning of a period up to `until`, that falls short and was not overridden."""
    years = {step.from_year for step in steps}
    if years:
        years |= {year for year in range(min(years), until + 1) if growth.period_start(year) == year}
    return [breach for year in sorted(years) if (breach := _breach(steps, year, growth))]


def _breach(steps: Sequence[RateStep], year: int, growth: Growth) -> Breach | None:
    step, least = rate_in(steps, year), growth_floor(steps, year, growth)
    excused = step is not None and step.overridden and growth.period_start(step.from_year) == growth.period_start(year)
    if step is None or least is None or excused or step.amount >= least:
        return None
    return Breach(year, step.amount, least)


def entitlement(base: Decimal, *, residents: int, per_resident: Decimal, cap: Decimal) -> Entitlement:
    """A community's yearly allocation: base rate plus a supplement for each resident, at most `cap` (yuan)."""
    supplement = yuan(per_resident * residents)
    amount = min(base + supplement, cap)
    return Entitlement(base, supplement, amount, capped=base + supplement > cap)


def cofunding_share(total: Decimal, fund_part: Decimal) -> Fraction:
    """Part of the cash that others than the fund bring, exact; 0 for a plan of nothing."""
    return Fraction(total - fund_part) / Fraction(total) if total > ZERO else Fraction(0)
