"""A kind whose rows are places: found are those with residents. Names of streets stand in their communities."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from marketplace.audit import services as audit
from marketplace.outbox import services as outbox
from marketplace.outbox.models import Message
from marketplace.places.models import Place
from search import engines, registry
from search.query import Query
from search.registry import Source
from search.schema import Document, Kind

KIND = Kind("place", keywords=("level",), numbers=("population",))
PUBLIC = frozenset({"public"})
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def document(place: Place) -> Document:
    return Document(
        kind="place",
        key=place.pk,
        at=NOON,
        audience=PUBLIC,
        title=place.name_zh,
        body=place.parent.name_zh if place.parent else "",
        keywords={"level": (place.level,)},
        numbers={"population": place.population or 0},
    )


def rows() -> Any:
    return Place.objects.filter(population__gt=0).select_related("parent")


SOURCE = Source(KIND, rows, document, {"places.place": ("pk",)})
BELOW = Source(KIND, rows, document, {"places.place": ("parent",)})


def alone(patch: pytest.MonkeyPatch, source: Source = SOURCE) -> None:
    """Nothing but places can be found."""
    patch.setattr(registry, "_kinds", {"place": KIND})
    patch.setattr(registry, "_sources", {"place": source})
    engines.forget()


def note(place: Place) -> None:
    """An act on the place is recorded; to be called inside a transaction."""
    audit.record(act="tests.place", target=place)


def deliver() -> None:
    """Deliver what waits, and what that leaves."""
    while waiting := list(Message.objects.filter(delivered_at=None, attempts=0).values_list("pk", flat=True)):
        for pk in waiting:
            outbox.deliver(message_id=pk)


def found(text: str) -> list[int]:
    """Keys of what the pages' engine finds."""
    return sorted(hit.key for hit in engines.engine().find(Query(PUBLIC, text)).hits)
