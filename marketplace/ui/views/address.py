"""Addresses of a list that keep the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import QueryDict

NOT_KEPT = ("format", "csrfmiddlewaretoken")


class Address:
    """A path and its query; every change gives a new address and leaves this one alone."""

    def __init__(self, path: str, query: QueryDict) -> None:
        self.path = path
        self.query = query.copy()
        for name in NOT_KEPT:
            self.query.pop(name, None)
        # A filter form sends its empty fields too; addresses that people share are kept short.
        for name, values in list(self.query.lists()):
            if not any(values):
                self.query.pop(name)

    def having(self, **values: str | int | None) -> str:
        """The address with these values; None takes one out."""
        query = self.query.copy()
        for name, value in values.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = str(value)
        return self._join(query)

    def without(self, name: str, value: str | None = None) -> str:
        """The first page without a filter, or without one of its values."""
        query = self.query.copy()
        left = [item for item in query.pop(name, []) if value is not None and item != value]
        if left:
            query.setlist(name, left)
        query.pop("page", None)
        return self._join(query)

    def hidden(self) -> list[tuple[str, str]]:
        """Names and values a form must carry along to change the sort only."""
        kept = [(name, values) for name, values in self.query.lists() if name not in {"sort", "page"}]
        return [(name, str(value)) for name, values in kept for value in values]

    def __str__(self) -> str:
        return self._join(self.query)

    def page(self, number: int) -> str:
        """Another page of the same list."""
        return self.having(page=None if number == 1 else number)

    def _join(self, query: QueryDict) -> str:
        text = query.urlencode()
        return f"{self.path}?{text}" if text else self.path
