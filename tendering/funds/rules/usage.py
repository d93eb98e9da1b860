"""Utilisation, the end of the year, and what may be carried over (R13, domain 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from marketplace.primitives.money import ZERO
from tendering.funds.rules.entries import Sums


def utilisation(sums: Sums, transferred_out: Decimal) -> Fraction | None:
    """Paid by (inflow less transfers out), exact; None where nothing came in."""
    return _rate(sums.paid, sums.inflow - transferred_out)


def committed_rate(sums: Sums, transferred_out: Decimal) -> Fraction | None:
    """Committed and paid by (inflow less transfers out), exact; None where nothing came in."""
    return _rate(sums.committed + sums.paid, sums.inflow - transferred_out)


def _rate(part: Decimal, whole: Decimal) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if whole > 0 else None


def is_closing(day: date, year: int, closing_from: tuple[int, int]) -> bool:
    """Whether accounts of fiscal `year` take no new commitment on `day` without the district.

    Args:
        closing_from: month and day of the rule set, (12, 1).
    """
    return day >= date(year, *closing_from)


def last_closing(day: date, closing_from: tuple[int, int]) -> int:
    """The latest fiscal year whose accounts are closing on `day`, or have been closing before."""
    return day.year if is_closing(day, day.year, closing_from) else day.year - 1


@dataclass(frozen=True, slots=True)
class Lot:
    """Money by the fiscal year it was appropriated for, in yuan."""

    origin: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class YearEnd:
    """What happens to the unspent money of a closed account."""

    carried: tuple[Lot, ...]
    returned: Decimal


def year_end(*, year: int, available: Decimal, carried_in: Sequence[Lot], spent: Decimal, years: int) -> YearEnd:
    """Divide what is left of an account: carried-in money counts as spent first, oldest first.

    Money is carried at most `years` further years after its own; the rest is returned.

    Args:
        spent: everything that left the account other than by this act: paid and outflow.
    """
    left = []
    for lot in sorted(carried_in, key=lambda lot: lot.origin):
        used = min(lot.amount, spent)
        spent -= used
        left.append(Lot(lot.origin, lot.amount - used))
    own = available - sum((lot.amount for lot in left), ZERO)
    lots = [*left, Lot(year, own)]
    carried = tuple(lot for lot in lots if lot.amount > 0 and year + 1 - lot.origin <= years)
    return YearEnd(carried, available - sum((lot.amount for lot in carried), ZERO))
