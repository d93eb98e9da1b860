"""Places by name, found by the app that owns them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_finders: list[Callable[[str], Iterable[Any]]] = []


def register(find: Callable[[str], Iterable[Any]]) -> None:
    """What finds the keys of places by a part of their name, as values of a query; call it in `AppConfig.ready()`."""
    _finders[:] = [find]


def keys(text: str) -> Iterable[Any]:
    """The keys of places whose name, in any language, holds the text."""
    return _finders[0](text) if _finders else ()
