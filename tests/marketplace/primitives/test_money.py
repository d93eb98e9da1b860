"""Money is exact to the cent, whatever is split."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.money import (
    CENT,
    LARGEST,
    ZERO,
    exact_yuan,
    format_yuan,
    split_pro_rata,
    split_shares,
    yuan,
)
from marketplace.primitives.refusal import InvalidInput

amounts = st.integers(0, 10**14 - 1).map(lambda cents: Decimal(cents) * CENT)
weights = st.lists(amounts, min_size=1, max_size=12)


@st.composite
def shares(draw: st.DrawFn) -> list[Decimal]:
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), max_size=8)))
    edges = [0, *cuts, 10_000]
    return [Decimal(high - low) / 10_000 for low, high in pairwise(edges)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), (7, "7.00"), ("1e3", "1000.00"), ("-0", "0.00")],
)
def test_yuan_rounds_half_up(value: str | int, expected: str) -> None:
    assert str(yuan(value)) == expected


@pytest.mark.parametrize("value", [0.1, True, None])
def test_a_float_is_no_money(value: Any) -> None:
    with pytest.raises(TypeError):
        yuan(value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0.001", "money.decimals"),
        ("50000.005", "money.decimals"),
        ("NaN", "money.not_a_number"),
        ("-Infinity", "money.not_a_number"),
        ("五万", "money.not_a_number"),
        ("", "money.not_a_number"),
        ("1000000000000.00", "money.too_large"),
        ("1e999999", "money.too_large"),
        ("-1000000000000", "money.too_large"),
    ],
)
def test_what_was_typed_must_be_exact(value: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        exact_yuan(value)
    assert refused.value.code == code


def test_exact_amounts_pass() -> None:
    assert exact_yuan("50000.010") == Decimal("50000.01")
    assert exact_yuan(LARGEST) == LARGEST
    assert str(exact_yuan("5E+4")) == "50000.00"


def test_amounts_as_people_read_them() -> None:
    assert format_yuan(Decimal(1234)) == "¥1,234.00"
    assert format_yuan(Decimal("-0.5")) == "-¥0.50"


@given(amounts, shares())
def test_shares_lose_no_cent(total: Decimal, parts: list[Decimal]) -> None:
    split = split_shares(total, parts)
    assert sum(split) == total
    assert len(split) == len(parts)
    assert min(split) >= 0
    assert all(part == part.quantize(CENT) for part in split)


def test_shares_round_half_up_and_the_last_takes_the_rest() -> None:
    half = Decimal("0.5")
    assert split_shares(Decimal("0.01"), [half, half]) == [CENT, ZERO]
    assert split_shares(Decimal("100.01"), [Decimal("0.3"), Decimal("0.6"), Decimal("0.1")]) == [
        Decimal("30.00"),
        Decimal("60.01"),
        Decimal("10.00"),
    ]


def test_rounding_up_small_sums_leaves_nobody_below_zero() -> None:
    eighth = Decimal("0.125")
    assert split_shares(Decimal("0.04"), [eighth] * 8) == [CENT] * 4 + [ZERO] * 4


@pytest.mark.parametrize("parts", [[], ["0.5", "0.4"], ["1.5", "-0.5"]])
def test_shares_must_make_one(parts: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        split_shares(Decimal(1), [Decimal(part) for part in parts])
    assert refused.value.code == "money.shares"


@given(amounts, weights)
def test_pro_rata_is_exact_and_fair(total: Decimal, weighed: list[Decimal]) -> None:
    whole = sum(weighed)
    if whole == 0:
        return
    split = split_pro_rata(total, weighed)
    assert sum(split) == total
    assert min(split) >= 0
    for part, weight in zip(split, weighed, strict=True):
        assert abs(part - total * weight / whole) < CENT + Decimal("1e-9")
        assert total > whole or part <= weight


@given(weights)
def test_pro_rata_of_everything_gives_every_weight(weighed: list[Decimal]) -> None:
    total = Decimal(sum(weighed))
    if total <= LARGEST:
        assert split_pro_rata(total, weighed) == weighed


def test_equal_remainders_go_to_the_earlier_weight() -> None:
    assert split_pro_rata(Decimal("0.02"), [Decimal(1)] * 3) == [CENT, CENT, ZERO]


def test_nothing_by_nothing_is_nothing() -> None:
    assert split_pro_rata(ZERO, [ZERO, ZERO]) == [ZERO, ZERO]
    with pytest.raises(InvalidInput) as refused:
        split_pro_rata(CENT, [ZERO])
    assert refused.value.code == "money.weights"


def test_a_negative_total_or_weight_is_refused() -> None:
    for total, weight in ((-CENT, CENT), (CENT, -CENT)):
        with pytest.raises(InvalidInput) as refused:
            split_pro_rata(total, [weight])
        assert refused.value.code == "money.negative"
