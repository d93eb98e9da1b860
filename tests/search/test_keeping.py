"""The index follows the rows: through acts that are recorded, and by comparing everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.audit import services as audit
from marketplace.outbox import services as outbox
from marketplace.outbox.models import Message
from marketplace.places.models import Place
from search import engines, registry, tokens
from search.models import Entry, Generation, Text
from search.query import Query
from search.registry import Source
from search.schema import Document, Kind
from search.services import keeping, noticing, rebuilding, reconciling
from tests.factories import accounts, places
from tests.search import found_places
from tests.search.found_places import PUBLIC, SOURCE, deliver, found, note

pytestmark = pytest.mark.django_db


def again(place: Place) -> Document:
    """The same place as another kind of document."""
    return replace(found_places.document(place), kind="again")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    found_places.alone(monkeypatch)
    yield
    engines.forget()


def told(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, verbosity=0)
    return out.getvalue()


def state(place: Place) -> tuple[int, bool]:
    entry = Entry.objects.get(key=place.pk)
    return entry.version, entry.is_removed


def test_an_act_lets_its_object_be_found_after_the_commit() -> None:
    place = places.community("金科苑社区")
    note(place)
    assert found("金科苑") == []
    deliver()
    assert found("金科苑") == [place.pk]
    Place.objects.filter(pk=place.pk).update(name_zh="黄忠社区")
    note(place)
    deliver()
    assert (found("金科苑"), found("黄忠")) == ([], [place.pk])


def test_what_may_no_longer_be_found_is_forgotten_and_comes_back() -> None:
    place = places.community("金科苑社区")
    seen = []
    for population in (1, 0, 0, 1):
        Place.objects.filter(pk=place.pk).update(population=population)
        note(place)
        deliver()
        seen.append((found("金科苑"), state(place)))
    assert seen == [([place.pk], (0, False)), ([], (1, True)), ([], (1, True)), ([place.pk], (2, False))]


def test_a_row_that_is_deleted_is_forgotten() -> None:
    place = places.community("金科苑社区")
    keeping.update("place", [place.pk])
    note(place)
    Place.objects.filter(pk=place.pk).delete()
    deliver()
    assert found("金科苑") == []


def test_what_is_not_changed_is_not_written() -> None:
    place = places.community()
    assert [keeping.update("place", [place.pk]) for _ in range(2)] == [1, 0]
    assert keeping.update("place", [place.pk], anew=True) == 1
    assert state(place)[0] == 1


def test_a_document_follows_what_it_takes_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    found_places.alone(monkeypatch, found_places.BELOW)
    street = places.street("金泉街道")
    below = [places.community(f"{name}社区", within=street) for name in ("金科苑", "黄忠")]
    note(street)
    deliver()
    assert found("金泉") == [place.pk for place in below]


def test_what_one_act_touches_in_many_documents_is_written_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in a transaction of its own: whoever writes meanwhile waits for a portion, not for a whole street."""
    found_places.alone(monkeypatch, found_places.BELOW)
    monkeypatch.setattr(keeping, "PORTION", 2)
    street = places.street("金泉街道")
    below = [places.community(f"{name}社区", within=street) for name in ("金科苑", "黄忠", "抚琴")]
    note(street)
    outbox.deliver(message_id=Message.objects.get(topic=noticing.TOPIC).pk)
    assert found("金泉") == []
    waiting = Message.objects.filter(topic=keeping.UPDATE).order_by("pk").values_list("payload__keys", flat=True)
    assert list(waiting) == [[place.pk for place in below[:2]], [below[2].pk]]
    deliver()
    assert found("金泉") == [place.pk for place in below]


