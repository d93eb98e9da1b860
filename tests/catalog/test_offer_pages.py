"""Pages of offers: written, checked, found, ended through HTTP; bad input; what each reader sees (R35, R36)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from catalog.models import Provider, ServiceOffer
from catalog.services import offering
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tests.catalog.test_journey import act
from tests.factories import accounts, catalog, demands, places
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R35"), pytest.mark.usefixtures("rules")]
PHONE = "13812345678"


@pytest.fixture
def provider() -> Provider:
    places.district()
    return catalog.listed_provider("和美助老中心")


@pytest.fixture
def own(provider: Provider) -> Client:
    return accounts.signed_in(Client(), catalog.administrator(provider))


def fields(**changes: Any) -> dict[str, Any]:
    until = (clock.today() + timedelta(days=90)).isoformat()
    complete = {
        "title": "独居老人上门助浴",
        "text": f"两名护理员上门。电话{PHONE}。",
        "domains": ["elderly"],
        "items": [demands.item().pk],
        "price_from": "20,000.00",
        "price_to": "35000",
        "valid_until": until,
    }
    return complete | changes


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def test_from_the_draft_to_the_public_and_back(own: Client, provider: Provider, officer: Membership) -> None:
    office, public = accounts.signed_in(Client(), officer), Client()
    new = reverse("catalog:offer_new")
    assert new in page(own, reverse("catalog:own_offers"))
    act(own, new, **fields(streets=[places.street("抚琴街道").code]))
    offer = ServiceOffer.objects.get()
    address = offer.get_absolute_url()
    assert public.get(address).status_code == 404
    assert office.get(address).status_code == 404
    act(own, f"{address}edit/", **fields(text="每周两次上门。"))
    act(own, f"{address}submit/")
    assert f"{address}publish/" in page(office, address)
    act(office, f"{address}return/", reason="请写明人员资质")
    assert "请写明人员资质" in page(own, address)
    act(own, f"{address}edit/", **fields())
    act(own, f"{address}submit/")
    act(office, f"{address}publish/")
    index()
    shown = page(public, address)
    assert "138****5678" in shown
    assert PHONE not in shown
    assert PHONE in page(own, address)
    assert address in page(public, f"/roster/providers/{provider.pk}/")
    for query in ("助浴", "护理员"):
        assert address in page(public, f"/roster/offers/?q={query}")
    assert address not in page(public, "/roster/offers/?q=望远镜")
    assert address not in page(public, "/roster/offers/?domain=childcare")
    act(own, f"{address}pause/")
    assert public.get(address).status_code == 404
    act(own, f"{address}resume/")
    act(own, f"{address}withdraw/", reason="人员调整")
    assert address not in page(public, "/roster/offers/")
    copied = page(own, f"{new}?from={offer.pk}")
    assert "独居老人上门助浴" in copied
    assert "20,000.00" in copied


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"text": "长" * 2001}, "text"),
        ({"text": "a\x07b"}, "text"),
        ({"domains": []}, "domains"),
        ({"domains": ["childcare"]}, "domains"),
        ({"items": ["9" * 30]}, "items"),
        ({"items": ["' OR 1=1"]}, "items"),
        ({"streets": ["x"]}, "streets"),
        ({"price_from": "1e9"}, "price_from"),
        ({"price_from": "-1"}, "price_from"),
        ({"price_from": "40000"}, "price_to"),
        ({"price_to": ""}, "price_to"),
        ({"valid_until": "2999-01-01"}, "valid_until"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "昨天"}, "valid_until"),
    ],
    ids=str,
)
def test_what_makes_no_sense_comes_back_with_its_field(own: Client, wrong: dict[str, Any], field: str) -> None:
    response = own.post(reverse("catalog:offer_new"), fields(version="0") | wrong)
    assert response.status_code in (409, 422), response.status_code
    assert list(response.context["form"].errors) == [field]
    assert not ServiceOffer.objects.exists()


@pytest.mark.parametrize("bad", ["0", "x", "-1", "²", "9" * 40, "' OR 1=1"])
def test_an_offer_that_is_nobodys_own_is_not_taken_over(own: Client, bad: str) -> None:
    assert own.get(reverse("catalog:offer_new"), {"from": bad}).status_code == 200
    other = catalog.offer(catalog.listed_provider(), title="别家的服务")
    assert "别家的服务" not in page(own, f"{reverse('catalog:offer_new')}?from={other.pk}")


def test_who_was_never_listed_is_led_to_what_is_missing() -> None:
    client = accounts.signed_in(Client(), catalog.administrator(catalog.unlisted_provider()))
    response = client.get(reverse("catalog:offer_new"))
    assert (response.status_code, response.headers["Location"]) == (302, reverse("catalog:own_offers"))
    assert reverse("catalog:own") in page(client, reverse("catalog:own_offers"))


def test_an_act_that_does_not_follow_is_not_offered(own: Client, provider: Provider) -> None:
    offer = catalog.published_offer(provider)
    address = offer.get_absolute_url()
    assert f"{address}submit/" not in page(own, address)
    assert "已发布" in page(own, f"{address}submit/")
    assert "已发布" in page(own, f"{address}edit/")


def test_the_page_says_why_nobody_sees_it(own: Client, provider: Provider) -> None:
    offer = catalog.published_offer(provider)
    provider.entry.state = "suspended"
    provider.entry.save()
    assert "目前不展示" in page(own, offer.get_absolute_url())
    assert Client().get(offer.get_absolute_url()).status_code == 404


def test_streets_and_the_whole_district(own: Client, provider: Provider) -> None:
    here, there = places.street("抚琴街道"), places.street("西华街道")
    near = catalog.published_offer(provider, title="只到抚琴", streets=[here])
    everywhere = catalog.published_offer(provider, title="全区上门")
    found = page(own, f"/roster/offers/?street={there.code}")
    assert everywhere.get_absolute_url() in found
    assert near.get_absolute_url() not in found


@pytest.mark.requirement("R36")
def test_a_community_invites_for_its_demand_from_the_offer(provider: Provider) -> None:
    demand = demands.published(places.community())
    other = demands.published(places.community(), title="别的社区助浴")
    offer = catalog.published_offer(provider)
    client = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, demand.community))
    shown = page(client, offer.get_absolute_url())
    invite = f"/demands/{demand.number}/invite/?provider={provider.pk}"
    assert invite in shown
    assert other.number not in shown
    assert client.get(invite).context["form"]["provider"].value() == str(provider.pk)
    assert client.post(invite, {"provider": provider.pk, "message": "请来看看"}).status_code == 302
    assert invite not in page(client, offer.get_absolute_url())


def test_a_visitor_reads_it_in_english(provider: Provider) -> None:
    offer = catalog.published_offer(provider)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = page(client, offer.get_absolute_url())
    assert "The whole district" in shown
    assert "By agreement" in shown


def test_the_list_asks_as_much_for_many_as_for_one(provider: Provider, django_assert_max_num_queries: Any) -> None:
    for _number in range(5):
        catalog.published_offer(provider)
    client = Client()
    client.get("/roster/offers/")
    with django_assert_max_num_queries(14):
        client.get("/roster/offers/")


def test_the_district_takes_down_what_is_untrue(own: Client, provider: Provider, officer: Membership) -> None:
    offer = catalog.published_offer(provider)
    office = accounts.signed_in(Client(), officer)
    act(office, f"{offer.get_absolute_url()}take-down/", reason="内容与核准不符")
    assert "内容与核准不符" in page(own, offer.get_absolute_url())
    with pytest.raises(Exception, match="wrong_state"):
        offering.resume_offer(offer=offer, by=catalog.administrator(provider), now=clock.now())
