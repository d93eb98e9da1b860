"""Which quotes are so low that they need a written explanation (domain 2.5, law 87号令 60)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    return _thresholds(bid, ceiling, limits, _Field.of(quotes))


@dataclass(frozen=True, slots=True)
class _Field:
    """All quotes in short: their mean, and the two lowest with their bids."""

    mean: Fraction
    lowest: list[tuple[Decimal, UUID]]

    @staticmethod
    def of(quotes: Mapping[UUID, Decimal]) -> _Field:
        total = sum((Fraction(quote) for quote in quotes.values()), Fraction(0))
        return _Field(total / len(quotes), sorted((quote, bid) for bid, quote in quotes.items())[:2])


def _thresholds(bid: UUID, ceiling: Decimal, limits: Limits, field: _Field) -> dict[Flag, Fraction]:
    found = {
        Flag.OF_MEAN: field.mean * Fraction(limits.of_mean),
        Flag.OF_CEILING: Fraction(ceiling) * Fraction(limits.of_ceiling),
    }
    others = [quote for quote, whose in field.lowest if whose != bid]
    if others:
        found[Flag.OF_NEXT] = Fraction(others[0]) * Fraction(limits.of_next)
    return found


def flags(quotes: Mapping[UUID, Decimal], ceiling: Decimal, limits: Limits) -> dict[UUID, list[Flag]]:
    """The flagged bids with what they are low against; a quote exactly at a threshold is not flagged."""
    found: dict[UUID, list[Flag]] = {}
    if not quotes:
        return found
    field = _Field.of(quotes)
    for bid, quote in quotes.items():
        limit = _thresholds(bid, ceiling, limits, field)
        low = [flag for flag in Flag if flag in limit and Fraction(quote) < limit[flag]]
        if low:
            found[bid] = low
    return found
