"""A cluster beside the embedded index: told of changes, built anew, compared, gone back, and away without an error."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from io import StringIO
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from marketplace import clock
from marketplace.outbox import services as outbox
from marketplace.outbox.models import Message, MessageState
from marketplace.places.models import Place
from search import engines, registry
from search.engines import steady
from search.engines.base import Indexed, Unavailable
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import Entry
from search.query import Query
from search.schema import Kind
from search.services import keeping, rebuilding, reconciling, sending
from tests.factories import accounts, places
from tests.search import found_places
from tests.search.found_places import PUBLIC, deliver, found, note

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def cluster(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticsearchEngine]:
    """Named and answering, with no index yet."""
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", os.environ["ELASTICSEARCH_URL"]
    settings.SEARCH_INDEX_PREFIX = f"test-{secrets.token_hex(6)}"
    found_places.alone(monkeypatch)
    engine = engines.cluster()
    assert engine is not None
    yield engine
    engine.indices.drop("place")
    engines.forget()


def rebuild() -> str:
    name = rebuilding.rebuild("place", lambda _number: None).name
    deliver()
    return name


def differences() -> int:
    return sum(reconciling.reconcile("place", lambda _number: None, mend=False))


def given_by(text: str) -> tuple[list[int], bool]:
    """What pages find, and whether the spare engine gave it."""
    answer = engines.engine().find(Query(PUBLIC, text))
    return sorted(hit.key for hit in answer.hits), answer.is_spare


def rest_is_over() -> None:
    engine = engines.engine()
    assert isinstance(engine, steady.Steady)
    engine._resting_until = 0.0


def known(cluster: ElasticsearchEngine) -> dict[int, int]:
    return {one.key: one.version for one in cluster.settled("place")}


def test_a_cluster_that_is_named_before_it_has_an_index_is_no_error(cluster: ElasticsearchEngine) -> None:
    place = places.community("金科苑社区")
    keeping.update("place", [place.pk])
    assert given_by("金科苑") == ([place.pk], True)
    assert rebuilding.is_wanting("place")
    call_command("rebuild_search", "--missing", stdout=StringIO(), verbosity=0)
    assert not rebuilding.is_wanting("place")
    rest_is_over()
    assert given_by("金科苑") == ([place.pk], False)
    assert differences() == 0
    assert known(cluster) == dict(Entry.objects.filter(is_removed=False).values_list("key", "version"))


def test_the_cluster_follows_acts_removals_too(cluster: ElasticsearchEngine) -> None:
    place = places.community("金科苑社区")
    rebuild()
    Place.objects.filter(pk=place.pk).update(name_zh="黄忠社区")
    note(place)
    deliver()
    cluster.refresh()
    assert (given_by("金科苑"), given_by("黄忠")) == (([], False), ([place.pk], False))
    Place.objects.filter(pk=place.pk).update(population=0)
    note(place)
    deliver()
    cluster.refresh()
    assert given_by("黄忠") == ([], False)
    assert differences() == 0


def test_of_several_nodes_one_that_is_away_is_passed_over(cluster: ElasticsearchEngine, settings: Settings) -> None:
    place = places.community("金科苑社区")
    rebuild()
    cluster.refresh()
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:1, {settings.ELASTICSEARCH_URL}"
    for _ in range(10):  # which of them is asked first is drawn
        engines.forget()
        assert given_by("金科苑") == ([place.pk], False)


def test_a_message_that_comes_late_or_twice_changes_nothing(cluster: ElasticsearchEngine) -> None:
    place = places.community("金科苑社区")
    rebuild()
    keeping.update("place", [place.pk], anew=True)
    before = known(cluster)
    for _ in range(2):
        sending.send({"place": [place.pk]})
    assert known(cluster)[place.pk] == before[place.pk] + 1 == Entry.objects.get(key=place.pk).version


def test_writing_while_the_cluster_is_away_waits_and_is_shown_to_operators(
    cluster: ElasticsearchEngine, settings: Settings
) -> None:
    place = places.community("金科苑社区")
    rebuild()
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    engines.forget()
    Place.objects.filter(pk=place.pk).update(name_zh="黄忠社区")
    note(place)
    deliver()
    waiting = Message.objects.get(topic=keeping.SEND, delivered_at=None)
    assert waiting.state is MessageState.FAILED
    assert given_by("黄忠") == ([place.pk], True), "the embedded index is written and answers"
    shown = accounts.signed_in(Client(), accounts.membership("operator")).get("/outbox/")
    assert "发往搜索集群的变动" in [str(lag.term) for lag in shown.context["lags"]]
    with pytest.raises(CommandError, match="does not answer"):
        call_command("reconcile_search", stdout=StringIO(), verbosity=0)
    with pytest.raises(CommandError, match="reads what it read before"):
        call_command("rebuild_search", stdout=StringIO(), verbosity=0)
    settings.ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"]
    engines.forget()
    with clock.moved_to(waiting.available_at):
        outbox.deliver(message_id=waiting.pk)
    cluster.refresh()
    assert given_by("黄忠") == ([place.pk], False)
    assert differences() == 0


def test_what_cannot_be_sent_becomes_a_dead_letter_and_is_mended_by_comparing(cluster: ElasticsearchEngine) -> None:
    place = places.community("金科苑社区")
    rebuild()
    cluster.client.indices.put_settings(index=cluster.indices.writing("place"), settings={"index.blocks.write": True})
    Place.objects.filter(pk=place.pk).update(name_zh="黄忠社区")
    note(place)
    deliver()
    for _ in range(10):
        waiting = Message.objects.get(topic=keeping.SEND, delivered_at=None)
        with clock.moved_to(waiting.available_at):
            outbox.deliver(message_id=waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state is MessageState.DEAD
    cluster.client.indices.put_settings(index=cluster.indices.writing("place"), settings={"index.blocks.write": None})
    assert differences() == 1
    assert reconciling.reconcile("place", lambda _number: None).cluster == 1
    assert differences() == 0


def test_rebuilding_keeps_the_index_before_and_no_other(cluster: ElasticsearchEngine) -> None:
    place = places.community("金科苑社区")
    first, second = rebuild(), rebuild()
    assert cluster.indices.all("place") == [first, second]
    half = cluster.begin("place")  # as one that was killed leaves it
    assert cluster.current("place") == second
    third = rebuild()
    assert half not in cluster.indices.all("place")
    assert cluster.indices.all("place") == [second, third]
    Place.objects.filter(pk=place.pk).update(name_zh="黄忠社区")
    note(place)
    deliver()
    out = StringIO()
    call_command("rebuild_search", "--rollback", stdout=out, verbosity=0)
    assert out.getvalue() == f"place: {second} is read again\n"
    cluster.refresh()
    assert given_by("黄忠") == ([place.pk], False)
    assert differences() == 0
    with pytest.raises(rebuilding.NoWayBack):
        rebuilding.go_back("place")


def test_what_is_written_during_a_rebuild_is_in_the_new_index(
    cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, gone = places.community("金科苑社区"), places.community("抚琴社区")
    rebuild()
    switch = cluster.switch

    def late(kind: str, name: str) -> None:
        Place.objects.filter(pk=changed.pk).update(name_zh="黄忠社区")
        Place.objects.filter(pk=gone.pk).update(population=0)
        note(changed)
        note(gone)
        deliver()
        switch(kind, name)

    monkeypatch.setattr(cluster, "switch", late)
    rebuild()
    cluster.refresh()
    assert (given_by("黄忠")[0], given_by("抚琴")[0]) == ([changed.pk], [])
    assert differences() == 0


@pytest.fixture
def moments(cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[int], list[int]]]:
    """What the cluster finds by the new and by the old words, noted right after each switch."""
    noted: list[tuple[list[int], list[int]]] = []
    switch = cluster.switch

    def looked(kind: str, name: str) -> None:
        switch(kind, name)
        noted.append((given_by("黄忠")[0], given_by("社区")[0]))

    monkeypatch.setattr(cluster, "switch", looked)
    return noted


def test_a_new_index_is_in_step_before_anybody_reads_it(
    cluster: ElasticsearchEngine, moments: list[tuple[list[int], list[int]]]
) -> None:
    changed, gone = places.community("金科苑社区"), places.community("抚琴社区")

    def meanwhile(_number: int) -> None:
        """Once the new index holds both as they were."""
        if cluster.indices.all("place")[1:]:
            Place.objects.filter(pk=changed.pk).update(name_zh="黄忠社区")
            Place.objects.filter(pk=gone.pk).update(population=0)
            keeping.update("place", [changed.pk, gone.pk])

    rebuild()
    rebuilding.rebuild("place", meanwhile)
    assert moments[-1] == ([changed.pk], [changed.pk])


def test_the_index_before_is_in_step_before_anybody_reads_it_again(
    cluster: ElasticsearchEngine, moments: list[tuple[list[int], list[int]]]
) -> None:
    changed, gone = places.community("金科苑社区"), places.community("抚琴社区")
    first, _second = rebuild(), rebuild()
    Place.objects.filter(pk=changed.pk).update(name_zh="黄忠社区")
    Place.objects.filter(pk=gone.pk).update(population=0)
    keeping.update("place", [changed.pk, gone.pk])
    assert rebuilding.go_back("place") == first
    assert moments[-1] == ([changed.pk], [changed.pk])


@pytest.mark.parametrize("wrong", ["lost", "stray", "other"])
def test_an_index_that_does_not_hold_what_it_should_is_not_read(
    cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    place, before = places.community("金科苑社区"), rebuild()
    settled, versions = cluster.settled, count(10**12, 10)

    def write(name: str, key: int, version: int) -> None:
        source = cluster.client.get(index=before, id=str(place.pk))["_source"] | {"version": version, "key": key}
        cluster.client.index(index=name, id=str(key), document=source, version=version, version_type="external_gte")

    def damaged(kind: str, name: str = "") -> Iterator[Indexed]:
        """As a disk that loses, or keeps, what it should not: again each time that it is mended."""
        if name and wrong == "lost":
            cluster.client.options(ignore_status=404).delete(index=name, id=str(place.pk))
        elif name and wrong == "stray":
            write(name, 900_001, next(versions))
        elif name:
            write(name, place.pk, next(versions))
        return settled(kind, name)

    monkeypatch.setattr(cluster, "settled", damaged)
    with pytest.raises(Unavailable, match="1 documents"):
        rebuilding.rebuild("place", lambda _number: None)
    assert cluster.current("place") == before


@pytest.mark.parametrize("command", ["rebuild_search", "reconcile_search"])
def test_the_bar_says_how_far_it_is(
    cluster: ElasticsearchEngine, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    places.community("金科苑社区")
    rebuild()
    places.community("黄忠社区")
    call_command(command, stdout=StringIO(), verbosity=1)
    assert "100%" in capsys.readouterr().err


def test_in_the_night_an_index_that_is_gone_is_built(cluster: ElasticsearchEngine) -> None:
    place = places.community("金科苑社区")
    rebuild()
    cluster.indices.drop("place")
    rebuilding.mend_all()
    deliver()
    assert not rebuilding.is_wanting("place")
    cluster.client.delete(index=cluster.indices.writing("place"), id=str(place.pk), refresh=True)
    before = cluster.indices.all("place")
    rebuilding.mend_all()
    assert (cluster.indices.all("place"), differences()) == (before, 0)


def test_an_older_form_of_a_kind_is_built_anew(cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild()
    assert not rebuilding.is_wanting("place")
    newer = Kind("place", version=2, keywords=("level",), numbers=("population",))
    monkeypatch.setattr(registry, "_kinds", {"place": newer})
    engines.forget()
    assert rebuilding.is_wanting("place")
    assert "-v2-" in rebuild()


def test_what_differs_is_mended_both_ways(cluster: ElasticsearchEngine) -> None:
    kept = [places.community(f"{name}社区") for name in ("金科苑", "黄忠", "抚琴")]
    rebuild()
    client, index = cluster.client, cluster.indices.writing("place")
    client.delete(index=index, id=str(kept[0].pk), refresh=True)
    stray = client.get(index=index, id=str(kept[1].pk))["_source"] | {"key": 900_001, "version": 7}
    client.index(index=index, id="900001", document=stray, version=7, version_type="external", refresh=True)
    ahead = client.get(index=index, id=str(kept[2].pk))["_source"] | {"version": 50, "title": "另一个"}
    client.index(index=index, id=str(kept[2].pk), document=ahead, version=50, version_type="external", refresh=True)
    assert differences() == 3
    assert reconciling.reconcile("place", lambda _number: None).cluster == 3
    assert differences() == 0
    rest_is_over()
    assert given_by("抚琴") == ([kept[2].pk], False)
    assert 900_001 not in known(cluster)
    assert found("金科苑") == [kept[0].pk]


def test_after_a_failure_the_cluster_is_left_alone_for_a_while(
    cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = places.community("金科苑社区")
    rebuild()
    engine = engines.engine()
    assert isinstance(engine, steady.Steady)
    asked: list[Query] = []
    honest = engine.first.find

    def away(query: Query) -> object:
        asked.append(query)
        raise Unavailable

    monkeypatch.setattr(engine.first, "find", away)
    assert [given_by("金科苑") for _ in range(3)] == [([place.pk], True)] * 3
    assert len(asked) == 1
    monkeypatch.setattr(engine.first, "find", honest)
    rest_is_over()
    assert given_by("金科苑") == ([place.pk], False)


def test_an_export_goes_on_in_the_spare_engine_where_the_cluster_falls_away(
    cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        places.community(f"{number}号绿化社区")
    rebuild()
    engine = engines.engine()
    assert isinstance(engine, steady.Steady)
    whole = [hit.key for hit in engine.walk(Query(PUBLIC, "绿化"))]
    honest = engine.first.walk

    def torn(query: Query) -> Iterator[object]:
        for number, hit in enumerate(honest(query)):
            if number == 3:
                raise Unavailable
            yield hit

    monkeypatch.setattr(engine.first, "walk", torn)
    assert [hit.key for hit in engine.walk(Query(PUBLIC, "绿化"))] == whole
    assert len(whole) == 7
    assert [hit.key for hit in engine.walk(Query(PUBLIC, "绿化"))] == whole, "while it rests"
