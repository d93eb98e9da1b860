"""The admin's own search finds a Chinese word inside a title, on either database: pages, choosers, every list."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.search.index import class_is_indexed
from wagtail.snippets.models import get_snippet_models

from cms.models import HomePage
from marketplace.accounts.rules import Role
from marketplace.rulebook.models import CalendarOverride, ServiceDomain
from tests.cms.pages import curator, home, notice
from tests.factories import accounts, catalog

pytestmark = pytest.mark.django_db
TITLE, OTHER = "老旧院落绿化提升项目的通知", "充电车棚管理办法"


@pytest.mark.parametrize(
    ("name", "arguments", "parameter"),
    [
        ("wagtailadmin_pages:search", (), "q"),
        ("wagtailadmin_pages:search_results", (), "q"),
        ("wagtailadmin_explore", (HomePage,), "q"),
        ("wagtailadmin_choose_page_search", (), "q"),
        ("wagtailadmin_api:pages:listing", (), "search"),
    ],
)
@pytest.mark.parametrize("words", ["绿化", "院落 提升"])
def test_a_page_is_found_by_a_word_inside_its_title(
    name: str, arguments: tuple[object, ...], parameter: str, words: str
) -> None:
    for title in (TITLE, OTHER):
        notice(title)
    client, _member = curator()
    address = reverse(name, args=[home().pk for _ in arguments])
    whole = client.get(address, {parameter: words})
    assert whole.status_code == 200
    is_json = whole.headers["Content-Type"].startswith("application/json")
    text = json.dumps(whole.json(), ensure_ascii=False) if is_json else whole.content.decode()
    assert (TITLE in text, OTHER in text) == (True, False)


def viewsets() -> Iterator[ModelViewSet]:
    """Every list of the admin that is ours."""
    for make in hooks.get_hooks("register_admin_viewset"):
        made = make()
        for one in made if isinstance(made, list | tuple) else [made]:
            inside = one.registerables if isinstance(one, ViewSetGroup) else [one]
            yield from (each for each in inside if isinstance(each, ModelViewSet) and "wagtail" not in one.__module__)


def test_every_list_and_every_snippet_can_be_searched() -> None:
    lists = list(viewsets())
    assert len(lists) >= 6
    deaf = {one.name for one in lists if not (one.search_fields or class_is_indexed(one.model))}
    deaf |= {model.__name__ for model in get_snippet_models() if not model.snippet_viewset.index_view.is_searchable}
    assert deaf == set()


def listed(title: str) -> None:
    """On the roster, so with an organisation."""
    catalog.listed_provider(title)


def domain(title: str) -> None:
    ServiceDomain.objects.create(code=f"drill{ServiceDomain.objects.count()}", name_zh=title, name_en="Drill")


def free_day(title: str) -> None:
    day = date(2026, 11, 20) + timedelta(days=CalendarOverride.objects.count())
    CalendarOverride.objects.create(day=day, is_workday=False, name=title, source="通知")


def person(title: str) -> None:
    accounts.person(title, Role.EXPERT)


# By every list of the admin: how a row comes about that bears this title.
ROWS: dict[str, Callable[[str], None]] = {
    "catalog_providers": listed,
    "catalog_entries": listed,
    "organisations": listed,
    "rulebook_domains": domain,
    "rulebook_calendar": free_day,
    "memberships": person,
    "wagtailusers_users": person,
}


def test_every_list_and_every_snippet_is_tried_here() -> None:
    assert {one.name for one in viewsets()} | {model._meta.label_lower for model in get_snippet_models()} == set(ROWS)


@pytest.mark.parametrize("words", ["和美", "中心 和美", "成都市\u3000和美 "])
@pytest.mark.parametrize("name", ROWS)
def test_a_list_is_searched_by_words_inside_a_title(name: str, words: str) -> None:
    client, _member = curator(Role.DISTRICT)
    titles = ("成都市和美社区服务中心", "成都市益民发展协会")
    for title in titles:
        ROWS[name](title)
    every, found = (client.get(reverse(f"{name}:index"), asked).content.decode() for asked in ({}, {"q": words}))
    assert [title in every for title in titles] == [True, True]
    assert [title in found for title in titles] == [True, False]
