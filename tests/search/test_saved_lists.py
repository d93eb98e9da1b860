"""Lists of one kind: what they are filtered by is saved as a search that finds the same."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client

from marketplace.primitives.ruleset import METHODS
from tests.factories import catalog, demands, places
from tests.search.indexing import index

pytestmark = pytest.mark.django_db


def save_url(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    url = str(response.context["save_url"])
    assert ("/search/saved/new/" in response.content.decode()) is bool(url)
    return url


def test_words_state_tier_and_street_travel_along() -> None:
    place = places.community("金科苑社区")
    assert place.parent
    demand = demands.published(place, title="老旧院落整治")
    address = f"/demands/?q={quote('院落')}&tier={demand.tier}&state={demand.state}&street={place.parent.pk}"
    asked = parse_qs(urlsplit(save_url(address)).query)
    assert asked == {
        "kind": ["demand"],
        "q": ["院落"],
        "tier": [demand.tier],
        "status": [f"demand.{demand.state}"],
        "street": [place.parent.code],
    }
    index()
    found = Client().get(f"/search/?{urlsplit(save_url(address)).query}").context
    assert (found["result"].total, found["asked"].left_out) == (1, ())


def test_the_roster_travels_with_its_domains_and_grades() -> None:
    provider = catalog.listed_provider("锦江老人服务中心")
    asked = parse_qs(urlsplit(save_url(f"/roster/?grade={provider.grade}")).query)
    assert asked == {"kind": ["provider"], "grade": [provider.grade]}


@pytest.mark.parametrize("address", ["/demands/", "/tenders/", "/results/", "/roster/"])
def test_nothing_chosen_offers_nothing(address: str) -> None:
    assert save_url(address) == ""


@pytest.mark.parametrize("address", [f"/tenders/?q=a&method={next(iter(METHODS))}", "/demands/?q=a&year=2026"])
def test_what_the_index_does_not_know_is_not_offered(address: str) -> None:
    assert save_url(address) == ""
