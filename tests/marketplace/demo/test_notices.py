"""What the district tells everybody in the demonstration: dated by its story, with figures that stand in the tables."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.utils.timezone import localdate

from catalog.queries.applications import publicised
from catalog.queries.entries import counts_by_list
from cms.models import NoticePage
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.demo.story import batch, notices
from marketplace.ui.formats import wan
from search import audience, engines
from search.query import Query
from tendering.demands.models import PublicationBatch
from tendering.demands.queries.listing import batch_figures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def told() -> list[NoticePage]:
    return list(NoticePage.objects.live().order_by("first_published_at"))


def test_a_curator_published_each_on_its_day() -> None:
    found = told()
    days = [localdate(page.first_published_at) for page in found]
    assert days == [batch.PUBLISHED, notices.RESIDENTS, notices.ROSTER]
    assert [page.kind for page in found] == ["notice", "manual", "notice"]
    for page in found:
        acts = Entry.objects.filter(act="cms.page.changed", object_id=str(page.pk)).order_by("pk")
        assert [json.loads(entry.body)["parameters"]["action"] for entry in acts][-1] == "wagtail.publish"
        assert {localdate(entry.at) for entry in acts} == {localdate(page.first_published_at)}
        assert page.owner.memberships.get().role == Role.CURATOR


def test_their_figures_are_those_of_the_tables() -> None:
    of_batch, _of_residents, of_roster = told()
    figures, lists = batch_figures(PublicationBatch.objects.get(title=batch.TITLE)), counts_by_list()
    assert of_batch.summary.startswith(f"{figures.count}个项目、预算合计{wan(figures.total)}万元")
    assert of_roster.summary.startswith(f"名录现有{sum(lists.values())}家服务商，{publicised().count()}家正在公示")
    assert all(row.provider.organisation.name in of_roster.text for row in publicised())
    assert not any(re.search(r"[{}]", page.title + page.summary + page.text) for page in told())


def test_whatever_they_lead_to_is_there() -> None:
    links = {link for page in told() for link in re.findall(r'href="([^"]+)"', page.text)}
    assert len(links) == 6
    assert {link: Client().get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_everybody_finds_them() -> None:
    hits = engines.engine().find(Query(audience.EVERYBODY, "居民评议小组", kinds=("page",))).hits
    assert [hit.key for hit in hits] == [told()[1].pk]
