"""Nobody finds what they may not read, and everybody finds what they may: the index against each kind's own rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from wagtail.models import PageViewRestriction

from catalog.queries import offers, roster
from cms import documents as pages
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES, SCOPES, Role
from marketplace.places.models import Level, Place
from search import audience, engines, registry
from search.asked import Asked
from search.found import shown
from search.query import Query
from search.services import noticing
from tendering.awards import permissions as results
from tendering.contracts import permissions as contracts
from tendering.contracts.models import Contract, ContractState
from tendering.contracts.rules.states import PUBLIC
from tendering.demands import permissions as needs
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
from tendering.tenders import permissions as calls
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import ENDED as CALLS_ENDED
from tendering.tenders.rules.states import State as CallState
from tests.cms.pages import notice
from tests.factories import accounts, awards, catalog, demands, places, projects, tenders
from tests.search.indexing import index

pytestmark = pytest.mark.django_db
Readable = Callable[[Membership | None], QuerySet[Any]]
RULES: dict[str, Readable] = {
    "demand": needs.readable,
    "tender": calls.readable,
    "award": results.readable,
    "contract": contracts.readable,
    "provider": lambda _member: roster.public(),
    "page": lambda _member: pages.public(),
    "offer": lambda _member: offers.shown(clock.today()),
}
# Drafts of contracts are not indexed: their own page and list are the way to them.
FEWER = {"contract"}


@pytest.fixture
def community() -> Place:
    """A community with a demand and a call in every state, and results before and after publicity."""
    here = places.community("金科苑社区")
    author = accounts.membership(Role.RESIDENT, here)
    for state in State:
        demand = demands.published(here, title="老人食堂", budget="1000.00")
        writer = author.user if state is State.DRAFT else demand.author
        Demand.objects.filter(pk=demand.pk).update(state=state, author=writer)
    for call_state in CallState:
        one = demands.published(here, title="老人食堂", budget="1000.00")
        if call_state in CALLS_ENDED:
            projects.called(one, state=call_state, reason="响应不足三家。")
        else:
            Tender.objects.filter(pk=projects.called(one).pk).update(state=call_state)
    office = tenders.Office.of(here)
    awards.publicised(awards.ranked(office), office)
    awards.proposed(awards.ranked(office), office)
    catalog.published_offer(catalog.listed_provider("老人服务中心"))
    notice("老人食堂补贴公告")
    PageViewRestriction.objects.create(page=notice("老人食堂内部通知"), restriction_type="login")
    index()
    return here


def askers(here: Place) -> Iterator[Membership | None]:
    """Every role, where it may be held: for the community, for its street and district, for others, for a provider."""
    yield None
    street = here.parent
    elsewhere = places.community("黄忠社区")
    assert street is not None
    assert elsewhere.parent is not None
    scopes: dict[Level, list[Place]] = {
        Level.COMMUNITY: [here, elsewhere],
        Level.STREET: [street, elsewhere.parent],
    }
    for role in Role:
        if role in PROVIDER_ROLES:
            yield accounts.membership(role)
        for level in sorted(SCOPES[role] & set(Level.values)):
            for place in scopes.get(Level(level), [places.district()]):
                yield accounts.membership(role, place)
    yield from Membership.objects.filter(role=Role.RESIDENT, place=here)


def found(member: Membership | None, kind: str) -> set[int]:
    query = Query(audience.of(member), kinds=(kind,))
    return {hit.key for hit in engines.engine().walk(query)}


def test_every_kind_that_is_found_has_its_rule_here() -> None:
    assert set(registry.sources()) == set(RULES)


def test_everybody_finds_what_they_may_read_and_nothing_else(community: Place) -> None:
    wrong = []
    for member in askers(community):
        for kind, readable in RULES.items():
            may, got = set(readable(member).values_list("pk", flat=True)), found(member, kind)
            if got - may or (kind not in FEWER and may - got):
                wrong.append((str(member), kind, sorted(got - may), sorted(may - got)))
    assert wrong == []


def test_contracts_are_found_once_they_are_public_and_in_no_state_by_anybody_else() -> None:
    contract = projects.contracted()
    members = list(askers(contract.demand.community))
    for state in ContractState.values:
        Contract.objects.filter(pk=contract.pk).update(state=state, public_reason="因故。")
        index()
        expected = {contract.pk} if state in PUBLIC else set()
        assert [found(member, "contract") for member in members] == [expected] * len(members), state


def test_the_new_name_of_a_contractor_finds_its_results() -> None:
    contract = projects.closed()
    provider = contract.provider
    assert provider is not None
    touched = noticing.touched([("accounts.organisation", str(provider.organisation_id))])
    assert (touched["contract"], touched["award"]) == ({contract.pk}, {contract.award_id})


def test_what_the_page_shows_of_a_hit_its_own_page_shows(community: Place) -> None:
    """Every hit leads to a page that opens for the asker and names what the hit says of it."""
    for role, place in ((None, None), (Role.RESIDENT, community), (Role.STREET, community.parent)):
        member = accounts.membership(role, place) if role else None
        client = accounts.signed_in(Client(), member) if member else Client()
        query = Asked().query(audience.of(member), clock.now())
        hits = list(engines.engine().walk(query))
        seen = set()
        for one in shown(hits, member):
            key = (one.hit.kind, str(one.line.state))
            if key in seen:
                continue
            seen.add(key)
            response = client.get(one.line.url)
            assert response.status_code == 200, one.line.url
            page = response.content.decode()
            assert all(said in page for said in one.line.said[:1] if one.hit.kind != "provider"), one.line
            assert one.title in page
        assert len(seen) > 10
