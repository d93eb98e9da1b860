"""Rates, allocations and the growth rule."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendering.funds.rules.rates import (
    Growth,
    RateStep,
    cofunding_share,
    entitlement,
    growth_breaches,
    growth_floor,
    rate_in,
)

GROWTH = Growth(period_years=5, minimum=Decimal("0.10"))


def step(year: int, amount: str, *, overridden: bool = False) -> RateStep:
    return RateStep(year, Decimal(amount), overridden)


LIUZHOU = [step(2014, "100000.00"), step(2016, "200000.00")]
JINNIU = [step(2016, "200000.00"), step(2021, "220000.00"), step(2026, "242000.00")]


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("year", "amount"), [(2013, None), (2014, "100000"), (2015, "100000"), (2016, "200000"), (2020, "200000")]
)
def test_the_rate_of_a_year_is_the_last_one_begun(year: int, amount: str | None) -> None:
    found = rate_in(LIUZHOU, year)
    assert (found.amount if found else None) == (Decimal(amount) if amount else None)


@pytest.mark.requirement("R6")
def test_ten_per_cent_every_five_years_keeps_the_rule() -> None:
    assert growth_breaches(JINNIU, GROWTH, until=2030) == []


@pytest.mark.requirement("R6")
@pytest.mark.parametrize(("amount", "breaks"), [("219999.99", True), ("220000.00", False)])
def test_a_cent_below_ten_per_cent_breaks_the_rule(amount: str, breaks: bool) -> None:
    breaches = growth_breaches([*LIUZHOU, step(2021, amount)], GROWTH, until=2025)
    assert [(breach.year, breach.least) for breach in breaches] == ([(2021, Decimal("220000.00"))] if breaks else [])


@pytest.mark.requirement("R6")
def test_a_period_without_any_new_rate_breaks_the_rule_too() -> None:
    assert [breach.year for breach in growth_breaches(LIUZHOU, GROWTH, until=2026)] == [2021, 2026]


@pytest.mark.requirement("R6")
def test_a_recorded_reason_excuses_its_own_period_only() -> None:
    steps = [*LIUZHOU, step(2021, "205000.00", overridden=True)]
    assert [breach.year for breach in growth_breaches(steps, GROWTH, until=2026)] == [2026]


def test_a_cut_inside_a_period_is_measured_against_the_period_before() -> None:
    steps = [*JINNIU[:2], step(2023, "210000.00")]
    assert [breach.year for breach in growth_breaches(steps, GROWTH, until=2025)] == [2023]


def test_before_2021_nothing_is_asked() -> None:
    assert growth_floor(LIUZHOU, 2020, GROWTH) is None
    assert growth_floor([], 2026, GROWTH) is None
    assert growth_breaches([], GROWTH, until=2026) == []


@given(st.integers(1, 10**10))
def test_the_floor_itself_passes_and_one_cent_less_does_not(cents: int) -> None:
    before = RateStep(2020, Decimal(cents) / 100)
    floor = growth_floor([before], 2021, GROWTH)
    assert floor is not None
    assert growth_breaches([before, RateStep(2021, floor)], GROWTH, until=2021) == []
    assert growth_breaches([before, RateStep(2021, floor - Decimal("0.01"))], GROWTH, until=2021)


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("residents", "amount", "capped"),
    [(12_700, "318200.00", False), (24_667, "390000.00", True), (0, "242000.00", False)],
)
def test_an_allocation_is_base_and_supplement_up_to_the_cap(residents: int, amount: str, capped: bool) -> None:
    found = entitlement(
        Decimal("242000.00"), residents=residents, per_resident=Decimal("6.00"), cap=Decimal("390000.00")
    )
    assert (found.amount, found.capped) == (Decimal(amount), capped)


def test_the_cofunding_share_is_exact() -> None:
    assert cofunding_share(Decimal("21000.00"), Decimal("10000.00")) == Fraction(11, 21)
    assert cofunding_share(Decimal("0.00"), Decimal("0.00")) == 0
