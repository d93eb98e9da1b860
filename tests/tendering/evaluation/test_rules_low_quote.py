"""Clearly low quotes (domain 2.5): below a half of the mean or of the next lowest, below 45 % of the ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendering.evaluation.rules.low_quote import Flag, flags, thresholds


@dataclass(frozen=True)
class Limits:
    of_mean: Decimal = Decimal("0.50")
    of_next: Decimal = Decimal("0.50")
    of_ceiling: Decimal = Decimal("0.45")


def found(ceiling: str, *quotes: str) -> dict[int, list[Flag]]:
    low = flags({UUID(int=number): Decimal(quote) for number, quote in enumerate(quotes)}, Decimal(ceiling), Limits())
    return {bid.int: found for bid, found in low.items()}


@pytest.mark.parametrize(
    ("ceiling", "quotes", "expected"),
    [
        ("100", ("90", "95", "98"), {}),
        ("100", ("45", "46", "47"), {}),
        ("100", ("44.99", "46", "47"), {0: [Flag.OF_CEILING]}),
        ("100", ("50", "100", "150"), {}),
        ("100", ("49.99", "100", "150"), {0: [Flag.OF_MEAN, Flag.OF_NEXT]}),
        ("60", ("40", "60", "200"), {0: [Flag.OF_MEAN]}),
        ("100", ("30",), {0: [Flag.OF_CEILING]}),
        ("100", (), {}),
    ],
)
def test_the_examples_of_the_rule(ceiling: str, quotes: tuple[str, ...], expected: dict[int, list[Flag]]) -> None:
    assert found(ceiling, *quotes) == expected


prices = st.lists(st.decimals(min_value="0.01", max_value="100.00", places=2), min_size=1, max_size=8)


@given(prices)
def test_whatever_is_flagged_the_lower_ones_are_too(listed: list[Decimal]) -> None:
    quotes = {UUID(int=number): quote for number, quote in enumerate(listed)}
    low = flags(quotes, Decimal(100), Limits())
    for bid in low:
        assert all(other in low for other, quote in quotes.items() if quote < quotes[bid])


@given(prices)
def test_a_single_quote_has_no_next_one(listed: list[Decimal]) -> None:
    quotes = {UUID(int=number): quote for number, quote in enumerate(listed)}
    assert (Flag.OF_NEXT in thresholds(quotes, UUID(int=0), Decimal(100), Limits())) == (len(listed) > 1)
