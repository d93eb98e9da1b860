"""Money, days and moments as people read them, in the reader's language (docs/interface.md)."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language

from marketplace.primitives.calendar import day_of, last_day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from marketplace.ui.text import Text

CENT, TENTH = Decimal("0.01"), Decimal("0.1")
WAN, THOUSAND = Decimal(10_000), Decimal(1_000)
NAMED = re.compile(r"%\((\w+)\)s|%%")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "").startswith("en")


def enumerated(parts: Iterable[str]) -> str:
    """Several things side by side: ``甲、乙`` or ``A, B``."""
    return (", " if in_english() else "、").join(parts)


def yuan(amount: Decimal | int) -> str:
    """Yuan with thousands separators and two decimals: ``¥186,000.00``."""
    value = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    sign = "−" if value < 0 else ""
    return f"{sign}¥{abs(value):,.2f}"


def wan(amount: Decimal | int) -> str:
    """Yuan in the unit of large sums: 万元 with two decimals, ``332.00``; in English thousands, ``3,320.0``.

    Both show the sum to the nearest hundred yuan.
    """
    if in_english():
        return f"{(Decimal(amount) / THOUSAND).quantize(TENTH, ROUND_HALF_UP):,.1f}"
    return f"{(Decimal(amount) / WAN).quantize(CENT, ROUND_HALF_UP):,.2f}"


def day(value: date, *, year: bool = True) -> str:
    """``2026年11月28日`` or ``28 Nov 2026``; without the year ``11月28日`` or ``28 Nov``."""
    if in_english():
        return f"{value.day} {MONTHS[value.month - 1]}" + (f" {value.year}" if year else "")
    return (f"{value.year}年" if year else "") + f"{value.month}月{value.day}日"


def split_midnight(moment: datetime) -> tuple[date, str]:
    """The calendar day and clock time in Shanghai; midnight is 24:00 of the day that ends.

    Periods end at 24:00 of their last day (domain 6), which a clock calls 00:00 of the next.
    """
    local = timezone.localtime(moment)
    return last_day_of(local), "24:00" if local.time() == time.min else f"{local:%H:%M}"


def moment(value: datetime, *, year: bool = True) -> str:
    """``2026年11月28日 17:00`` or ``28 Nov 2026, 17:00``, in Shanghai time."""
    local = timezone.localtime(value)
    return f"{day(day_of(local), year=year)}{', ' if in_english() else ' '}{local:%H:%M}"


def due(value: datetime, *, year: bool = True) -> str:
    """Like `moment`, for the end of a period: midnight reads 24:00 of the day before."""
    on, clock = split_midnight(value)
    return f"{day(on, year=year)}{', ' if in_english() else ' '}{clock}"


def fill(text: Text, values: Mapping[str, object]) -> str:
    """Put values where the words name them with ``%(name)s``; a per cent sign elsewhere stays one.

    A value that the words name but nobody gave shows as "…": a refusal must never become a server error.
    """
    return NAMED.sub(lambda named: str(plain(values.get(named[1], "…"))) if named[1] else "%", str(text))


def plain(value: object) -> object:
    """A parameter of a refusal, a duty or a message as text people read."""
    if isinstance(value, datetime):
        return due(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return yuan(value) if value == value.quantize(CENT) else str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ("、" if not in_english() else ", ").join(str(plain(item)) for item in value)
    return value
