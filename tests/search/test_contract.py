"""One contract for every engine: what is found, in which order, with which counts, pages and marks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils.safestring import SafeString
from hypothesis import HealthCheck, given, settings

from search.engines.base import Engine, Indexed
from search.query import AnyOf, Cursor, Facet, Hit, Query, Result, Sort
from search.schema import Document, NotIndexable
from search.schema import Reference as Gone
from tests.search import corpus, reference
from tests.search.conftest import settle
from tests.search.corpus import NOON
from tests.search.reference import Asked, Reference

ALL = Reference(corpus.documents())
PUBLIC = frozenset({"public"})
shared = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def engine(empty: Engine) -> Engine:
    empty.put(ALL.documents)
    settle(empty)
    return empty


def one(key: int = 1, /, **parts: object) -> Document:
    whole: dict[str, Any] = {"kind": "project", "version": 1, "at": NOON, "audience": PUBLIC, "title": "老旧院落绿化"}
    return Document(**(whole | {"key": key} | parts))


def keys(found: Result | list[Hit]) -> list[int]:
    return [hit.key for hit in (found.hits if isinstance(found, Result) else found)]


def put(engine: Engine, *documents: Document) -> None:
    engine.put(documents)
    engine.refresh()


@shared
@given(corpus.questions)
def test_what_fits_is_found_in_its_order(engine: Engine, asked: Asked) -> None:
    expected = ALL.found(asked)
    result = engine.find(asked.query())
    assert [(hit.kind, hit.key) for hit in result.hits] == [(document.kind, document.key) for document in expected]
    assert result.total == len(expected)
    if asked.sort == Sort():
        assert [hit.points for hit in result.hits] == [reference.points(document, asked) for document in expected]


@shared
@given(corpus.questions)
def test_facets_ignore_their_own_filter(engine: Engine, asked: Asked) -> None:
    assert engine.find(asked.query()).facets == {facet.field: ALL.counts(asked, facet) for facet in asked.facets}


@shared
@given(corpus.questions)
def test_hits_are_marked_but_where_only_which_is_asked(engine: Engine, asked: Asked) -> None:
    found = engine.find(asked.query())
    marked = [(hit.title, hit.excerpt) for hit in found.hits]
    assert marked == [reference.marked(one, asked) for one in ALL.found(asked)]
    bare = tuple(replace(hit, title=SafeString(""), excerpt=SafeString("")) for hit in found.hits)
    assert engine.find(replace(asked.query(), is_bare=True)) == replace(found, hits=bare)


@settings(shared, max_examples=10)
@given(corpus.questions)
def test_pages_follow_one_another(engine: Engine, asked: Asked) -> None:
    whole, query = engine.find(asked.query()), replace(asked.query(size=17), facets=())
    turned: list[Hit] = []
    while True:
        page = engine.find(query)
        turned += page.hits
        assert page.total == whole.total
        if page.next is None:
            break
        query = replace(query, after=Cursor.read(str(page.next)))
    assert turned == list(whole.hits)
    walked = list(engine.walk(replace(asked.query(), facets=())))
    assert [hit.cursor for hit in walked] == [hit.cursor for hit in turned]
    assert [(hit.title, hit.excerpt) for hit in walked] == [(re.sub("</?mark>", "", hit.title), "") for hit in turned]


def test_nobody_finds_nothing(engine: Engine) -> None:
    asked = Asked(audience=frozenset(), facets=(Facet("kind"),))
    assert engine.find(asked.query()) == Result(facets={"kind": ()})
    assert list(engine.walk(asked.query())) == []


def test_who_may_see_it_finds_it(empty: Engine) -> None:
    put(empty, one(1), one(2, audience=frozenset({"organisation:12"})), one(3, audience=frozenset()))
    seen = {who: keys(empty.find(Query(frozenset({who}), "绿化"))) for who in ("public", "organisation:12", "else")}
    assert seen == {"public": [1], "organisation:12": [2], "else": []}
    assert empty.find(Query(frozenset({"public", "organisation:12"}))).total == 2


def test_the_newest_version_stays(empty: Engine) -> None:
    put(empty, one(version=5, title="绿化"))
    put(empty, one(version=4, title="道路"))
    assert keys(empty.find(Query(PUBLIC, "绿化"))) == [1]
    put(empty, one(version=5, title="道路"), one(version=6, title="养老"), one(version=5, title="治理"))
    assert [keys(empty.find(Query(PUBLIC, text))) for text in ("绿化", "道路", "养老", "治理")] == [[], [], [1], []]
    assert list(empty.indexed("project")) == [Indexed(1, 6, reference.WORDS.version)]


def test_what_is_removed_is_gone_and_stays_gone(empty: Engine) -> None:
    put(empty, one(1, version=3), one(2, version=3))
    empty.remove([Gone("project", 1, 2)])
    empty.remove([Gone("project", 2, 4), Gone("project", 9, 1)])
    put(empty, one(2, version=3))
    assert keys(empty.find(Query(PUBLIC, "绿化", facets=(Facet("kind"),)))) == [1]
    assert [row.key for row in empty.indexed("project")] == [1]
    put(empty, one(2, version=5))
    assert sorted(keys(empty.find(Query(PUBLIC, "绿化")))) == [1, 2]


def test_values_are_replaced_with_the_document(empty: Engine) -> None:
    put(empty, one(version=1, keywords={"street": ("jinquan", "jinquan")}, numbers={"budget": 5}))
    put(empty, one(version=2, keywords={"street": ("fuqin",)}))
    query = Query(PUBLIC, facets=(Facet("street"),))
    assert [(count.value, count.number) for count in empty.find(query).facets["street"]] == [("fuqin", 1)]
    assert empty.find(replace(query, filters=(AnyOf("street", ("jinquan",)),))).total == 0


def test_what_does_not_fit_its_kind_is_refused(empty: Engine) -> None:
    wrong: list[dict[str, object]] = [
        {"kind": "bid"},
        {"version": -1},
        {"keywords": {"colour": ("red",)}},
        {"numbers": {"street": 1}},
        {"keywords": {"street": ("",)}},
        {"keywords": {"street": ("x" * 121,)}},
        {"keywords": {"street": ("\0",)}},
        {"audience": frozenset({"\ud800"})},
    ]
    for parts in wrong:
        with pytest.raises(NotIndexable):
            empty.put([one(**parts)])


def test_one_character_finds_whatever_it_begins(empty: Engine) -> None:
    """Lucene would look no further than fifty words that begin so."""
    put(empty, *(one(key, title=f"a绿{chr(0x4E00 + key)}") for key in range(1, 400)))
    assert [empty.find(Query(PUBLIC, text)).total for text in ("绿", "a绿", "b绿")] == [399, 399, 0]


def test_long_texts_are_found_to_their_end(empty: Engine) -> None:
    """PostgreSQL keeps 256 positions of a token, none above 16,383; here the last of many is the only right one."""
    put(
        empty,
        one(1, body="绿地。" * 9_000 + "绿地公园"),
        one(2, body="公园。绿地。" * 3_000),
        one(3, body="a" * 60_000),
    )
    assert keys(empty.find(Query(PUBLIC, "绿地公园"))) == [1]
    assert sorted(keys(empty.find(Query(PUBLIC, "绿地 公园")))) == [1, 2]


def test_what_no_database_stores_is_left_out(empty: Engine) -> None:
    put(empty, one(1, title="绿\0化\ud800道路", body="\udfff<mark>"))
    assert empty.find(Query(PUBLIC, "道路")).hits[0].title == "绿化<mark>道路</mark>"
    assert empty.find(Query(PUBLIC, "绿化")).hits[0].excerpt == "&lt;mark&gt;"


def test_bounds_lie_at_the_edge_of_what_can_be_kept(empty: Engine) -> None:
    put(empty, one(1, numbers={"budget": 2**80}), one(2, numbers={"budget": -(2**80)}), one(3))
    assert keys(empty.find(Query(PUBLIC, sort=Sort("budget")))) == [1, 2, 3]
    assert keys(empty.find(Query(PUBLIC, sort=Sort("budget", descending=False)))) == [2, 1, 3]


def test_a_page_goes_on_where_it_was_whatever_comes_before_it(engine: Engine) -> None:
    first = engine.find(Query(PUBLIC, "绿化", size=5))
    then = engine.find(Query(PUBLIC, "绿化", size=5, after=first.next))
    put(engine, *(one(900 + n, body="绿化", at=NOON + timedelta(days=9)) for n in range(4)))
    assert engine.find(Query(PUBLIC, "绿化", size=5, after=first.next)).hits == then.hits
