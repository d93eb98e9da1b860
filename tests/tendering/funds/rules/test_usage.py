"""Utilisation, the closing day, and what the end of the year does with unspent money."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendering.funds.rules.entries import Sums
from tendering.funds.rules.usage import Lot, committed_rate, is_closing, utilisation, year_end


def sums(inflow: str, outflow: str, committed: str, paid: str) -> Sums:
    return Sums(Decimal(inflow), Decimal(outflow), Decimal(committed), Decimal(paid))


@pytest.mark.requirement("R13")
def test_utilisation_leaves_out_what_was_transferred_away() -> None:
    account = sums("348400.00", "12000.00", "27950.00", "265050.00")
    assert utilisation(account, Decimal("12000.00")) == Fraction(265050, 336400)
    assert committed_rate(account, Decimal("12000.00")) == Fraction(293000, 336400)


@pytest.mark.requirement("R13")
def test_money_returned_to_finance_still_counts_as_not_used() -> None:
    assert utilisation(sums("100.00", "20.00", "0", "80.00"), Decimal(0)) == Fraction(4, 5)


def test_nothing_came_in_is_not_a_rate() -> None:
    assert utilisation(Sums(), Decimal(0)) is None
    assert committed_rate(sums("5.00", "5.00", "0", "0"), Decimal("5.00")) is None


@pytest.mark.parametrize(
    ("day", "closing"),
    [(date(2026, 11, 30), False), (date(2026, 12, 1), True), (date(2027, 1, 1), True), (date(2025, 12, 31), False)],
)
def test_from_the_first_of_december_an_account_is_closing(day: date, closing: bool) -> None:
    assert is_closing(day, 2026, (12, 1)) is closing


def lots(*pairs: tuple[int, str]) -> tuple[Lot, ...]:
    return tuple(Lot(year, Decimal(amount)) for year, amount in pairs)


def test_unspent_money_of_the_year_is_carried_once() -> None:
    end = year_end(year=2026, available=Decimal("100.00"), carried_in=[], spent=Decimal("50.00"), years=1)
    assert end.carried == lots((2026, "100.00"))
    assert end.returned == 0


def test_carried_in_money_counts_as_spent_first() -> None:
    end = year_end(
        year=2026, available=Decimal("70.00"), carried_in=lots((2025, "30.00")), spent=Decimal("60.00"), years=1
    )
    assert end.carried == lots((2026, "70.00"))
    assert end.returned == 0


def test_money_unspent_two_years_running_is_returned() -> None:
    end = year_end(
        year=2026, available=Decimal("120.00"), carried_in=lots((2025, "30.00")), spent=Decimal("10.00"), years=1
    )
    assert end.carried == lots((2026, "100.00"))
    assert end.returned == Decimal("20.00")


def test_where_nothing_may_be_carried_all_is_returned() -> None:
    end = year_end(year=2026, available=Decimal("5.00"), carried_in=[], spent=Decimal(0), years=0)
    assert end == type(end)((), Decimal("5.00"))


cents = st.integers(0, 10**9).map(lambda value: Decimal(value) / 100)


@given(
    own=cents,
    carried=st.lists(st.tuples(st.integers(2020, 2025), cents)),
    percent=st.integers(0, 100),
    years=st.integers(0, 3),
)
def test_every_cent_is_carried_or_returned(
    own: Decimal, carried: list[tuple[int, Decimal]], percent: int, years: int
) -> None:
    carried_in = [Lot(year, amount) for year, amount in carried]
    inflow = own + sum((lot.amount for lot in carried_in), Decimal(0))
    spent = (inflow * percent / 100).quantize(Decimal("0.01"))
    end = year_end(year=2026, available=inflow - spent, carried_in=carried_in, spent=spent, years=years)
    assert end.returned >= 0
    assert end.returned + sum((lot.amount for lot in end.carried), Decimal(0)) == inflow - spent
    assert all(2027 - lot.origin <= years for lot in end.carried)
