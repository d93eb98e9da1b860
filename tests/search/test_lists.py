"""Lists ask the index for the words that are typed into them, and keep their own rows, filters and files."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.accounts.rules import Role
from search import audience, engines, lists
from search.query import Query
from tendering.contracts.models import Contract
from tendering.demands.models import Demand
from tests.factories import accounts, awards, catalog, demands, places, projects, tenders
from tests.search.indexing import index
from tests.search.test_hostile import typed

pytestmark = pytest.mark.django_db
LISTS = ("/demands/", "/tenders/", "/results/", "/contracts/", "/roster/")


def rows(address: str, words: str, client: Client | None = None, **filters: str) -> int:
    response = (client or Client()).get(address, {"q": words} | filters)
    assert response.status_code == 200
    count: int = response.context["page"].paginator.count
    return count


def test_every_list_finds_a_word_of_the_text_and_leaves_out_what_is_not_wanted() -> None:
    office = tenders.Office.of(places.community("金科苑社区"))
    awards.publicised(awards.ranked(office), office)
    projects.called(demands.published(office.community, title="老旧院落整治", need="楼道积水。"))
    catalog.listed_provider("和美中心", strengths="擅长楼道积水治理")
    index()
    assert [rows(address, "楼道 积水") for address in LISTS] == [1, 1, 0, 0, 1]
    assert [rows(address, "金科苑") for address in LISTS[:4]] == [2, 2, 1, 0]
    assert rows("/demands/", "金科苑 -院落") == 1
    assert rows("/demands/", '"院落整治"', tier="major") == 0


def test_a_list_that_is_empty_under_filters_offers_one_filter_less_and_everything() -> None:
    demands.published(title="老旧院落整治")
    demands.published(title="老旧院落亮灯")
    index()
    asked = {"q": "院落", "tier": "major"}
    page = Client().get("/demands/", asked)
    ways = [("/demands/?q=%E9%99%A2%E8%90%BD", 2)]
    assert [(way.url, way.number) for way in page.context["ways"]] == ways
    text = page.content.decode()
    assert f'<a href="{ways[0][0]}">去掉“类型”有 2 条</a>' in text
    assert '<a href="/search/?q=%E9%99%A2%E8%90%BD">' in text
    swapped = Client().get("/demands/", asked, headers={"HX-Request": "true", "HX-Target": "results"})
    assert "去掉“类型”有 2 条" in swapped.content.decode()
    assert "条件就能找到" not in Client().get("/demands/", {"q": "院落"}).content.decode()


MANY = {
    "/demands/": {"tier": "major", "kind": "service", "state": "closed", "year": "2031", "category": "C"},
    "/tenders/": {"tier": "major", "method": "inquiry", "state": "announced", "street": "{street}", "deadline": "soon"},
    "/results/": {"tier": "major", "method": "inquiry", "state": "awarded", "year": "{year}", "community": "金"},
    "/roster/": {
        "grade": "5A",
        "domain": "elderly",
        "state": "listed",
        "attribute": "well_staffed",
        "roster_list": "social_enterprise",
    },
}


@pytest.mark.parametrize("address", MANY)
def test_what_an_empty_list_offers_keeps_to_the_bar_of_pages(address: str) -> None:
    demand = demands.published()
    catalog.listed_provider()
    asked = {"q": "院落"} | {
        name: value.format(street=demand.community.parent_id, year=clock.now().year)
        for name, value in MANY[address].items()
    }
    client = Client()
    client.get(address, asked)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address, asked)
    assert (page.status_code, page.context["page"].paginator.count) == (200, 0)
    assert len(page.context["filter_form"].chosen()) == 6
    assert len(captured) <= 15, len(captured)


def test_numbers_and_credit_codes_still_find() -> None:
    demand = demands.published()
    provider = catalog.listed_provider()
    index()
    assert rows("/demands/", demand.number) == rows("/demands/", demand.number[3:]) == 1
    assert rows("/roster/", provider.organisation.uscc or "") == 1


def test_an_office_finds_its_drafts_and_nobody_else_does() -> None:
    here = places.community("金科苑社区")
    Demand.objects.filter(pk=demands.published(here, title="老旧院落整治").pk).update(state="draft")
    index()
    office = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, here))
    other = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, places.community("黄忠社区")))
    assert [rows("/demands/", "院落", client) for client in (office, other, Client())] == [1, 0, 0]


def test_contracts_are_found_by_their_text_and_contractor_and_before_they_are_public_by_those_who_read_them() -> None:
    contract = projects.closed()
    index()
    purchaser = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, contract.demand.community))
    place, name, number = contract.demand.community.name_zh, contract.contractor.name, contract.number
    for state, by_all in ((contract.state, 1), ("draft", 0)):
        Contract.objects.filter(pk=contract.pk).update(state=state)
        index()
        for words in (f"{place} {contract.demand.title[:2]}", name, number[3:]):
            assert (rows("/contracts/", words), rows("/contracts/", words, purchaser)) == (by_all, 1), (state, words)
    assert rows("/contracts/", f"{place} -{place}", purchaser) == 0


@pytest.mark.parametrize("words", ["院落", "楼道 积水", '"院落整治"', "整治 -亮灯", "院 落", "-亮灯", "2026", "A1栋"])
def test_words_find_in_a_list_what_they_find_on_the_search_page(words: str) -> None:
    """A list asks the embedded index whatever the setting; which rows words find is the contract of every engine."""
    for title, need in (("老旧院落整治", "楼道积水。"), ("老旧院落亮灯", "A1栋楼道。"), ("老人食堂", "积水2026处。")):
        demands.published(title=title, need=need)
    index()
    listed = set(Demand.objects.filter(lists.saying("demand", words)).values_list("pk", flat=True))
    hits = engines.engine().find(Query(audience.EVERYBODY, words, kinds=("demand",))).hits
    assert listed == {hit.key for hit in hits} != set()


def test_what_is_found_sorts_and_goes_into_the_file() -> None:
    for budget in ("2000.00", "1000.00"):
        demands.published(title=f"院落整治{budget}", budget=budget)
    demands.published(title="老人食堂")
    index()
    response = Client().get("/demands/", {"q": "院落", "sort": "budget", "format": "csv"})
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["院落整治1000.00", "院落整治2000.00"]


def test_hostile_words_are_text() -> None:
    demand = demands.published()
    index()
    for text in typed()[::29]:
        kept = Demand.objects.filter(lists.saying("demand", text.encode("utf-8", "ignore").decode()))
        assert set(kept.values_list("pk", flat=True)) <= {demand.pk}
    assert set(Demand.objects.filter(lists.saying("demand", "😀"))) == set()
