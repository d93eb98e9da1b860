"""Words are whole, each comes once, and names that are handed in stay in one piece."""

import pytest
from hypothesis import given, settings

from marketplace.rulebook.models import ServiceDomain
from search import registry, tokens
from search.words import Words
from tests.factories import catalog, places
from tests.search.texts import anything, is_harmless

PLAIN = Words()


def test_words_of_a_title() -> None:
    assert PLAIN.cut("老旧院落绿化提升项目（5G），绿化") == ("老旧", "院落", "绿化", "提升", "项目", "5g")


def test_names_that_are_handed_in_stay_whole() -> None:
    assert "金科苑社区" not in PLAIN.cut("金泉街道金科苑社区绿化")
    assert {"金科苑社区", "绿化"} <= set(Words(["金科苑社区"]).cut("金泉街道金科苑社区绿化"))


def test_the_version_follows_the_dictionary_and_the_tokens() -> None:
    assert Words(["乙", "甲街道", " 丙街道"]).version == Words(["丙街道", "甲街道", "甲街道"]).version
    assert Words(["甲街道"]).version != PLAIN.version
    assert PLAIN.version.startswith(f"{tokens.VERSION}-")


@settings(max_examples=50)
@given(anything)
def test_words_come_once_and_stand_in_the_text(text: str) -> None:
    words = PLAIN.cut(text)
    assert len(set(words)) == len(words)
    assert all(is_harmless(word) and word in tokens.folded(text) for word in words)
    assert PLAIN.streams(text) == (tokens.stream(text), " ".join(words))


def test_a_dictionary_may_hold_anything() -> None:
    assert Words(["", " ", "\ud800\ud801", "a b", "x\x00绿", "绿" * 10_000]).cut("绿化") == ("绿化",)


@pytest.mark.django_db
def test_names_of_places_domains_and_providers_are_handed_in() -> None:
    """By the packages that know them; a process keeps those it began with."""
    places.community("金科苑社区")
    provider, domain = catalog.listed_provider("助浴之家"), ServiceDomain.objects.get(code="elderly")
    registry.words.cache_clear()
    try:
        assert {"金科苑社区", provider.organisation.name, domain.name_zh} <= {*registry.words().dictionary}
    finally:
        registry.words.cache_clear()
