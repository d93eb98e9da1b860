"""Which quotes are so low that they need a written explanation (domain 2.5, law 87号令 60)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol
from uuid import UUID


class Flag(StrEnum):
    """Against what a quote is clearly low."""

    OF_MEAN = "of_mean"
    OF_NEXT = "of_next"
    OF_CEILING = "of_ceiling"


class Limits(Protocol):
    """Shares of the rule set below which a quote is flagged."""

    @property
    def of_mean(self) -> Decimal | Fraction:
        """Of the mean of all valid quotes."""

    @property
    def of_next(self) -> Decimal | Fraction:
        """Of the lowest quote among the others."""

    @property
    def of_ceiling(self) -> Decimal | Fraction:
        """Of the ceiling."""


def thresholds(quotes: Mapping[UUID, Decimal], bid: UUID, ceiling: Decimal, limits: Limits) -> dict[Flag, Fraction]:
    """Yuan below which this bid's quote is flagged, exact; the next lowest quote only where there is another."""
    mean = sum((Fraction(quote) for quote in quotes.values()), Fraction(0)) / len(quotes)
    found = {
        Flag.OF_MEAN: mean * Fraction(limits.of_mean),
        Flag.OF_CEILING: Fraction(ceiling) * Fraction(limits.of_ceiling),
    }
    others = [quote for key, quote in quotes.items() if key != bid]
    if others:
        found[Flag.OF_NEXT] = Fraction(min(others)) * Fraction(limits.of_next)
    return found


def flags(quotes: Mapping[UUID, Decimal], ceiling: Decimal, limits: Limits) -> dict[UUID, list[Flag]]:
    """The flagged bids with what they are low against; a quote exactly at a threshold is not flagged."""
    found: dict[UUID, list[Flag]] = {}
    for bid, quote in quotes.items():
        limit = thresholds(quotes, bid, ceiling, limits)
        low = [flag for flag in Flag if flag in limit and Fraction(quote) < limit[flag]]
        if low:
            found[bid] = low
    return found
