"""The accounts a demonstration offers on its sign-in page; the demo registers where they come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings

Row = dict[str, str]
_sources: list[Callable[[], Sequence[Row]]] = []


def register(source: Callable[[], Sequence[Row]]) -> None:
    """Rows with account, role (a `Role` value), scope, password and second_factor_secret."""
    _sources.append(source)


def rows() -> list[Row]:
    """What to offer; nothing outside a demonstration, whatever is registered."""
    if not settings.DEMONSTRATION:
        return []
    return [row for source in _sources for row in source()]
