"""Pages of a list: which rows stand on a page is found by their keys alone, then only those rows are read."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.query import ModelIterable


class KeyPaginator(Paginator[Any]):
    """Sorts and cuts keys, and reads the rows that are shown: one query more, and no wide row is sorted.

    A list's rows bring much with them (places, plans, offers); a database that sorts all of that to show twenty
    takes longer the longer the list is. What is no queryset of rows (found by search, values) is cut as it is.
    """

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
