"""The admin's own search finds a Chinese word inside a title, on either database: pages, choosers, every list."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.search.index import class_is_indexed
from wagtail.snippets.models import get_snippet_models

from cms.models import HomePage
from marketplace.accounts.rules import Role
from marketplace.rulebook.models import ServiceDomain
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


@pytest.mark.parametrize("name", ["catalog_providers", "catalog_entries", "organisations", "rulebook_domains"])
def test_a_list_is_searched_by_a_word_inside_a_name(name: str) -> None:
    client, _member = curator(Role.DISTRICT)
    for number, title in enumerate(("成都市和美社区服务中心", "成都市益民发展中心")):
        catalog.listed_provider(title)
        ServiceDomain.objects.create(code=f"drill{number}", name_zh=title, name_en=str(number))
    text = client.get(reverse(f"{name}:index"), {"q": "和美"}).content.decode()
    assert ("成都市和美社区服务中心" in text, "成都市益民发展中心" in text) == (True, False)


def test_a_role_is_searched_by_a_word_inside_its_holders_name() -> None:
    client, _member = curator(Role.DISTRICT)
    for title in ("欧阳绿化", "欧阳充电"):
        person = accounts.membership(Role.EXPERT).user
        person.name = title
        person.save(update_fields=["name"])
    for name in ("memberships", "wagtailusers_users"):
        text = client.get(reverse(f"{name}:index"), {"q": "绿化"}).content.decode()
        assert ("欧阳绿化" in text, "欧阳充电" in text) == (True, False), name
