"""Names of places, given by the app that owns them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_sources: list[Callable[[], Mapping[int, str]]] = []


def register(names: Callable[[], Mapping[int, str]]) -> None:
    """Where names by id come from (one query), in the order they are offered; call it in `AppConfig.ready()`."""
    _sources[:] = [names]


def names() -> dict[int, str]:
    """Every place's name by id, in the reader's language."""
    return {key: name for source in _sources for key, name in source().items()}
