"""Numbers people can read out on the telephone: XQ-2026-0317."""

from __future__ import annotations

from marketplace.primitives.numbers import number
from tendering.demands.models import NumberSeries


def next_number(prefix: str, year: int) -> str:
    """The next number of a series; the series' row is locked until the transaction ends."""
    NumberSeries.objects.get_or_create(prefix=prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return number(prefix, year, series.last)
