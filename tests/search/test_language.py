"""What people type is understood, and nothing they type is an error."""

import pytest
from hypothesis import given

from search import language, tokens
from search.language import Terms
from tests.search.texts import anything, is_harmless


def said(text: str) -> tuple[list[str], list[str]]:
    """The wanted and the unwanted tokens of what was typed."""
    terms = language.read(text)
    return [" ".join(one.tokens) for one in terms.wanted], [" ".join(one.tokens) for one in terms.unwanted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("绿化 提升", (["绿化", "提升"], [])),
        ("绿化　提升", (["绿化", "提升"], [])),
        ('"garden path" 绿化', (["garden path", "绿化"], [])),
        ("“绿化 提升”", (["绿化 化 提升"], [])),
        ("绿化 -道路 －“公园 绿地”", (["绿化"], ["道路", "公园 园 绿地"])),
        ('"绿化 提升', (["绿化 化 提升"], [])),
        ("2026-0001", (["2026 0001"], [])),
        ("绿化 绿化 、 -", (["绿化"], [])),
        ("绿化 AND title:x* NOT (y)", (["绿化", "and", "title x", "not", "y"], [])),
        ("-绿化", ([], ["绿化"])),
    ],
)
def test_what_is_typed(text: str, expected: tuple[list[str], list[str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "is_vain"), [("", False), ("  ", False), ("😀", True), ("-", True), ("绿化 😀", False)]
)
def test_what_cannot_be_found_is_told_from_nothing(text: str, is_vain: bool) -> None:
    assert language.read(text).is_vain is is_vain


@given(anything)
def test_nothing_typed_is_an_error(text: str) -> None:
    terms = language.read(text)
    assert isinstance(terms, Terms)
    assert all(is_harmless(token) for one in (*terms.wanted, *terms.unwanted) for token in one.tokens)


def test_what_is_typed_has_a_measure() -> None:
    terms = language.read(" ".join(f"{number}号 -{number}幢" for number in range(100)))
    assert len(terms.wanted) + len(terms.unwanted) == language.TERM_LIMIT
    assert language.read("绿" * 10_000).wanted[0].length == language.PHRASE_LIMIT


def test_what_was_said_is_kept_for_the_order() -> None:
    assert language.read("“绿化 提升” Ａ -道路").said == ("绿化 提升", "Ａ")
    assert tokens.folded("Ａ") == "a"
