"""Tokens find what stands in a text, all of it and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import tokens
from tests.search.texts import anything, is_harmless, says, shape, terms, texts


def found(text: str, term: str) -> bool:
    wanted = tokens.phrase(term)
    return wanted is not None and next(tokens.positions(wanted, tokens.tokens(text)), None) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("老旧院落绿化", ["老旧", "旧院", "院落", "落绿", "绿化", "化"]),
        ("绿", ["绿"]),
        ("5G基站 ＡＢＣ-2026", ["5g", "基站", "站", "abc", "2026"]),
        ("绿 化", ["绿", "化"]),
        ("绿\u200b化", ["绿化", "化"]),
        ("Café cafe\u0301", ["cafe", "cafe"]),
        ("100㎡", ["100m2"]),
        ("㈱", ["株"]),
        ("", []),
        ("，。!?\x00😀", []),
    ],
)
def test_tokens_of_texts(text: str, expected: list[str]) -> None:
    assert tokens.tokens(text) == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("绿化", tokens.Phrase(("绿化",), False, 2)),
        ("绿化提升", tokens.Phrase(("绿化", "化提", "提升"), False, 4)),
        ("绿", tokens.Phrase(("绿",), True, 1)),
        ("绿化5G", tokens.Phrase(("绿化", "化", "5g"), False, 3)),
        ("5G绿", tokens.Phrase(("5g", "绿"), True, 2)),
        ("2026-0001", tokens.Phrase(("2026", "0001"), False, 2)),
        ("!?", None),
    ],
)
def test_phrases_of_terms(term: str, expected: tokens.Phrase | None) -> None:
    assert tokens.phrase(term) == expected


@given(texts, terms)
def test_a_term_is_found_exactly_where_it_stands(text: str, term: str) -> None:
    assert found(text, term) == (bool(shape(term)) and says(text, term))


@given(st.data(), st.text("绿化提升院落老旧", min_size=1, max_size=30))
def test_every_part_of_a_chinese_text_is_found(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wanted = tokens.phrase(text[start:end])
    assert wanted is not None
    assert start in tokens.positions(wanted, tokens.tokens(text))


@given(anything)
def test_units_point_at_what_they_say(text: str) -> None:
    """They follow one another; one character may hold several (㍿), or the end of one and the start of the next (¼)."""
    before = 0
    for unit in tokens.units(text):
        assert max(0, before - 1) <= unit.start < unit.end <= len(text) or unit.end == before
        assert unit.text in tokens.folded(text[unit.start : unit.end])
        before = unit.end


@given(anything)
def test_what_is_levelled_stays_level(text: str) -> None:
    level = tokens.folded(text)
    assert tokens.folded(level) == level
    assert tokens.tokens(level) == tokens.tokens(text)


@given(anything)
def test_a_stream_comes_apart_at_its_spaces(text: str) -> None:
    """Engines cut it there and nowhere else, and no token holds a character that means anything to them."""
    assert tokens.stream(text).split() == tokens.tokens(text)
    assert all(is_harmless(token) and len(token) <= tokens.WORD_LIMIT for token in tokens.tokens(text))


def test_long_texts_are_read_to_the_limit() -> None:
    assert len(tokens.units("绿" * (tokens.TEXT_LIMIT + 5))) == tokens.TEXT_LIMIT
    assert tokens.tokens("a" * 10_000) == ["a" * tokens.WORD_LIMIT]
