"""What providers offer, in recommendations: from both ends alike, found by its words, only while everybody sees it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.models import Provider
from catalog.services import offering
from marketplace import clock
from marketplace.places.models import Place
from tendering.demands.models import Demand
from tendering.demands.queries.facts import with_facts
from tendering.demands.queries.fitting import Fitting, fitting_demands, fitting_providers
from tendering.demands.rules.fit import Reason
from tests.factories import catalog, demands, places
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R35"), pytest.mark.requirement("R36")]


@pytest.fixture
def community() -> Place:
    return places.community()


@pytest.fixture
def demand(community: Place) -> Demand:
    return demands.published(community, title="独居老人助浴服务", need="辖区独居老人洗浴不便,需要上门助浴。")


@pytest.fixture
def provider() -> Provider:
    return catalog.listed_provider("甲社", strengths="养护")


def reasons(found: list[Fitting]) -> list[Reason]:
    (one,) = found
    return [part.reason for part in one.fit.parts[1:4]]


def from_both_ends(demand: Demand, provider: Provider) -> list[Reason]:
    index()
    demand.refresh_from_db()
    asking = with_facts(Provider.objects.filter(pk=provider.pk)).get()
    found = reasons(fitting_providers(demand, clock.now()))
    assert found == reasons(fitting_demands(asking, clock.now()))
    return found


def test_an_offer_counts_from_both_ends_while_it_is_shown(demand: Demand, community: Place, provider: Provider) -> None:
    plain = [Reason.DOMAINS_SOME, Reason.ELSEWHERE, Reason.BUDGET_UNKNOWN]
    draft = catalog.offer(provider, text="为独居老人助浴")
    assert from_both_ends(demand, provider) == plain
    offering.withdraw_offer(offer=draft, by=catalog.administrator(provider), reason="改为另一项", now=clock.now())
    assert community.parent is not None
    offer = catalog.published_offer(
        provider,
        text="为独居老人助浴",
        items=[demands.item()],
        streets=[community.parent],
        price_from=Decimal(20000),
        price_to=Decimal(40000),
    )
    assert from_both_ends(demand, provider) == [
        Reason.OFFERED_ITEM,
        Reason.OFFERED_HERE,
        Reason.OFFERED_PRICE,
    ]
    offering.pause_offer(offer=offer, by=catalog.administrator(provider))
    assert from_both_ends(demand, provider) == plain


def test_the_words_of_an_offer_bring_its_provider_forward(demand: Demand, provider: Provider) -> None:
    rival = catalog.listed_provider("乙社", strengths="养护", credit=100)
    catalog.published_offer(provider, text="为独居老人助浴")
    index()
    assert [one.provider for one in fitting_providers(demand, clock.now())] == [provider, rival]
