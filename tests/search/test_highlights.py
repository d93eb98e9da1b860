"""Marks stand around what was asked for, in the text as it was written, and let no markup through."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import highlights, language
from tests.search.texts import anything, says, terms, texts


def marked(text: str, typed: str) -> str:
    return highlights.marked(text, language.read(typed).wanted)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("老旧院落绿化提升", "绿化", "老旧院落<mark>绿化</mark>提升"),
        ("老旧院落绿化提升", "院落 绿化", "老旧<mark>院落绿化</mark>提升"),
        ("院落与绿化", "绿", "院落与<mark>绿</mark>化"),
        ("５Ｇ基站", "5g", "<mark>５Ｇ</mark>基站"),
        ("Cafe\u0301 绿化", "café", "<mark>Cafe\u0301</mark> 绿化"),
        ("绿\u200b化", "绿化", "<mark>绿\u200b化</mark>"),
        ("绿 化", "绿化", "绿 化"),
        ("<b>绿化</b> & \"'", "绿化", "&lt;b&gt;<mark>绿化</mark>&lt;/b&gt; &amp; &quot;&#x27;"),
        ("绿化", "-绿化", "绿化"),
        ("绿化", "", "绿化"),
    ],
)
def test_marks(text: str, typed: str, expected: str) -> None:
    assert marked(text, typed) == expected


@given(anything, st.lists(terms, max_size=3))
def test_marks_add_nothing_and_take_nothing_away(text: str, typed: list[str]) -> None:
    page = marked(text, " ".join([*typed, text[3:6]]))
    assert html.unescape(re.sub("</?mark>", "", page)) == text
    assert "<" not in re.sub("</?mark>", "", page)


@given(texts, terms.filter(lambda term: not re.search(r"\s|^-", term)))
def test_what_is_said_is_marked(text: str, term: str) -> None:
    wanted = language.read(term).wanted
    assert bool(highlights.spans(text, wanted)) == (bool(wanted) and says(text, term))


@given(anything, texts, terms)
def test_an_excerpt_shows_the_place(before: str, text: str, term: str) -> None:
    whole = before + text
    page = highlights.excerpt(whole, language.read(term).wanted, width=40)
    shown = html.unescape(re.sub("</?mark>", "", page)).removeprefix(highlights.CUT).removesuffix(highlights.CUT)
    assert shown in whole
    assert len(shown) <= 40
    assert ("<mark>" in page) == bool(highlights.spans(whole, language.read(term).wanted))


def test_an_excerpt_of_a_long_text() -> None:
    page = highlights.excerpt("前" * 500 + "绿化" + "后" * 500, language.read("绿化").wanted)
    assert page.startswith("…" + "前" * highlights.LEAD + "<mark>绿化</mark>后")
    assert page.endswith("后…")
