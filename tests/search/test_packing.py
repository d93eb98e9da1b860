"""Packed sets find what the full text finds, whatever was written before and after; and little is read again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import tokens
from search.engines.embedded import EmbeddedEngine, grams, memory, packing
from search.engines.embedded.grams import Said
from search.engines.embedded.shelf import BESIDE, Shelf
from search.models import Entry, Generation, Pack, Posting
from search.schema import Document
from search.schema import Reference as Gone
from search.words import Words
from tests.search import corpus
from tests.search.reference import WORDS, Asked, Reference
from tests.search.test_memory import ALL, engine, found, one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few entries are many."""
    monkeypatch.setattr(packing, "LEAST", 2)
    monkeypatch.setattr(packing, "RARE", 2)


def both(*keys: int, says: str) -> list[Document]:
    """In their title and in their text."""
    return [replace(one(key, says), body=says) for key in keys]


@contextmanager
def asked_of_the_full_text() -> Iterator[list[str]]:
    """Statements that look for words."""
    said: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield said
    said += [query["sql"] for query in queries if "MATCH" in query["sql"] or "@@" in query["sql"]]


def packs() -> list[int]:
    """How many entries each holds, the earliest first."""
    return [len(bytes(pack.places)) // 8 for pack in Pack.objects.filter(is_whole=True).order_by("number")]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=corpus.questions, most=st.sampled_from([5, 1_000]), turns=st.lists(st.sampled_from([False, None, True])))
def test_what_is_packed_is_found_like_the_rest(
    monkeypatch: pytest.MonkeyPatch, asked: Asked, most: int, turns: list[bool | None]
) -> None:
    """By who followed all the way, and by who comes last."""
    monkeypatch.setattr(memory, "MOST_LATE", most)
    monkeypatch.setattr(packing, "LEAST", 20)
    here = engine()
    with transaction.atomic():
        for part in range(6):
            here.put(ALL.documents[part::6])
            here.remove([Gone(row.kind, row.key, row.version) for row in ALL.documents[part : part + 3]])
            here.put(list(ALL.documents[part : part + 3]))
            if part < len(turns) and turns[part] is not None:
                packing.pack(whole=bool(turns[part]))
            here.find(asked.query())
        gone = ALL.documents[::50]
        here.remove([Gone(row.kind, row.key, row.version + 1) for row in gone])
        left = Reference([row for row in ALL.documents if row not in gone])
        for by in (here, engine()):
            result = by.find(asked.query())
            assert [(hit.kind, hit.key) for hit in result.hits] == [(row.kind, row.key) for row in left.found(asked)]
            assert result.facets == {facet.field: left.counts(asked, facet) for facet in asked.facets}
        transaction.set_rollback(True)


def test_what_is_said_often_is_not_asked_of_the_full_text() -> None:
    here = engine()
    here.put(both(*range(1, 9), says="老旧院落绿化"))
    here.put(both(9, says="老旧院落养老"))
    assert packing.pack()
    with asked_of_the_full_text() as said:
        assert len(found(here, "老旧院落 绿化")) == 8
        assert len(found(here, "院")) == 9
    assert said == []
    with asked_of_the_full_text() as said:
        assert found(here, "养老") == [9]
    assert said


def test_what_an_earlier_pack_holds_is_not_asked_of_the_full_text_for_a_later_one() -> None:
    here = engine()
    here.put(both(*range(1, 9), says="老旧院落绿化"))
    assert packing.pack()
    here.put([one(key, "道路") for key in range(11, 14)])
    here.put([one(14, "绿化")])
    assert packing.pack()
    assert packs() == [8, 4]
    with asked_of_the_full_text() as said:
        assert found(here, "绿化") == [1, 2, 3, 4, 5, 6, 7, 8, 14]
    assert said == []


def test_packs_are_few_and_each_smaller_than_the_one_before() -> None:
    here, sizes = engine(), list[list[int]]()
    for start in range(0, 16, 2):
        here.put([one(start + 1, "绿化"), one(start + 2, "道路")])
        assert packing.pack()
        sizes.append(packs())
    assert sizes == [[2], [4], [4, 2], [8], [8, 2], [8, 4], [8, 4, 2], [16]]
    assert not packing.pack(whole=True)
    packing._clear_away()
    assert Pack.objects.count() == 1
    assert len(found(here, "绿化")) == 8


def test_only_what_changed_is_read_again_after_a_packing() -> None:
    here = engine()
    here.put([one(key, "老旧院落绿化") for key in range(1, 9)])
    packing.pack()
    found(here, "绿化")
    first = here.memory.parts()[0].segment
    here.put([one(9, "绿化"), one(1, "道路", 2)])
    packing.pack()
    with CaptureQueriesContext(connection) as queries:
        assert found(here, "绿化") == [2, 3, 4, 5, 6, 7, 8, 9]
    read = [query["sql"] for query in queries if '"keywords"' in query["sql"] and '"generation" >' in query["sql"]]
    assert len(read) == 1
    assert here.memory.parts()[0].segment is first
    assert packs() == [8, 2]


def test_what_is_written_anew_and_says_the_same_is_read_by_nobody() -> None:
    """Otherwise each process would read everything again and again while an index is rebuilt."""
    here = engine()
    here.put([one(1, "绿化"), one(2, "道路")])
    before = Generation.objects.count()
    engine().put([one(1, "绿化", 2), one(2, "道路", 2)])
    assert set(Entry.objects.values_list("version", flat=True)) == {2}
    assert Generation.objects.count() == before
    EmbeddedEngine(corpus.KINDS, Words(["绿化道路"])).put([one(1, "绿化道路", 3)])
    assert Generation.objects.count() == before + 1


def test_who_packs_while_somebody_else_does_leaves_theirs() -> None:
    here, other = engine(), list[bool]()
    here.put([one(key, "绿化") for key in range(1, 5)])

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        if not other and sql.startswith("SELECT") and "search_text" in sql:
            other.append(True)
            other[0] = packing.pack()
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        assert not packing.pack()
    assert other == [True]
    assert len(found(here, "绿化")) == 4


def test_a_pack_that_is_not_whole_is_not_read() -> None:
    here = engine()
    here.put([one(1, "绿化"), one(2, "绿化")])
    Pack.objects.create(since=-1, number=memory.last_generation(), places=b"")
    assert found(here, "绿化") == [1, 2]
    assert packing.pack()
    assert Pack.objects.count() == 1


@pytest.mark.parametrize("text", ["老旧院落", "院", "5G基站 老旧院落改造提升"])
def test_what_was_learned_is_learned_from_its_names(text: str) -> None:
    said = [Said(*(" ".join(part) for part in parts)) for parts in _streams(text)]
    first = grams.Grams()
    first.learn(said, 1)
    for place, one_said in enumerate(said):
        first.put(place, one_said)
    names = dict(first.found())
    again = grams.Grams(names)
    for place, one_said in enumerate(said):
        again.put(place, one_said)
    assert dict(again.found()) == names


def _streams(text: str) -> list[tuple[list[str], ...]]:
    cut = tokens.tokens(text)
    return [(cut, cut, [*WORDS.cut(text)], [*WORDS.cut(text)]), (cut[:1], [], [], [])]


def test_the_shelf_keeps_what_there_is_room_for() -> None:
    shelf = Shelf[str](3 * (BESIDE + 10))
    for name in "abc":
        shelf.put(name, name, 10)
    assert shelf.get("a") == "a"
    shelf.put("d", "d", 10)
    assert [shelf.get(name) for name in "abcd"] == ["a", None, "c", "d"]
    shelf.put("d", "e", 2 * BESIDE)
    assert [shelf.get(name) for name in "acd"] == [None, None, "e"]
    shelf.put("f", "f", 9 * BESIDE)
    assert (shelf.get("f"), shelf.taken) == (None, 0)


def test_sets_that_were_asked_for_take_no_more_than_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ROOM", 2_000)
    here = engine()
    here.put([one(key, f"绿化{key}") for key in range(1, 30)])
    for key in range(1, 30):
        assert found(here, f"绿化{key}") == [key]
    assert here.memory._shelf.taken <= 2_000


def test_nothing_that_was_packed_is_left_of_a_pack_that_goes() -> None:
    engine().put([one(key, "绿化") for key in range(1, 5)])
    assert packing.pack()
    assert Posting.objects.exists()
    Pack.objects.update(is_whole=False)
    packing._clear_away()
    assert not Posting.objects.exists()
