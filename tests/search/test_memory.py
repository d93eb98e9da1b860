"""What the embedded engine holds in memory is in step with the database: written here, elsewhere, or put back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.embedded import EmbeddedEngine, bits, memory, segment
from search.models import Generation
from search.query import Query
from search.schema import Document
from search.schema import Reference as Gone
from tests.search import corpus
from tests.search.reference import WORDS, Asked, Reference

ALL = Reference(corpus.documents())
PUBLIC = frozenset({"public"})
SIZE = 300
members = st.frozensets(st.integers(0, SIZE - 1))


def engine() -> EmbeddedEngine:
    """As another process has it."""
    return EmbeddedEngine(corpus.KINDS, WORDS)


def one(key: int, title: str, version: int = 1) -> Document:
    return Document(
        kind="project", key=key, version=version, at=corpus.NOON, audience=PUBLIC, title=title, keywords={}, numbers={}
    )


def found(by: EmbeddedEngine, text: str) -> list[int]:
    return [hit.key for hit in by.find(Query(PUBLIC, text)).hits]


@pytest.mark.django_db
def test_what_another_process_writes_is_found() -> None:
    here, there = engine(), engine()
    assert found(here, "绿化") == []
    there.put([one(1, "绿化"), one(2, "绿化")])
    assert found(here, "绿化") == [1, 2]
    there.put([one(1, "道路", 2)])
    there.remove([Gone("project", 2, 2)])
    assert (found(here, "绿化"), found(here, "道路")) == ([], [1])
    there.put([one(2, "绿化", 3)])
    assert found(here, "绿化") == [2]


@pytest.mark.django_db
def test_what_was_put_back_is_not_found() -> None:
    """Also where the next writing comes before anybody asks again."""
    here, there = engine(), engine()
    here.put([one(1, "绿化")])
    assert found(here, "绿化") == [1]
    for asks_between in (True, False):
        with transaction.atomic():
            here.put([one(1, "道路", 2), one(3, "道路")])
            assert found(here, "道路") == [1, 3]
            transaction.set_rollback(True)
        if asks_between:
            assert found(here, "绿化") == [1]
        there.put([one(2, "公园", 1)])
        assert [found(here, text) for text in ("绿化", "道路", "公园")] == [[1], [], [2]]


@pytest.mark.django_db
def test_what_was_put_back_is_not_found_where_clocks_differ() -> None:
    """Somebody's clock ran ahead: numbers can no longer be those of the moment."""
    here, there = engine(), engine()
    Generation.objects.create(number=memory.last_generation() + (1 << 60))
    here.put([one(1, "绿化")])
    assert found(here, "绿化") == [1]
    with transaction.atomic():
        here.put([one(1, "道路", 2)])
        assert found(here, "道路") == [1]
        transaction.set_rollback(True)
    there.put([one(2, "公园")])
    assert [found(here, text) for text in ("绿化", "道路", "公园")] == [[1], [], [2]]


@pytest.mark.django_db
def test_nothing_is_read_where_nothing_was_written(django_assert_num_queries: Any) -> None:
    here = engine()
    here.put([one(1, "绿化")])
    found(here, "绿化")
    with django_assert_num_queries(2):  # the generation; the texts of the page
        assert found(here, "绿化") == [1]


@pytest.mark.django_db
def test_a_generation_that_was_cleared_away_means_reading_everything() -> None:
    here = engine()
    here.put([one(1, "绿化")])
    found(here, "绿化")
    engine().put([one(2, "绿化")])
    Generation.objects.filter(pk__lt=memory.last_generation()).delete()
    assert found(here, "绿化") == [1, 2]


@pytest.mark.django_db
def test_a_reading_that_failed_is_read_again() -> None:
    """Otherwise the process would find nothing, or what was, until somebody writes."""

    def away(execute: Any, sql: str, *rest: Any) -> Any:
        if "search_entry" in sql:
            raise DatabaseError("away")
        return execute(sql, *rest)

    here = engine()
    engine().put([one(1, "绿化")])
    for _asked in range(2):
        with connection.execute_wrapper(away), pytest.raises(DatabaseError):
            found(here, "绿化")
    assert found(here, "绿化") == [1]


@pytest.mark.django_db
def test_columns_that_were_read_anew_leave_no_old_ones() -> None:
    """At once, not when Python next looks for circles: of a hundred thousand documents they are 50 MB."""
    here = engine()
    here.put([one(1, "绿化")])
    found(here, "绿化")
    old = weakref.ref(here.memory.parts()[0].segment)
    Generation.objects.all().delete()
    gc.disable()
    try:
        here.put([one(2, "绿化")])
        assert found(here, "绿化") == [1, 2]
        assert old() is None
    finally:
        gc.enable()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [Gone("project", 1, 2), replace(one(1, "绿化", 2), audience=frozenset({"office"}))])
def test_a_hit_that_is_closed_while_it_is_read_is_left_out(change: Document | Gone) -> None:
    """It was chosen as it was; what it says is read as it is."""
    here = engine()
    ways: list[Callable[[], list[int]]] = [
        lambda: found(here, "绿化"),
        lambda: [hit.key for hit in here.walk(Query(PUBLIC))],
    ]
    for asked in ways:
        here.put([one(1, "绿化"), one(2, "绿化")])
        waiting = [change]

        def meanwhile(execute: Any, sql: str, *rest: Any, waiting: list[Document | Gone] = waiting) -> Any:
            if waiting and sql.startswith("SELECT") and '"search_entry"."title"' in sql:
                closing = waiting.pop()
                if isinstance(closing, Gone):
                    here.remove([closing])
                else:
                    here.put([closing])
            return execute(sql, *rest)

        with transaction.atomic():
            with connection.execute_wrapper(meanwhile):
                assert asked() == [2]
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("most", [5, 1_000])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=corpus.questions)
def test_what_came_late_is_found_and_counted_with_the_rest(
    monkeypatch: pytest.MonkeyPatch, most: int, asked: Asked
) -> None:
    monkeypatch.setattr(memory, "MOST_LATE", most)
    monkeypatch.setattr(segment, "STEP", 7)
    here = engine()
    with transaction.atomic():
        for part in range(3):
            here.put(ALL.documents[part::3])
            here.put(ALL.documents[: part * 40])
            here.find(asked.query())
        result = here.find(asked.query())
        expected = ALL.found(asked)
        assert [(hit.kind, hit.key) for hit in result.hits] == [(row.kind, row.key) for row in expected]
        assert result.facets == {facet.field: ALL.counts(asked, facet) for facet in asked.facets}
        transaction.set_rollback(True)


@given(members, members, st.integers(0, SIZE), st.integers(0, SIZE))
def test_sets_of_bits_are_sets(some: frozenset[int], others: frozenset[int], low: int, high: int) -> None:
    kept, taken = bits.of(some, SIZE), bits.of(others, SIZE)
    assert list(bits.numbers(kept)) == sorted(some)
    assert list(bits.numbers(bits.without(kept, taken))) == sorted(some - others)
    assert list(bits.numbers(bits.beginning(kept, low))) == [number for number in sorted(some) if number >= low]
    assert list(bits.numbers(bits.between(low, high))) == [*range(low, high)]
    assert list(bits.among(sorted(others, reverse=True), kept)) == sorted(some & others, reverse=True)
