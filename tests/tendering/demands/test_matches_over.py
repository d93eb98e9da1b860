"""What waits for an answer, and why nobody answers it any more: the rule, the pages, the list of things to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.rulebook.models import ScopeCatalogue, ScopeCategory
from tendering.demands.models import Demand, Match
from tendering.demands.queries import duties
from tendering.demands.queries.facts import with_facts
from tendering.demands.queries.fitting import fitting_demands
from tendering.demands.rules.matching import WAITING, Over, over
from tendering.demands.rules.steps import LOOKING, State
from tendering.demands.services import matching
from tests.factories import accounts, catalog, demands, places
from tests.refusing import refused
from tests.search.indexing import index

BASE = datetime(2026, 11, 20, 1, tzinfo=UTC)
moments = st.integers(-5, 5).map(lambda days: BASE + timedelta(days=days))


@given(st.sampled_from(Match.State.values), moments, st.sampled_from(State), moments)
def test_an_answer_is_awaited_in_time_while_the_demand_looks(
    state: str, until: datetime, demand_state: State, now: datetime
) -> None:
    ended = over(state, until, demand_state, now)
    assert (ended is None) == (state not in WAITING or (demand_state in LOOKING and now < until))
    assert (ended is Over.DEMAND) == (state in WAITING and demand_state not in LOOKING)


@pytest.fixture
def row(db: None) -> Match:
    demand, provider = demands.published(places.community()), catalog.listed_provider()
    by = catalog.administrator(provider)
    return matching.express_interest(demand=demand, provider=provider, by=by, message="愿意承接", now=clock.now())


@pytest.mark.requirement("R36")
@pytest.mark.parametrize(
    ("change", "words"), [("demand", "需求已不再寻找承接方"), ("time", "答复期限已过")], ids=["demand", "time"]
)
def test_a_match_that_is_over_is_not_offered_and_says_why(row: Match, change: str, words: str) -> None:
    member = accounts.membership(Role.COMMUNITY, row.demand.community)
    client, confirm = accounts.signed_in(Client(), member), f"/demands/matches/{row.pk}/confirm/"
    address = row.demand.get_absolute_url()
    assert confirm in client.get(address).content.decode()
    assert [duty.kind for duty in duties.duties(member, clock.now())] == ["demands.answer_interest"]
    if change == "demand":
        Demand.objects.update(state="awarded")
    else:
        Match.objects.update(expires_at=clock.now())
    page = client.get(address).content.decode()
    assert confirm not in page
    assert words in page
    shown = client.get(confirm).content.decode()
    assert words in shown
    assert "data-once" not in shown
    assert duties.duties(member, clock.now()) == []


@pytest.mark.requirement("R36")
def test_a_match_that_was_answered_says_how_it_stands(row: Match) -> None:
    member = accounts.membership(Role.COMMUNITY, row.demand.community)
    matching.confirm_match(match=row, by=member)
    client = accounts.signed_in(Client(), member)
    assert "双方已确认" in client.get(f"/demands/matches/{row.pk}/confirm/").content.decode()
    assert "需求已不再寻找承接方" not in client.get(row.demand.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.requirement("R36")
def test_a_demand_whose_item_asks_for_no_domain_is_offered_to_everybody_listed() -> None:
    demand, provider = demands.published(places.community()), catalog.listed_provider(domains=["childcare"])
    assert demand.scope_item is not None
    draft = ScopeCatalogue.objects.create(version=99)
    category = ScopeCategory.objects.create(catalogue=draft, code="Z", name_zh="其他", name_en="Other")
    item = demand.scope_item
    item.pk, item.category, item.catalogue, item.code = None, category, draft, "Z1"
    item.save()
    Demand.objects.update(scope_item=item)
    index()
    asking = with_facts(type(provider).objects.filter(pk=provider.pk)).get()
    assert [one.demand for one in fitting_demands(asking, clock.now())] == [demand]
    Demand.objects.update(state="awarded")
    assert fitting_demands(asking, clock.now()) == []


@pytest.mark.django_db
def test_a_match_is_answered_once_in_its_days_and_expires_after_them() -> None:
    demand = demands.published()
    worker = accounts.membership(Role.COMMUNITY, demand.community)
    mine, theirs = catalog.listed_provider(), catalog.listed_provider()
    bidders = {one: accounts.membership(Role.PROVIDER_ADMIN, one.organisation) for one in (mine, theirs)}
    rows = {
        one: matching.express_interest(demand=demand, provider=one, by=by, message="", now=clock.now())
        for one, by in bidders.items()
    }
    answered, waiting = rows[mine], rows[theirs]
    answered = matching.confirm_match(match=answered, by=worker)
    with refused("demands.match.not_waiting"):
        matching.decline_match(match=answered, by=bidders[mine], answer="改变主意")
    assert not matching.expire_match(match=waiting)
    again = matching.confirm_by_call(demand=demand, provider=mine, by=bidders[mine], now=clock.now())
    assert (again.pk, again.closed_at) == (answered.pk, answered.closed_at)
    with clock.frozen(waiting.expires_at):
        with refused("demands.match.not_waiting"):
            matching.confirm_match(match=waiting, by=worker)
        assert matching.expire_match(match=waiting)
        assert not matching.expire_match(match=answered)
    assert sorted(Match.objects.values_list("state", flat=True)) == ["expired", "matched"]
