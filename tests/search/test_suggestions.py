"""Suggestions while typing: titles that hold what was typed, each once, for whom they are."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tendering.demands.models import Demand
from tests.factories import demands, places, projects
from tests.search.indexing import index
from tests.search.test_hostile import typed

pytestmark = pytest.mark.django_db


def suggested(text: str) -> list[str]:
    response = Client().get("/search/suggest/", {"q": text})
    assert response.status_code == 200
    return [one.title for one in response.context["suggestions"]]


def test_titles_that_begin_with_it_come_first_each_once() -> None:
    community = places.community("金科苑社区")
    projects.called(demands.published(community, title="社区老人食堂"))
    demands.published(community, title="老人 & 儿童活动")
    index()
    assert suggested("老人") == ["老人 & 儿童活动", "社区老人食堂"]
    text = Client().get("/search/suggest/", {"q": "食堂"}).content.decode()
    assert text.count('role="option"') == 1
    assert "需求" in text
    assert "招募" in text


def test_what_stands_in_the_text_only_is_not_suggested() -> None:
    demands.published(title="老人食堂", need="洗浴不便。")
    index()
    assert suggested("洗浴") == []
    assert suggested("") == suggested("   ") == suggested("😀") == []


def test_at_most_eight() -> None:
    community = places.community()
    for number in range(10):
        demands.published(community, title=f"老人食堂{number}号")
    index()
    assert len(suggested("老人")) == 8


def test_what_may_no_longer_be_opened_is_not_suggested() -> None:
    demand = demands.published(title="老人食堂")
    index()
    Demand.objects.filter(pk=demand.pk).update(state="draft")
    assert suggested("食堂") == []


def test_hostile_texts_are_text() -> None:
    demands.published(title='老人"食堂"<script>alert(1)</script>')
    index()
    for text in typed()[::13]:
        sent = text.encode("utf-8", "ignore").decode().replace("\0", "")
        response = Client().get("/search/suggest/", {"q": sent})
        assert response.status_code in {200, 414}, text
        assert "<script" not in response.content.decode()
    assert unescape(suggested("食堂")[0]) == '老人"食堂"<script>alert(1)</script>'
