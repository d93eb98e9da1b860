"""The list of notices: where a visitor expects it, what everybody may read and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import PageViewRestriction

from marketplace import clock
from tests.cms.pages import notice

pytestmark = pytest.mark.django_db
LIST = "/notices/"


def page(client: Client, url: str = LIST, **asked: str) -> str:
    response = client.get(url, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_comes_from_the_front_to_a_notice_and_back(client: Client) -> None:
    row = notice("关于老旧院落绿化的通知", "各社区请于九月前申报。")
    assert f'href="{LIST}"' in page(client, "/")
    assert row.get_url() in page(client)
    shown = page(client, row.get_url())
    assert "各社区请于九月前申报。" in shown
    assert f'href="{LIST}"' in shown.partition("<main")[2]


def test_drafts_and_what_only_some_may_read_are_not_listed(client: Client) -> None:
    notice("草稿", live=False)
    kept = notice("内部通知")
    below = notice("内部附件", below=kept)
    PageViewRestriction.objects.create(page=kept, restriction_type=PageViewRestriction.LOGIN)
    shown = page(client)
    for title in ("草稿", "内部通知", str(below.title)):
        assert title not in shown


def test_words_are_looked_for_in_title_summary_and_text(client: Client) -> None:
    notice("关于绿化的通知", "九月前申报")
    notice("关于充电的通知", "十月前申报")
    assert "充电" not in page(client, q="绿化").partition("<table")[2]
    assert "绿化" not in page(client, q="十月 申报").partition("<table")[2]
    assert "关于充电的通知" in page(client, q="十月 申报")


def test_the_latest_come_first(client: Client) -> None:
    first, second = notice("先发布的"), notice("后发布的")
    shown = page(client)
    assert shown.index(second.title) < shown.index(first.title)


@pytest.mark.parametrize("bad", ["'", "%", "<b>", "x" * 5000, "((((", "🙂", "a\\"])
def test_strange_words_break_nothing(bad: str, client: Client) -> None:
    notice("通知")
    assert "<b>" not in page(client, q=bad, page=bad, sort=bad).partition("<main")[2].replace("&lt;b&gt;", "")


def test_none_is_told_in_english_too(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "No notice yet" in page(client)


def test_a_notice_bears_the_days_of_the_portals_own_clock() -> None:
    """Wagtail reads the machine's, which in a demonstration shows another day than everything around the notice."""
    published, changed = datetime(2026, 6, 16, 2, tzinfo=UTC), datetime(2026, 6, 18, 2, tzinfo=UTC)
    with clock.frozen(published):
        row = notice("关于老旧院落绿化的通知")
    assert (row.first_published_at, row.last_published_at) == (published, published)
    assert "2026年6月16日" in page(Client())
    with clock.frozen(changed):
        row.save_revision().publish()
    row.refresh_from_db()
    assert (row.first_published_at, row.last_published_at) == (published, changed)
    shown = page(Client(), row.get_url())
    assert "2026年6月16日" in shown
    assert "2026年6月18日" in shown


def test_the_front_page_leads_to_the_latest_notices(client: Client) -> None:
    rows = [notice(f"第{number}号通知") for number in range(1, 5)]
    draft, kept = notice("草稿", live=False), notice("内部通知")
    PageViewRestriction.objects.create(page=kept, restriction_type=PageViewRestriction.LOGIN)
    shown = page(client, "/")
    assert [row.get_url() in shown for row in (*rows, draft, kept)] == [False, True, True, True, False, False]
