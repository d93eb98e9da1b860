"""Of two versions that are written at the same instant the newer one stays, and it is the newer state."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from marketplace.places.models import Place
from search import engines
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.writing import lock
from search.models import Entry
from search.schema import Document, Kind
from search.services import keeping
from search.words import Words
from tests.concurrency.racing import stuck
from tests.factories import places
from tests.search import found_places

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ENGINE = EmbeddedEngine({"project": Kind("project", keywords=("street",))}, Words())


def put(version: int) -> None:
    document = Document(
        kind="project",
        key=1,
        version=version,
        at=datetime(2026, 11, 20, tzinfo=UTC),
        audience=frozenset({"public"}),
        title="绿化",
        keywords={"street": (f"street-{version}",)},
    )
    ENGINE.put([document])


def test_an_older_version_waits_and_then_changes_nothing() -> None:
    """The row is locked and not yet changed: whoever only reads it sees a version that is about to go."""
    put(1)
    connection.set_autocommit(False)
    try:
        lock()
        with stuck(lambda: put(2)):
            put(3)
            connection.commit()
    finally:
        connection.set_autocommit(True)
    entry = Entry.objects.get()
    assert (entry.version, entry.keywords["street"]) == (3, ["street-3"])


def test_a_row_is_read_after_its_entry_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read before, it would be an old state that gets the newest version."""
    found_places.alone(monkeypatch)
    place = places.community("金科苑社区")
    keeping.update("place", [place.pk])
    connection.set_autocommit(False)
    try:
        lock()
        Place.objects.filter(pk=place.pk).update(name_zh="黄忠社区")
        with stuck(lambda: keeping.update("place", [place.pk], anew=True)):
            keeping.update("place", [place.pk])
            connection.commit()
    finally:
        connection.set_autocommit(True)
        engines.forget()
    entry = Entry.objects.get(key=place.pk)
    assert (entry.title, entry.version) == ("黄忠社区", 2)
