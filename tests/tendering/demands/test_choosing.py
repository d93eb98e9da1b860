"""Choosing among many providers: in order, in pages, by words, without JavaScript; nobody twice, nobody left out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Provider
from catalog.queries.eligibility import eligible_for
from catalog.services.standing import suspend_entry
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.ruleset import Tier
from tendering.demands.models import Demand, Match, Recommendation
from tendering.demands.queries.choosing import Choices
from tendering.demands.queries.shortlist import BEST
from tendering.demands.services import matching
from tendering.demands.views.choosing import PER_PAGE
from tests.factories import accounts, catalog, demands, places, tenders
from tests.factories.tenders import Office
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R36")]


@pytest.fixture
def community() -> Place:
    return places.community()


@pytest.fixture
def demand(community: Place) -> Demand:
    return demands.published(community, need="辖区独居老人洗浴不便,需要上门助浴。")


@pytest.fixture
def worker(demand: Demand) -> Client:
    return accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, demand.community))


def names(demand: Demand, words: str = "") -> list[str]:
    index()
    assert demand.scope_item is not None
    rows = eligible_for(demand.scope_item, Tier(demand.tier), on=clock.today())
    found = Choices(demand, rows, words, clock.today())
    every = found[0 : len(found)]
    assert [one for start in range(0, len(found), 3) for one in found[start : start + 3]] == every
    return [one.provider.organisation.name for one in every]


def interested(demand: Demand, provider: Provider) -> Match:
    by = catalog.administrator(provider)
    return matching.express_interest(demand=demand, provider=provider, by=by, message="愿意承接", now=clock.now())


def test_who_is_in_touch_comes_first_then_who_fits(demand: Demand, community: Place) -> None:
    catalog.listed_provider("照护中心")
    catalog.listed_provider("助浴之家", strengths="为独居老人上门助浴")
    asking = catalog.listed_provider("甲社")
    matched = catalog.listed_provider("乙社")
    row = interested(demand, matched)
    matching.confirm_match(match=row, by=accounts.membership(Role.COMMUNITY, community))
    interested(demand, asking)
    assert names(demand) == ["乙社", "甲社", "助浴之家", "照护中心"]


@pytest.mark.parametrize("words", ["助浴", "助浴之家", "为独居老人"])
def test_words_find_who_says_them(words: str, demand: Demand) -> None:
    catalog.listed_provider("照护中心")
    catalog.listed_provider("助浴之家", strengths="为独居老人上门助浴")
    assert names(demand, words) == ["助浴之家"]
    assert names(demand, "望远镜") == []


def test_many_are_shown_a_page_at_a_time_and_none_twice(demand: Demand, worker: Client) -> None:
    everybody = {catalog.listed_provider().pk for _number in range(2 * PER_PAGE + 3)}
    index()
    address, seen = f"/demands/{demand.number}/invite/", list[int]()
    for number, many in ((1, PER_PAGE), (2, PER_PAGE), (3, 3)):
        page = worker.get(address, {"page": number}).content.decode()
        keys = [int(key) for key in re.findall(r'type="radio" name="provider" value="(\d+)"', page)]
        assert len(keys) == many
        seen += keys
    assert sorted(seen) == sorted(everybody)
    assert "分（满分100分）" in worker.get(address).content.decode()
    last = seen[-1]
    assert worker.post(address, {"provider": last, "message": "请来看看"}).status_code == 302
    assert Match.objects.get().provider_id == last


def test_the_one_led_here_with_stays_whatever_is_searched_for(demand: Demand, worker: Client) -> None:
    helper = catalog.listed_provider("助浴之家", strengths="为独居老人上门助浴")
    other = catalog.listed_provider("照护中心")
    index()
    page = worker.get(f"/demands/{demand.number}/invite/", {"provider": str(other.pk), "q": "助浴"}).content.decode()
    assert f'value="{helper.pk}"' in page
    assert re.search(rf'value="{other.pk}"[^>]*checked', page)


@pytest.mark.parametrize("bad", ["'", '"', "<b>", "x" * 5000, "((((", "%", "NEAR(", "🙂"])
def test_strange_words_break_nothing(bad: str, demand: Demand, worker: Client) -> None:
    catalog.listed_provider()
    response = worker.get(f"/demands/{demand.number}/invite/", {"q": bad, "page": bad})
    assert response.status_code == 200
    assert '<b>"' not in response.content.decode()


def test_who_is_in_touch_already_or_on_both_sides_is_not_offered(demand: Demand, worker: Client) -> None:
    touched, own = catalog.listed_provider("甲社"), catalog.listed_provider("乙社")
    interested(demand, touched)
    Demand.objects.update(author=catalog.administrator(own).user)
    index()
    page = worker.get(f"/demands/{demand.number}/invite/").content.decode()
    assert 'type="radio"' not in page
    assert "目前没有可邀请的承接方" in page
    response = worker.post(f"/demands/{demand.number}/invite/", {"provider": own.pk, "message": "请来"})
    assert response.status_code == 422


def test_a_call_by_invitation_leads_to_who_fits_and_invites_some_of_many(office: Office) -> None:
    tender = tenders.prepared(office, method="comparison_invited")
    asking = catalog.listed_provider("甲社")
    interested(tender.demand, asking)
    others = [catalog.listed_provider() for _number in range(PER_PAGE + 2)]
    index()
    client = accounts.client_of(office.preparer)
    assert f"/demands/{tender.demand.number}/fitting/" in client.get(tender.get_absolute_url()).content.decode()
    address = f"{tender.get_absolute_url()}invite/"
    page = client.get(address).content.decode()
    keys = [int(key) for key in re.findall(r'type="checkbox" name="providers" value="(\d+)"', page)]
    assert len(keys) == PER_PAGE
    assert keys[0] == asking.pk
    assert "机构表示意向" in page
    far = next(row.pk for row in others if row.pk not in keys)
    assert client.post(address, {"providers": [asking.pk, far]}).status_code == 302
    assert set(tender.invitations.values_list("provider", flat=True)) == {asking.pk, far}
    again = client.get(address).content.decode()
    assert f'name="providers" value="{asking.pk}"' not in again


def test_a_call_names_the_best_few_and_leads_to_the_invitation(office: Office) -> None:
    tender = tenders.announced(office, demands.published(office.community, need="辖区独居老人洗浴不便,需要上门助浴。"))
    best = catalog.listed_provider("助浴之家", strengths="为独居老人上门助浴")
    others = [catalog.listed_provider() for _number in range(BEST + 1)]
    catalog.listed_provider("少儿之家", ["children"])
    index()
    client = accounts.client_of(office.preparer)
    response = client.get(tender.get_absolute_url())
    shown = [item["provider"] for item in response.context["fitting"]]
    page = response.content.decode()
    assert len(shown) == BEST
    assert shown[0] == best
    assert set(shown[1:]) <= set(others)
    assert f"/demands/{tender.demand.number}/fitting/" in page
    assert "双方都提到：独居老人、助浴" in page
    noted = Recommendation.objects.filter(demand=tender.demand).order_by("place")
    assert [row.provider for row in noted] == shown
    address = f"{tender.get_absolute_url()}invite/?provider={best.pk}"
    assert address in page
    assert client.get(address).context["form"]["providers"].value() == [str(best.pk)]
    assert client.post(address, {"providers": [best.pk]}).status_code == 302
    again = [item["provider"] for item in client.get(tender.get_absolute_url()).context["fitting"]]
    assert again[: BEST - 1] == shown[1:]
    assert best not in again


def test_who_may_not_do_it_any_more_leaves_the_few_at_once(office: Office) -> None:
    tender = tenders.announced(office)
    staying, leaving = catalog.listed_provider("甲社"), catalog.listed_provider("乙社")
    index()
    client = accounts.client_of(office.preparer)
    few = [item["provider"] for item in client.get(tender.get_absolute_url()).context["fitting"]]
    assert sorted(row.pk for row in few) == sorted([staying.pk, leaving.pk])
    suspend_entry(
        entry=leaving.entry,
        by=accounts.membership(Role.DISTRICT),
        reason="材料核查",
        until=clock.today() + timedelta(days=9),
        now=clock.now(),
    )
    assert [item["provider"] for item in client.get(tender.get_absolute_url()).context["fitting"]] == [staying]


def test_the_best_few_keep_the_page_within_its_bar(office: Office) -> None:
    tender = tenders.announced(office)
    for provider in [catalog.listed_provider() for _number in range(BEST)]:
        catalog.published_offer(provider)
    index()
    client = accounts.client_of(office.preparer)
    client.get(tender.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        response = client.get(tender.get_absolute_url())
    assert len(response.context["fitting"]) == BEST
    assert len(captured) <= 15


def test_offices_look_at_the_best_few_and_do_not_invite(office: Office) -> None:
    tender = tenders.announced(office, method="comparison_invited", invited=tenders.providers(3))
    helper = catalog.listed_provider()
    index()
    response = accounts.client_of(accounts.membership(Role.AUDITOR)).get(tender.get_absolute_url())
    assert [item["provider"] for item in response.context["fitting"]] == [helper]
    assert "/invite/" not in response.content.decode()
    assert not Recommendation.objects.exists()


def test_nobody_else_learns_who_fits_a_call(office: Office) -> None:
    tender = tenders.announced(office)
    provider = catalog.listed_provider("助浴之家")
    index()
    elsewhere = accounts.membership(Role.COMMUNITY, places.community())
    for client in (Client(), accounts.client_of(catalog.administrator(provider)), accounts.client_of(elsewhere)):
        page = client.get(tender.get_absolute_url())
        assert "fitting" not in page.context
        assert "/fitting/" not in page.content.decode()


@pytest.mark.parametrize("bad", ["0", "x", "-1", "²", "9" * 40, "' OR 1=1"])
def test_a_made_up_provider_in_the_address_of_a_call_chooses_nobody(bad: str, office: Office) -> None:
    tender = tenders.announced(office)
    response = accounts.client_of(office.preparer).get(f"{tender.get_absolute_url()}invite/", {"provider": bad})
    assert response.status_code == 200
    assert "checked" not in response.content.decode()
