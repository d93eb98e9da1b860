"""A notice is told from a rule, a manual, news and other pages: by curators, in the list, in the search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Page

from cms.models import NoticePage, PageKind
from search import engines, registry
from tests.cms.pages import curator, form, home, notice
from tests.search.found_places import deliver
from tests.search.indexing import index
from tests.search.running import running

pytestmark = pytest.mark.django_db
WORDS = quote("绿化")


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    with running(request.param, settings) as name:
        yield name


def indexed() -> None:
    """In the cluster too, where there is one."""
    index()
    if (cluster := engines.cluster()) is not None:
        source = registry.sources()["page"]
        cluster.put(replace(document, version=1) for document in source.documents(source.every_key()).values())
        cluster.refresh()


def test_each_kind_is_found_apart_and_counted_whatever_is_chosen(engine: str) -> None:
    for kind in PageKind:
        notice(f"绿化{kind.label}", kind=kind)
    notice("绿化又一则", kind=PageKind.NOTICE)
    home().add_child(instance=Page(title="绿化专题", live=True))
    notice("充电办法", kind=PageKind.RULES)
    indexed()
    counts = {"notice": 2, "rules": 1, "manual": 1, "news": 1, "page": 1}
    for chosen, number in {"notice": 2, "rules": 1, "page": 1, "notice&type=news": 3}.items():
        response = Client().get(f"/search/?q={WORDS}&type={chosen}")
        assert not response.context["result"].is_spare
        assert len(response.context["found"]) == number, chosen
        (group,) = (one for one in response.context["groups"] if one.name == "type")
        assert {option.value: option.number for option in group.options} == counts, chosen
    (other,) = Client().get(f"/search/?q={WORDS}&type=page").context["found"]
    assert (str(other.kind), other.title) == ("其他页面", "绿化专题")


def test_a_curator_says_which_it_is_and_whoever_searches_reads_it() -> None:
    client, _member = curator()
    add = reverse("wagtailadmin_pages:add", args=["cms", "noticepage", home().pk])
    typed = form("老旧院落绿化管理办法", "一", **{"kind": "rules", "action-publish": "1"})
    assert client.post(add, typed).status_code == 302
    deliver()
    (found,) = Client().get(f"/search/?q={WORDS}&type=rules").context["found"]
    assert str(found.kind) == "政策制度"
    change = reverse("wagtailadmin_pages:edit", args=[NoticePage.objects.get().pk])
    client.post(change, typed | {"kind": "news"})
    deliver()
    assert Client().get(f"/search/?q={WORDS}&type=rules").context["found"] == []
    assert len(Client().get(f"/search/?q={WORDS}&type=news").context["found"]) == 1


def test_the_list_of_notices_is_filtered_by_kind() -> None:
    notice("绿化公告")
    notice("绿化办法", kind=PageKind.RULES)
    shown = {kind: Client().get("/notices/", {"kind": kind}).content.decode() for kind in ("", "rules", "bid")}
    both = {kind: ("绿化公告" in text, "绿化办法" in text) for kind, text in shown.items()}
    assert both == {"": (True, True), "rules": (False, True), "bid": (True, True)}
    assert "政策制度" in shown["rules"].partition("<table")[2]
