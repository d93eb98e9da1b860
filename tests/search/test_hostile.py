"""Whatever is typed, or stands in an address, is text: no error, no operator, nothing found that may not be."""

from __future__ import annotations

import json
import random
from base64 import urlsafe_b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.base import Engine
from search.query import AnyOf, Between, Cursor, Facet, Query, Sort
from tests.search import corpus
from tests.search.conftest import settle
from tests.search.texts import anything

PUBLIC = frozenset({"public"})
FRAGMENTS = (
    *('"', "'", "\\", ";", "--", "/*", "*/", "*", "?", "%", "_", "(", ")", "{", "}", "[", "]", "^", "~", ":", "|", "&"),
    *("AND", "OR", "NOT", "NEAR(", "NEAR/2", "TO", "title:", "audience:district", "title_words : ", "<->", "<2>", ":*"),
    *(
        "!",
        "&&",
        "||",
        "+",
        "-",
        '-"',
        "`",
        "$$",
        "$1",
        "%s",
        "%(x)s",
        "{0}",
        "${7*7}",
        "{{7*7}}",
        "\0",
        "\x1a",
        "\x7f",
    ),
    *("\ud800", "\udfff", "\ufeff", "\ufffe", "\u202e", "\u200d", "😀", "👩\u200d👧", "\U00030edd", "é", "ß", "İ", "ﷺ"),
    *("' OR 1=1 --", "'; DROP TABLE search_entry; --", "') UNION SELECT 1,2,3 --", "<script>alert(1)</script>", "&lt;"),
    *(
        "/.*/",
        "a~2",
        "[1 TO 5]",
        "_exists_:title",
        "*:*",
        '{"match_all":{}}',
        "field:(a OR b)^9",
        "\\u0000",
        "\n",
        "\t",
    ),
    *(
        "绿化",
        "绿",
        "老旧院落",
        "5g",
        "，",
        "　",
        "“",
        "”",
        "－",
        "9" * 400,
        "绿" * 400,
        "a" * 10_000,
        '"' * 500,
        "(" * 500,
    ),
)


def typed() -> list[str]:
    """A thousand strings of such pieces."""
    drawn = random.Random(1_000)
    mixed = ["".join(drawn.choices(FRAGMENTS, k=drawn.randint(2, 9))) for _ in range(1_000 - len(FRAGMENTS))]
    return [*FRAGMENTS, *mixed]


@pytest.fixture
def engine(empty: Engine) -> Engine:
    empty.put(corpus.documents(40))
    settle(empty)
    return empty


@pytest.fixture
def visible(engine: Engine) -> frozenset[tuple[str, int]]:
    return frozenset((hit.kind, hit.key) for hit in engine.walk(Query(PUBLIC)))


def test_a_thousand_hostile_texts(engine: Engine, visible: frozenset[tuple[str, int]]) -> None:
    for text in typed():
        found = engine.find(Query(PUBLIC, text, facets=(Facet("street"),), size=100))
        assert {(hit.kind, hit.key) for hit in found.hits} <= visible
        assert "<script" not in "".join(hit.title + hit.excerpt for hit in found.hits)
    assert frozenset((hit.kind, hit.key) for hit in engine.walk(Query(PUBLIC))) == visible


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anything, anything, st.integers(), st.integers())
def test_hostile_filters(engine: Engine, text: str, value: str, low: int, high: int) -> None:
    some = AnyOf("street", (value, "jinquan"))
    plain = engine.find(Query(PUBLIC, filters=(AnyOf("street", ("jinquan",)),)))
    assert engine.find(Query(PUBLIC, filters=(some,))).total == plain.total
    assert engine.find(Query(frozenset({value, text}) - PUBLIC)).total in {0, *range(40)}
    assert engine.find(Query(PUBLIC, filters=(AnyOf("kind", (value,)),))).total == 0
    ranges = (Between("budget", low, high), Between("at", low, high))
    assert engine.find(Query(PUBLIC, text, filters=ranges, sort=Sort("budget"))).total <= 40


def test_fields_that_no_kind_has_hold_nothing(engine: Engine) -> None:
    """A number field has no values, a keyword field no numbers, and no other name reaches a column."""
    unknown = Query(PUBLIC, facets=(Facet("nothing"),), sort=Sort("nothing"), kinds=("bid", "project"))
    assert engine.find(unknown).facets == {"nothing": ()}
    assert engine.find(Query(PUBLIC, kinds=("bid",))).total == 0
    for name in ("nothing", "budget", "title"):
        assert engine.find(Query(PUBLIC, filters=(AnyOf(name, ("jinquan",)),))).total == 0
    for name in ("nothing", "street", "title"):
        assert engine.find(Query(PUBLIC, filters=(Between(name, 0, None),))).total == 0


@settings(max_examples=200)
@given(anything)
def test_hostile_cursors_are_none(text: str) -> None:
    assert Cursor.read(text) is None or str(Cursor.read(text))


@pytest.mark.parametrize(
    "whole",
    [
        *([], [1], {}, "abc", [1, "project"], [True, "project", 1], [1.5, "project", 1], [2**70, "project", 1]),
        *([1, 2, 3], [[1], "project", 1], [1, "pro\ud800ject", 1], [1, None, 1], [1, "\0", 1]),
    ],
)
def test_cursors_nobody_was_given_are_none(whole: object) -> None:
    assert Cursor.read(urlsafe_b64encode(json.dumps(whole).encode()).decode()) is None


def test_cursors_of_other_questions_do_no_harm(engine: Engine) -> None:
    strange = [Cursor((), "project", 1), Cursor((0, 0), "a", 0), Cursor((-(2**62), 2**62), "zzz", -1)]
    for cursor in [*strange, Cursor((1,) * 9, "x", 1), Cursor((2**62,), "x", 2**62)]:
        for sort in (Sort(), Sort("budget"), Sort("at")):
            assert engine.find(Query(PUBLIC, sort=sort, after=cursor)).total > 0
