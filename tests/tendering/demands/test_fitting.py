"""Recommendations both ways: who is found, who never is, the same parts from both ends and in every engine."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalog.models import Ban, Provider, ProviderRecord, RosterEntry
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.models import OrganisationType
from marketplace.accounts.rules import Role
from marketplace.audit import readers
from marketplace.places.models import Place
from search import engines, registry
from search.query import Query
from tendering.demands import calls
from tendering.demands.models import Demand, Match
from tendering.demands.queries import candidates
from tendering.demands.queries.facts import with_facts
from tendering.demands.queries.fitting import SHOWN, Fitting, Recommended, fitting_demands, fitting_providers
from tendering.demands.services import matching
from tests.factories import accounts, catalog, demands, places, rulebook
from tests.search.indexing import index
from tests.search.running import running

pytestmark = pytest.mark.django_db
NEED = "辖区独居老人洗浴不便,需要上门助浴。"


@pytest.fixture
def community() -> Place:
    return places.community()


@pytest.fixture
def demand(community: Place) -> Demand:
    return demands.published(community, need=NEED)


@pytest.fixture
def helper() -> Provider:
    return catalog.listed_provider("助浴之家", strengths="为独居老人上门助浴")


def recommended(demand: Demand) -> list[str]:
    index()
    demand.refresh_from_db()
    return [one.provider.organisation.name for one in fitting_providers(demand, clock.now())]


def offered(provider: Provider) -> list[Fitting]:
    index()
    return fitting_demands(with_facts(Provider.objects.filter(pk=provider.pk)).get(), clock.now())


def points(found: Fitting) -> str:
    return " ".join(str(part.points) for part in found.fit.parts)


def closed(provider: Provider, place: Place, amount: str = "28000.00", **facts: int) -> None:
    ProviderRecord.objects.create(
        provider=provider,
        number=f"XQ-{secrets.token_hex(4)}",
        title="助浴",
        place=place,
        amount=Decimal(amount),
        closed_date=clock.today() - timedelta(days=40),
        recorded_at=clock.now(),
        **facts,
    )


@pytest.mark.requirement("R35")
@pytest.mark.requirement("R36")
def test_the_best_fit_stands_first(demand: Demand, community: Place, helper: Provider) -> None:
    catalog.listed_provider("照护中心")
    known = catalog.listed_provider("老友服务社", strengths="为独居老人上门助浴")
    closed(known, community, satisfied=19, answers=20)
    assert recommended(demand) == ["老友服务社", "助浴之家", "照护中心"]


@pytest.mark.requirement("R36")
def test_both_directions_give_the_same_parts(demand: Demand, community: Place, helper: Provider) -> None:
    closed(helper, community, satisfied=19, answers=20)
    index()
    (one,) = fitting_providers(demand, clock.now())
    (other,) = offered(helper)
    assert (one.demand, one.provider, one.fit) == (other.demand, other.provider, other.fit)


def test_some_of_the_recommended_keep_which_index_brought_them(demand: Demand, helper: Provider) -> None:
    catalog.listed_provider("照护中心")
    index()
    whole = fitting_providers(demand, clock.now())
    for is_spare in (True, False):
        found = Recommended(whole, is_spare=is_spare)
        assert [part.is_spare for part in (found[:1], found[1:], found[:0], found[::-1])] == [is_spare] * 4
        assert (found[:1], found[0], found[-1]) == ([whole[0]], whole[0], whole[1])


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    with running(request.param, settings) as name:
        yield name


def test_every_engine_gives_the_same_parts(engine: str, demand: Demand, community: Place, helper: Provider) -> None:
    closed(helper, community, satisfied=19, answers=20)
    catalog.listed_provider("照护中心")
    catalog.listed_provider("少儿之家", ["children"])
    index()
    if (cluster := engines.cluster()) is not None:
        for source in registry.sources().values():
            cluster.put(replace(document, version=1) for document in source.documents(source.every_key()).values())
        cluster.refresh()
    assert not engines.engine().find(Query(frozenset({"public"}))).is_spare
    first, second = fitting_providers(demand, clock.now())
    assert points(first) == "25.0 12.5 10.0 10.0 14.6 2.5 5.0 5.0"
    assert points(second) == "9.3 12.5 0.0 5.0 7.5 2.5 5.0 5.0"
    (back,) = fitting_demands(with_facts(Provider.objects.filter(pk=helper.pk)).get(), clock.now())
    assert back.fit == first.fit
    assert not engines.engine().find(Query(frozenset({"public"}))).is_spare, "after a failure the cluster rests"


@pytest.mark.parametrize("facts", [{"credit": 100}, {"grade": "5A"}])
def test_good_standing_is_looked_at_before_what_is_newer(facts: dict[str, Any], community: Place) -> None:
    """The index says who is scored at all: of more than that the best in standing are among them."""
    rulebook.rule_set(matching__candidates=20)
    demand = demands.published(community, need=NEED)
    known: dict[str, Any] = {"credit": 60, "grade_assessed_on": clock.today(), "strengths": ""}
    good = catalog.listed_provider("守信之家", **(known | facts))
    old = catalog.listed_provider("旧交之家", strengths="", credit=60)
    for _ in range(20):
        catalog.listed_provider(strengths="", credit=60)
    index()
    found = candidates.providers(demand, ["elderly"]).keys
    assert (len(found), good.pk in found, old.pk in found) == (20, True, False)


def banned(provider: Provider) -> None:
    Ban.objects.create(
        provider=provider,
        ground="false_material",
        from_date=clock.today(),
        until_date=clock.today(),
        reason="材料不实",
        imposed_by=accounts.membership(Role.DISTRICT),
        imposed_at=clock.now(),
    )


def suspended(provider: Provider) -> None:
    RosterEntry.objects.filter(provider=provider).update(state=EntryState.SUSPENDED)


def expired(provider: Provider) -> None:
    RosterEntry.objects.filter(provider=provider).update(valid_until=clock.today() - timedelta(days=1))


def dishonest(provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(serious_list=True)


def written_by_its_own_people(provider: Provider) -> None:
    author = accounts.membership(Role.PROVIDER_ADMIN, provider.organisation)
    Demand.objects.update(author=author.user)


def represented(provider: Provider) -> None:
    acting = accounts.membership(Role.PROVIDER_BIDDER, provider.organisation)
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, Demand.objects.get().community, who=acting.user)


INELIGIBLE = [banned, suspended, expired, dishonest, written_by_its_own_people, represented]


@pytest.mark.parametrize("made", INELIGIBLE)
@pytest.mark.requirement("R36")
def test_who_may_not_do_it_is_never_recommended(made: object, demand: Demand, helper: Provider) -> None:
    assert recommended(demand) == ["助浴之家"]
    assert offered(helper)
    assert callable(made)
    made(helper)
    assert recommended(demand) == []
    assert offered(helper) == []


def test_other_domains_enterprises_and_who_is_not_listed_are_never_recommended(demand: Demand) -> None:
    others = [
        catalog.listed_provider(domains=["children"]),
        catalog.listed_provider(org_type=OrganisationType.ENTERPRISE),
        catalog.unlisted_provider(),
    ]
    assert recommended(demand) == []
    assert [offered(provider) for provider in others] == [[], [], []]


@pytest.mark.parametrize(("state", "again"), [("interested", 0), ("matched", 0), ("declined", 0), ("expired", 1)])
def test_who_is_in_touch_or_said_no_is_not_recommended_again(
    state: str, again: int, demand: Demand, helper: Provider
) -> None:
    now = clock.now()
    Match.objects.create(
        demand=demand,
        provider=helper,
        state=state,
        answer="人手不足",
        opened_at=now,
        expires_at=now + timedelta(days=9),
    )
    assert (len(recommended(demand)), len(offered(helper))) == (again, again)


def test_a_conflict_refuses_interest_and_invitation(demand: Demand, helper: Provider) -> None:
    acting = accounts.membership(Role.PROVIDER_ADMIN, helper.organisation)
    Demand.objects.update(author=acting.user)
    with pytest.raises(matching.OnBothSides):
        matching.express_interest(demand=demand, provider=helper, by=acting, message="愿意承接", now=clock.now())


def test_who_worked_in_the_street_is_looked_at_too(demand: Demand, community: Place, helper: Provider) -> None:
    """The index does not know it; here nothing was ever written into it."""
    catalog.listed_provider("照护中心")
    assert fitting_providers(demand, clock.now()) == []
    closed(helper, community)
    assert [one.provider for one in fitting_providers(demand, clock.now())] == [helper]


def test_nobody_is_recommended_for_a_demand_whose_call_takes_no_more_answers(
    demand: Demand, helper: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its state still says that it looks for somebody."""
    index()
    assert fitting_providers(demand, clock.now())
    monkeypatch.setattr(calls, "_sources", [(lambda _now: Q(pk=demand.pk), lambda _keys, _now: {})])
    assert fitting_providers(demand, clock.now()) == []
    assert offered(helper) == []


