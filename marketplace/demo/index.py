"""Everything that can be found, in the search index: once, when all of it is there."""

from __future__ import annotations

from collections.abc import Callable

from search import registry
from search.services import keeping


def size() -> int:
    """How many documents."""
    return sum(source.rows().count() for source in registry.sources().values())


def fill(advance: Callable[[], object]) -> None:
    """Fill the index."""

    def moved(number: int) -> None:
        for _document in range(number):
            advance()

    for kind in registry.sources():
        keeping.fill(kind, moved)
