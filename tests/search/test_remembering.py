"""A search as it is kept: one text for one search, and the same search again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.primitives.refusal import InvalidInput
from search import asked, remembering, rules
from search.fitting import Fitting
from search.rules import MOST, NAME_LIMIT, TooMany
from search.schema import KIND
from tests.search import corpus

READ = [Fitting(document) for document in corpus.documents(60)]
HELD = {KIND: [*corpus.KINDS], "street": corpus.STREETS, "status": corpus.STATUSES, "domain": corpus.DOMAINS}
some = {name: st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple) for name, values in HELD.items()}
filters = st.fixed_dictionaries({}, optional=some)
texts = st.text(st.sampled_from('老旧院落绿化5Ga "-“”、é\U00030edd'), max_size=30)


def written(query: str) -> str:
    return remembering.written(asked.read(QueryDict(query), clock.now()))


@given(texts)
def test_what_is_read_is_written_again(text: str) -> None:
    kept = remembering.written(asked.Asked(text=text, values={"kind": ("tender", "award")}))
    assert remembering.written(remembering.read(kept, clock.now())) == kept


@given(texts, filters)
def test_every_hit_holds_the_anchor(text: str, values: dict[str, tuple[str, ...]]) -> None:
    of = asked.Asked(text=text, values=values)
    query = of.query(frozenset({"public"}), clock.now())
    fitting = [one for one in READ if one.fits(replace(query, kinds=()))]
    assert [one for one in fitting if remembering.anchor(of) not in one.anchors] == []


def test_order_and_page_are_no_part_of_it_and_neither_is_the_order_of_its_parts() -> None:
    same = {
        written("q=%E8%80%81%E4%BA%BA&kind=tender&kind=demand"),
        written("kind=demand&q=+%E8%80%81%E4%BA%BA++&kind=tender&sort=newest&after=WzEsImEiLDFd"),
    }
    assert len(same) == 1
    assert written("") == written("sort=newest") == ""


def test_an_anchor_is_a_whole_token() -> None:
    assert [
        remembering.anchor(asked.Asked(text=text))
        for text in ("绿", "老人", "-绿化", "5G", "绿 养老", '"老旧院落" 绿化')
    ] == [
        "",
        "老人",
        "",
        "5g",
        "养老",
        "老旧",
    ]


def test_without_words_the_one_value_of_a_filter_is_the_anchor() -> None:
    """A thousand people may keep filters alone: not each of them is tried whenever something changes."""
    street, several = ("510106001",), ("elderly", "children")
    assert [
        remembering.anchor(asked.Asked(text=text, values=values))
        for text, values in (
            ("老人", {"street": street}),
            ("", {"kind": ("tender",), "street": street}),
            ("", {"kind": ("tender",), "domain": several}),
            ("", {"domain": several}),
            ("", {"organiser": ("名" * 90,)}),
        )
    ] == ["老人", "street=510106001", "kind=tender", "", "organiser=" + "名" * 54]


@given(st.text(max_size=NAME_LIMIT * 2))
def test_a_name_is_one_line_of_bounded_length(name: str) -> None:
    line = " ".join(name.split())
    if 0 < len(line) <= NAME_LIMIT and "\0" not in line:
        assert rules.named(name) == line
    else:
        with pytest.raises(InvalidInput):
            rules.named(name)


def test_one_more_than_there_may_be_is_refused() -> None:
    rules.require_room(MOST - 1)
    with pytest.raises(TooMany):
        rules.require_room(MOST)