def test_the_work_does_not_grow_with_the_roster(demand: Demand) -> None:
    def asked() -> tuple[int, int]:
        index()
        fitting_providers(demand, clock.now())  # the search reads in what was written since
        with CaptureQueriesContext(connection) as captured:
            found = fitting_providers(demand, clock.now())
        return len(captured), len(found)

    catalog.listed_provider()
    few, _ = asked()
    for _number in range(SHOWN + 5):
        catalog.listed_provider()
    lots, found = asked()
    assert (lots, found) == (few, SHOWN)


@pytest.fixture
def english() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_whoever_is_of_the_provider_without_acting_for_it_does_not_read_its_match(
    demand: Demand, helper: Provider
) -> None:
    """A role that an organisation's people may hold for something else."""
    by = catalog.administrator(helper)
    row = matching.express_interest(demand=demand, provider=helper, by=by, message="愿意承接", now=clock.now())
    assert readers.may_read(by, row)
    assert not readers.may_read(accounts.membership(Role.PLANNER, helper.organisation), row)


def test_the_community_sees_reasons_and_invites(demand: Demand, community: Place, helper: Provider) -> None:
    closed(helper, community, satisfied=19, answers=20)
    index()
    client = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, community))
    page = client.get(f"/demands/{demand.number}/").content.decode()
    assert f"/demands/{demand.number}/fitting/" in page
    page = client.get(f"/demands/{demand.number}/fitting/").content.decode()
    for words in ("助浴之家", "独居老人、助浴", "曾在本社区承接项目", "95.0%满意", "12.5/25 分"):
        assert words in page
    assert f"/demands/{demand.number}/invite/?provider={helper.pk}" in page
    form = client.get(f"/demands/{demand.number}/invite/?provider={helper.pk}").context["form"]
    assert form["provider"].value() == str(helper.pk)


