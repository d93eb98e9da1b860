"""Numbers in bulk: a whole chunk's at once, from the same series that services count on."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.primitives.numbers import number
from tendering.demands.models import NumberSeries


def reserve(prefix: str, year: int, count: int) -> Iterator[str]:
    """The next `count` numbers of a series; its row stays locked until the transaction ends."""
    NumberSeries.objects.get_or_create(prefix=prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix, year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return (number(prefix, year, serial) for serial in range(first, first + count))
