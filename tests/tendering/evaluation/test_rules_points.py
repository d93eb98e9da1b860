"""What a member may write, what price and facts give (domain 2.5)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.refusal import InvalidInput
from tendering.evaluation.rules.points import commitment, fact_points, price_points, written

quotes = st.decimals(min_value="0.01", max_value="999999.99", places=2)


@pytest.mark.requirement("R39")
@given(st.lists(quotes, min_size=1, max_size=12), st.integers(0, 100))
def test_the_lowest_quote_gets_all_price_points_and_nobody_more(prices: list[Decimal], maximum: int) -> None:
    lowest = min(prices)
    points = {price: price_points(price, lowest, maximum) for price in prices}
    assert points[lowest] == maximum
    assert all(0 <= value <= maximum for value in points.values())
    ordered = sorted(prices)
    assert [points[price] for price in ordered] == sorted((points[price] for price in ordered), reverse=True)


@pytest.mark.parametrize(
    ("quote", "benchmark", "expected"),
    [("100.00", "100.00", "10.00"), ("104.71", "100.00", "9.55"), ("200.00", "100.01", "5.00"), ("300", "100", "3.33")],
)
def test_price_points_are_rounded_half_up_to_a_hundredth(quote: str, benchmark: str, expected: str) -> None:
    assert price_points(Decimal(quote), Decimal(benchmark), 10) == Decimal(expected)


def test_half_a_hundredth_goes_up() -> None:
    """10 × 1 ÷ 16 = 0.625 → 0.63."""
    assert price_points(Decimal(16), Decimal(1), 10) == Decimal("0.63")


@pytest.mark.parametrize(("quote", "benchmark"), [("0", "0"), ("99.99", "100"), ("-1", "-2")])
def test_a_benchmark_above_the_quote_is_a_fault_of_the_caller(quote: str, benchmark: str) -> None:
    with pytest.raises(ValueError, match="benchmark"):
        price_points(Decimal(quote), Decimal(benchmark), 10)


@given(st.decimals(min_value=0, max_value=40, places=2))
def test_points_within_the_maximum_are_taken_as_written(points: Decimal) -> None:
    assert written(str(points), 40) == points


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "+1", "1e1", "１０", "10.005", "NaN", "1,5", "0x10", "1_0", "\x00", "٣"]
)
def test_what_is_no_plain_number_of_points_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="points_unreadable"):
        written(text, 40)


@pytest.mark.parametrize("text", ["40.01", "41", "999.99"])
def test_more_than_the_maximum_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="points_outside"):
        written(text, 40)


def test_a_fact_that_is_not_stated_counts_as_zero() -> None:
    formula = "min(10, 2 * similar_contracts_last_3_years)"
    assert fact_points(formula, {}, 10) == 0
    assert fact_points(formula, {"similar_contracts_last_3_years": 4}, 10) == 8
    assert fact_points(formula, {"similar_contracts_last_3_years": 40}, 10) == 10


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4), st.binary(min_size=16, max_size=16))
def test_a_commitment_depends_on_every_point_and_the_salt(points: dict[str, str], salt: bytes) -> None:
    first = commitment(points, salt)
    assert first == commitment(dict(reversed(points.items())), salt)
    assert first != commitment(points | {"another": "1"}, salt)
    assert first != commitment(points, bytes(16) if any(salt) else bytes([1] * 16))
