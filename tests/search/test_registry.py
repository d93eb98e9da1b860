"""Kinds and names come from packages above, and only such as an engine can use."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from search import registry
from search.schema import LARGEST, Kind, NotIndexable, as_number, readable


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_names", [])
    monkeypatch.setattr(registry, "_sources", {})


def test_a_kind_is_registered_once() -> None:
    registry.register(Kind("notice"))
    registry.register(Kind("notice"))
    assert dict(registry.kinds()) == {"notice": Kind("notice")}
    with pytest.raises(ValueError, match="registered already"):
        registry.register(Kind("notice", version=2))


def test_names_are_asked_for_when_the_first_text_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.words.cache_clear()
    registry.add_names(lambda: ["金科苑社区"])
    try:
        assert registry.words().dictionary == ("金科苑社区",)
    finally:
        registry.words.cache_clear()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Bad"},
        {"name": "a-b"},
        {"name": "x", "keywords": ("a", "a")},
        {"name": "x", "keywords": ("a",), "numbers": ("a",)},
        {"name": "x", "numbers": ("at",)},
        {"name": "x", "keywords": ("audience",)},
        {"name": "x", "keywords": ("a.b",)},
    ],
)
def test_kinds_have_names_that_engines_can_use(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotIndexable):
        Kind(**wrong)


def test_numbers_as_they_are_kept() -> None:
    assert as_number(7) == 7
    assert as_number(Decimal("199999.99")) == 19_999_999
    assert as_number(datetime(1970, 1, 1, 0, 0, 1, 5000, tzinfo=UTC)) == 1005
    assert as_number(2**70) == LARGEST
    assert as_number(-(2**70)) == -LARGEST


def test_text_as_it_is_kept() -> None:
    assert readable("绿\0化\ud800") == "绿化"
