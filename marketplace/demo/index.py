"""Everything that can be found, in the search index: once, when all of it is there; where a worker runs, by it."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.outbox.broker import producer
from search import registry, tasks
from search.models import Entry
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


def have_it_filled() -> None:
    """Let the worker fill it, unless everything is there."""
    if Entry.objects.filter(is_removed=False).count() < size():
        producer().send_task(tasks.mend.name, ignore_result=True)
