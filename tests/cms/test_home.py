"""The front page: every figure computed, both languages, cheap when warm."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI
from tendering.demands.models import BatchItem, PublicationBatch
from tendering.overview.queries.home import SHOWN
from tendering.tenders.models import Tender
from tests.factories import demands, places, projects

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


def shown(page: str, heading: str) -> str:
    """The words of the card under this heading."""
    card = re.search(rf'aria-labelledby="{heading}">(.*?)</section>', page, re.DOTALL)
    assert card is not None, heading
    return " ".join(re.sub("<[^>]+>", " ", card[1]).split())


def test_the_front_page_shows_the_open_calls_that_end_first() -> None:
    """Eight of them with street, ceiling and deadline; one that failed is none of them."""
    here = places.community(within=places.street("营门口街道"))
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        now = clock.now()
        for number in range(SHOWN + 2):
            tender = projects.called(demands.published(here, "1000.00", title=f"第{number}号项目"))
            ends = now + timedelta(hours=8) if number == 9 else now + timedelta(days=20 - number)
            Tender.objects.filter(pk=tender.pk).update(deadline_at=ends, ceiling=Decimal(f"{number}345.00"))
        projects.called(demands.published(here, "1000.00", title="失败的项目"), state="failed", reason="响应不足三家。")
        response = Client().get("/")
    figures, card = response.context["figures"], shown(response.content.decode(), "h-open")
    assert (figures.open_calls, figures.closing_today) == (10, 1)
    assert [int(number) for number in re.findall("第(.)号项目", card)] == [9, 8, 7, 6, 5, 4, 3, 2]
    assert "营门口街道" in card
    assert "9,345.00" in card
    assert "失败的项目" not in card


@pytest.mark.requirement("R37")
def test_the_front_page_counts_and_sums_the_latest_published_batch() -> None:
    """Five projects in two streets: count, sum, the four largest; neither the batch before nor one still collected."""
    district, now = places.district(), clock.now()
    here, there = places.community(within=places.street()), places.community(within=places.street())
    for title, published_at, budgets in (
        ("上一批", now - timedelta(days=90), ["77000.00"]),
        ("本批项目", now - timedelta(days=2), ["10000.00", "20000.00", "30000.00", "40000.00", "60000.00"]),
        ("下一批", None, ["88000.00"]),
    ):
        state = "published" if published_at else "collecting"
        batch = PublicationBatch.objects.create(
            title=title, district=district, fiscal_year=now.year, state=state, created_at=now, published_at=published_at
        )
        for number, budget in enumerate(budgets):
            tier = "ordinary" if Decimal(budget) > 50_000 else "micro"
            demand = demands.published(here if number else there, budget, tier=tier, title=f"{title}{budget}")
            BatchItem.objects.create(batch=batch, demand=demand, added_at=now)
    response = Client().get("/")
    card, words = response.context["figures"].batch, shown(response.content.decode(), "h-batch")
    assert (card.figures.count, card.figures.total, card.figures.streets) == (5, Decimal("160000.00"), 2)
    assert [(part.count, part.total) for part in card.figures.tiers] == [(4, 100_000), (1, 60_000), (0, 0)]
    assert words.startswith("本批项目")
    assert "5 个项目" in words
    assert "16.00" in words, "万元"
    assert [f"本批项目{budget}" in words for budget in ("60000.00", "20000.00", "10000.00")] == [True, True, False]