def test_many_acts_on_several_kinds_are_one_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who writes is alone: it costs as many statements for twenty acts, and for a kind more, as for one."""
    second = Source(
        Kind("again", keywords=("level",), numbers=("population",)), found_places.rows, again, SOURCE.follows
    )
    monkeypatch.setitem(registry._kinds, "again", second.kind)
    monkeypatch.setitem(registry._sources, "again", second)
    registry.words()  # A process asks for their names once.
    counted: list[tuple[int, int]] = []
    for number in (1, 20):
        rows = [places.community(f"{number}-{each}社区") for each in range(number)]
        for place in rows:
            note(place)
        before = Generation.objects.count()
        with CaptureQueriesContext(connection) as asked:
            assert outbox.deliver(message_id=Message.objects.open().order_by("pk")[0].pk)
        counted.append((len(asked), Generation.objects.count() - before))
        assert Entry.objects.filter(key__in=[place.pk for place in rows]).count() == 2 * number
        assert not Message.objects.open().exists()
    assert counted[0] == counted[1]
    assert counted[0][1] == 1


def test_acts_on_other_things_leave_no_message() -> None:
    before = Message.objects.count()
    audit.record(act="tests.user", target=accounts.user())
    assert Message.objects.count() == before


def test_while_paused_nothing_is_noticed() -> None:
    place = places.community()
    with noticing.paused():
        note(place)
    assert not Message.objects.filter(topic=noticing.TOPIC).exists()
    note(place)
    assert Message.objects.filter(topic=noticing.TOPIC).count() == 1


def test_reconciling_finds_and_mends_what_slipped_through() -> None:
    kept = [places.community(f"{name}社区") for name in ("金科苑", "黄忠", "抚琴")]
    told("rebuild_search", "place")
    assert "0 differences" in told("reconcile_search", "--report")
    Place.objects.filter(pk=kept[0].pk).update(name_zh="营门口社区")
    Place.objects.filter(pk=kept[1].pk).update(population=0)
    Entry.objects.filter(key=kept[2].pk).delete()
    with pytest.raises(CommandError, match="not in step"):
        told("reconcile_search", "--report")
    assert told("reconcile_search").endswith("3 differences, mended\n")
    assert told("reconcile_search", "--report").endswith("0 differences\n")
    assert (found("营门口"), found("黄忠"), found("抚琴")) == ([kept[0].pk], [], [kept[2].pk])


def test_rebuilding_writes_everything_anew_and_missing_only_what_never_was() -> None:
    place = places.community("金科苑社区")
    number = found_places.rows().count()
    assert told("rebuild_search", "--missing") == f"place: {number} documents\n"
    assert told("rebuild_search", "--missing") == ""
    Entry.objects.update(title="", body="", keywords={})
    Text.objects.all().delete()
    engines.forget()
    assert found("金科苑") == []
    assert told("rebuild_search") == f"place: {number} documents\n"
    assert found("金科苑") == [place.pk]


def test_rebuilding_cuts_anew_what_says_the_same_and_a_change_cuts_what_other_words_cut() -> None:
    place = places.community("金科苑社区")
    keeping.update("place", [place.pk])
    text, damaged = Text.objects.get(entry__key=place.pk), {"title": "坏", "body_words": "坏"}
    Text.objects.update(**damaged)
    told("rebuild_search")
    assert Text.objects.filter(entry__key=place.pk, title=text.title, body_words=text.body_words).exists()
    Text.objects.update(**damaged)
    Entry.objects.update(cut_by=f"{tokens.VERSION}-12345678")
    Place.objects.filter(pk=place.pk).update(name_zh="金科苑东社区")
    keeping.update("place", [place.pk])
    changed = Text.objects.get(entry__key=place.pk)
    assert "苑东" in changed.title
    assert changed.body_words == text.body_words


def test_what_other_tokens_made_is_made_anew() -> None:
    place = places.community("金科苑社区")
    keeping.update("place", [place.pk])
    Entry.objects.update(cut_by="0-12345678")
    assert reconciling.reconcile("place", lambda _number: None).embedded == 1


def test_the_commands_know_their_kinds_and_the_way_back() -> None:
    for arguments, words in (
        (["reconcile_search", "bid"], "No such kind: bid"),
        (["rebuild_search", "bid"], "No such"),
    ):
        with pytest.raises(CommandError, match=words):
            told(*arguments)
    with pytest.raises(CommandError, match="no index before"):
        told("rebuild_search", "--rollback")


def test_stones_are_cleared_away_after_a_week() -> None:
    old, new = (places.community() for _ in range(2))
    for place in (old, new):
        keeping.update("place", [place.pk])
    Place.objects.filter(pk__in=[old.pk, new.pk]).update(population=0)
    keeping.update("place", [old.pk, new.pk])
    Entry.objects.filter(key=old.pk).update(written_at=clock.now() - timedelta(days=8))
    rebuilding.purge()
    assert list(Entry.objects.filter(key__in=[old.pk, new.pk]).values_list("key", "is_removed")) == [(new.pk, True)]


def test_nobody_is_told_that_the_spare_engine_answers_where_it_is_the_only_one() -> None:
    assert engines.engine().find(Query(PUBLIC)).is_spare is False
