"""The front page: every figure computed, both languages, cheap when warm."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from tests.factories import demands, places

pytestmark = pytest.mark.django_db


def test_the_front_page_counts_what_is_there() -> None:
    """One published project, its community's money, no open call."""
    demands.published(places.community())
    figures = Client().get("/").context["figures"]
    assert (figures.published, figures.open_calls, figures.communities) == (1, 0, 1)
    assert str(figures.funds.sums.committed) == "30000.00"
    assert figures.year == clock.today().year


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "服务精准对接"), ("en", "Services that fit the need")])
def test_the_front_page_speaks_both_languages(language: str, words: str) -> None:
    """Chinese first, English by the switch."""
    client = Client()
    client.cookies["django_language"] = language
    assert words in client.get("/").content.decode()


def test_a_warm_front_page_is_cheap(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """At most 6 queries: the figures are kept for a minute."""
    demands.published(places.community())
    Client().get("/")
    with django_assert_max_num_queries(6):
        assert Client().get("/").status_code == 200
