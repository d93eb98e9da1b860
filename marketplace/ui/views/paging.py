"""Pages of a list: which rows stand on a page is found by their keys alone, then only those rows are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.db.models.query import ModelIterable
from django.utils.functional import cached_property

from marketplace.primitives.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from django.core.paginator import Page

    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator


class KeyPaginator(_Paginator):
    """Sorts and cuts keys, and reads the rows that are shown: one query more, and no wide row is sorted.

    A list's rows bring much with them (places, plans, offers); a database that sorts all of that to show twenty
    takes longer the longer the list is. What is no queryset of rows (found by search, values) is cut as it is.

    Args:
        summed: a column whose sum over all pages is shown.
    """

    def __init__(self, rows: Any, per_page: int, *, summed: str = "") -> None:
        super().__init__(rows, per_page)
        self.summed = summed

    @cached_property
    def count(self) -> int:
        """How many rows; where a column is summed, with the sum in one query."""
        number: int = self._sums["number"] if self.summed else super().count
        return number

    @property
    def total(self) -> Decimal:
        """The sum of the column over all pages."""
        total: Decimal = self._sums["total"]
        return total

    @cached_property
    def _sums(self) -> dict[str, Any]:
        rows: Any = self.object_list
        found: dict[str, Any] = rows.aggregate(number=Count("pk"), total=Sum(self.summed, default=ZERO))
        return found

    def page(self, number: int | str) -> Page[Any]:
        """The page with its rows.

        Raises:
            InvalidPage: as Django's.
        """
        page: Page[Any] = super().page(number)
        rows, cut = self.object_list, page.object_list
        if isinstance(rows, QuerySet) and isinstance(cut, QuerySet) and issubclass(rows._iterable_class, ModelIterable):
            keys = list(cut.values_list("pk", flat=True))
            found = rows.in_bulk(keys)
            # A row may go between the two queries.
            page.object_list = [found[key] for key in keys if key in found]
        return page
