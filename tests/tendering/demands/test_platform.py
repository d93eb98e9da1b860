"""The platform on which needs and services meet (R35)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from catalog.queries.eligibility import eligible_for
from marketplace.primitives.ruleset import Tier
from tests.factories import catalog, demands, places
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R35")]


def test_communities_publish_needs_and_providers_their_services(client: Client) -> None:
    """A visitor finds each by what it is about; drafts and whoever is not listed are found by nobody."""
    demands.rules()
    community = places.community()
    demands.published(community, title="独居老人助浴")
    demands.drafted(demands.People.of(community), title="楼道清洁")
    catalog.listed_provider("和美助老中心", strengths="上门助浴与居家照护")
    catalog.unlisted_provider("未入库中心", strengths="上门助浴与居家照护")
    index()
    needs = client.get(reverse("demands:list"), {"q": "助浴"}).content.decode()
    services = client.get(reverse("catalog:roster"), {"q": "助浴"}).content.decode()
    assert "独居老人助浴" in needs
    assert "和美助老中心" in services
    assert "楼道清洁" not in client.get(reverse("demands:list")).content.decode()
    assert "未入库中心" not in client.get(reverse("catalog:roster")).content.decode()


def test_services_that_fit_are_offered_to_a_published_need() -> None:
    """The service domains of the demand's item decide whom its community may invite."""
    demand = demands.published()
    fitting = catalog.listed_provider(domains=["elderly"])
    catalog.listed_provider(domains=["sport"])
    item = demand.scope_item
    assert item is not None
    assert list(eligible_for(item, Tier(demand.tier))) == [fitting]
