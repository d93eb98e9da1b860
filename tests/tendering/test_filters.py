"""The filters that lists of projects share: category, service domain, amount, deadline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from marketplace import clock
from tendering.awards.models import Award
from tendering.demands.models import Demand
from tendering.tenders.models import Tender
from tests.factories import awards, demands, tenders
from tests.search.indexing import index

pytestmark = pytest.mark.django_db
LISTS = ("/demands/", "/tenders/", "/results/")
Counts = dict[str, dict[str, int]]


def build() -> None:
    """Two results, of one category and of different amounts, and one call of another."""
    office = tenders.Office.of()
    _small, large = (awards.publicised(awards.ranked(office), office) for _number in range(2))
    Demand.objects.filter(pk=large.demand.pk).update(budget="90000.00")
    Tender.objects.filter(pk=large.tender.pk).update(ceiling="90000.00")
    Award.objects.filter(pk=large.pk).update(price="90000.00")
    tenders.announced(office, demands.published(office.community, "60000.00", code="C2"))
    index()


def shown(address: str, asked: dict[str, str]) -> tuple[int, Counts]:
    """How many rows there are, and the numbers beside the filters."""
    context = Client().get(address, asked).context
    counts = context["filter_form"].counts
    return context["page"].paginator.count, {name: {k: n for k, n in of.items() if n} for name, of in counts.items()}


def test_filters_of_projects_count_without_their_own_and_go_into_files_and_the_feed() -> None:
    build()
    for address in LISTS:
        filtered(address)
    offered("/demands/")


def filtered(address: str) -> None:
    rows, counts = shown(address, {})
    assert (rows, sum(counts["category"].values()), sum(counts["amount"].values())) == (rows, rows, rows)
    assert rows == {"/results/": 2}.get(address, 3)
    small = next(iter(counts["amount"]))
    asked = {"category": "A", "domain": "elderly", "amount": small}
    narrowed, left = shown(address, asked)
    assert 0 < narrowed < rows
    assert left["amount"] == {small: 1, "50000-100000": 1}
    assert left["category"] == {"A": narrowed}
    assert shown(address, {"category": "A"})[1]["category"] == counts["category"]
    assert left["domain"] == {"elderly": narrowed, "health": narrowed}
    page = Client().get(address, asked)
    listed = Client().get(page.context["csv_url"]).getvalue().decode("utf-8-sig").splitlines()
    assert len(listed) == narrowed + 1
    feed = Client().get(page.context["atom_url"]).content.decode()
    assert f'href="{page.context["atom_url"].replace("&", "&amp;")}"' in page.content.decode()
    assert feed.count("<entry>") == narrowed
    assert '<option value="' + small + '" selected id="count-amount-' + small in page.content.decode()


def offered(address: str) -> None:
    """An empty list says what there is without the one filter that nothing else fits with."""
    context = Client().get(address, {"category": "C", "domain": "elderly", "amount": "20000-50000"}).context
    assert context["page"].paginator.count == 0
    assert [(way.url, way.number) for way in context["ways"]] == [(f"{address}?domain=elderly&amount=20000-50000", 1)]


def test_windows_of_deadlines_hold_calls_whose_deadline_counts() -> None:
    office = tenders.Office.of()
    near, far, past, over = (tenders.announced(office) for _number in range(4))
    moments = {near: 2, far: 20, past: -1, over: 2}
    for tender, days in moments.items():
        Tender.objects.filter(pk=tender.pk).update(
            announced_at=clock.now() - timedelta(days=9), deadline_at=clock.now() + timedelta(days=days)
        )
    Tender.objects.filter(pk=over.pk).update(state="suspended")
    rows, counts = shown("/tenders/", {"deadline": "soon"})
    assert (rows, counts["deadline"]) == (1, {"open": 2, "soon": 1, "later": 1, "passed": 1})
    assert shown("/tenders/", {"deadline": "open"})[0] == 2
    assert shown("/tenders/", {"deadline": "soon"})[1]["state"] == {"announced": 1}