def test_offices_look_and_do_not_invite(demand: Demand, helper: Provider, english: Client) -> None:
    index()
    client = accounts.signed_in(english, accounts.membership(Role.AUDITOR))
    page = client.get(f"/demands/{demand.number}/fitting/").content.decode()
    assert "At home" not in page
    assert "Neither at home nor known in this district" in page
    assert "/invite/" not in page


def test_a_provider_sees_its_own_points_only(demand: Demand, helper: Provider) -> None:
    rival = catalog.listed_provider("邻里助老社")
    index()
    client = accounts.signed_in(Client(), catalog.administrator(helper))
    page = client.get("/demands/fitting/").content.decode()
    assert demand.title in page
    assert f"/demands/{demand.number}/interest/" in page
    assert rival.organisation.name not in page
    assert client.get(f"/demands/{demand.number}/fitting/").status_code == 403
    assert "/demands/fitting/" in client.get("/workbench/").content.decode()


@pytest.mark.parametrize("bad", ["0", "x", "-1", "²", "9" * 40, "' OR 1=1"])
def test_a_made_up_provider_in_the_address_chooses_nobody(bad: str, demand: Demand, community: Place) -> None:
    client = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, community))
    response = client.get(f"/demands/{demand.number}/invite/", {"provider": bad})
    assert response.status_code == 200


def test_a_demand_that_looks_for_nobody_has_no_such_page(demand: Demand, community: Place) -> None:
    Demand.objects.update(state="awarded")
    client = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, community))
    assert client.get(f"/demands/{demand.number}/fitting/").status_code == 404


def test_weights_are_those_of_the_rules_under_which_a_demand_was_published(community: Place) -> None:
    """Who has the better credit stands first once credit weighs more; a demand before keeps its order."""
    catalog.listed_provider("助浴之家", strengths="为独居老人上门助浴", credit=60)
    catalog.listed_provider("守信之家", strengths="", credit=100)
    before = demands.published(community, need=NEED)
    weights = {"words": 5, "domain": 25, "place": 10, "budget": 10, "record": 15, "grade": 5, "credit": 25, "load": 5}
    rulebook.rule_set(matching__weights=weights)
    after = demands.published(community, need=NEED)
    assert before.rule_set_id != after.rule_set_id
    assert recommended(before) == ["助浴之家", "守信之家"]
    assert recommended(after) == ["守信之家", "助浴之家"]
