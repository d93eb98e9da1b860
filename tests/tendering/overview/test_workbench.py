"""The workbench: what waits, the most urgent first, at a constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.places.queries import district_of
from tendering.bids.services import submitting
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
from tendering.demands.services import matching
from tendering.overview.queries import workbench
from tendering.tenders.services.invitations import invite_providers
from tests.architecture.objects import OBJECTS
from tests.factories import accounts, bids, demands, places, projects, tenders
from tests.factories.demands import People
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db
URL = "/workbench/"
# Builders of what waits for somebody, in every stage.
WAITING = [
    "proposal",
    "published_demand",
    "match",
    "own_draft",
    "residency",
    "arriving",
    "transfer",
    "sponsor_line",
    "draft_tender",
    "reviewed_tender",
    "running_tender",
    "question",
    "closed_call",
    "opened_call",
    "invited_seat",
    "judging",
    "call_to_award",
    "proposed_award",
    "award_objection",
    "lettered_award",
    "draft_contract",
    "milestone",
    "amendment",
    "acceptance",
    "payment_asked",
    "payment_withheld",
    "accepted_contract",
    "panel_naming",
    "panel_small",
    "panel_remark",
    "rectification",
    "roster_application",
    "roster_objection",
    "dead_letter",
]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_one(role: Role) -> None:
    """Also roles for which nothing can wait yet."""
    demands.rules()
    assert accounts.signed_in(Client(), accounts.membership(role)).get(URL).status_code == 200


def test_an_operator_finds_the_messages_that_are_theirs_to_look_after() -> None:
    """Also while none is dead: nothing else leads there."""
    page = accounts.signed_in(Client(), accounts.membership(Role.OPERATOR)).get(URL)
    assert 'href="/outbox/"' in page.content.decode()


def test_a_visitor_is_sent_to_sign_in() -> None:
    """And back afterwards."""
    response = Client().get(URL)
    assert (response.status_code, "next=/workbench/" in response["Location"]) == (302, True)


def test_somebody_without_a_role_is_told_how_to_get_one() -> None:
    """No empty page."""
    client = Client()
    client.force_login(accounts.user(), backend="marketplace.accounts.backends.Backend")
    assert "/roster/register/" in client.get(URL).content.decode()


def test_overdue_comes_first() -> None:
    """A proposal screened too late stands above one that has no deadline."""
    demands.rules()
    people = People.of()
    late, draft = demands.published(people.community), demands.published(people.community)
    long_ago = clock.now() - timedelta(days=30)
    Demand.objects.filter(pk=late.pk).update(state=State.PROPOSED, proposed_at=long_ago, title="迟到的提议")
    Demand.objects.filter(pk=draft.pk).update(state=State.APPROVED, title="没有期限的")
    context = accounts.signed_in(Client(), people.author).get(URL).context
    assert [todo.subject for todo in context["todos"]] == ["迟到的提议", "没有期限的"]
    assert context["overdue"] == 1


def test_projects_of_one_title_keep_their_own_deadlines() -> None:
    """A deadline belongs to a project by its number: titles repeat from year to year."""
    demands.rules()
    people = People.of()
    late, other = demands.published(people.community), demands.published(people.community)
    Demand.objects.filter(pk=late.pk).update(state=State.PROPOSED, proposed_at=clock.now() - timedelta(days=30))
    Demand.objects.filter(pk=other.pk).update(state=State.APPROVED)
    Demand.objects.filter(pk__in=[late.pk, other.pk]).update(title="同名项目")
    context = accounts.signed_in(Client(), people.author).get(URL).context
    dated = {row["demand"].number: row["due_at"] is not None for row in context["projects"]}
    assert dated == {late.number: True, other.number: False}


def test_who_has_sealed_a_bid_need_not_answer_the_invitation_any_more() -> None:
    """Neither of the demand nor of its call; a bid that was taken back asks for it again."""
    office, (provider,) = Office.of(), tenders.providers(1)
    tender, by = tenders.announced(office), tenders.bidder(provider)
    now = clock.now()
    matching.invite(demand=tender.demand, provider=provider, by=office.preparer, message="", now=now)
    invite_providers(tender=tender, providers=[provider], by=office.preparer, now=now)
    asked = ["demands.answer_invitation", "tenders.answer_invitation"]
    assert kinds(by, asked) == asked
    bid = bids.submitted(tender, provider, by=by).bid
    assert kinds(by, asked) == []
    assert kinds(tenders.bidder(tenders.providers(2)[1]), asked) == []
    submitting.withdraw(bid=bid, by=by)
    assert kinds(by, asked) == asked


def kinds(by: Membership, wanted: list[str]) -> list[str]:
    """Which of these wait for the person."""
    return sorted(duty.kind for duty in workbench.waiting(by, clock.now()) if duty.kind in wanted)


def test_no_role_costs_more_than_twenty_queries_and_more_rows_cost_no_more() -> None:
    """Rows of all stages come in one query; what is computed from them takes one more each."""
    demands.rules()
    community, company = places.community(), accounts.membership(Role.PROVIDER_ADMIN)
    owners = [accounts.membership(Role.COMMUNITY, community), company]
    scopes = {role: company.organisation if role in PROVIDER_ROLES else community for role in Role}
    scopes[Role.DISTRICT] = district_of(community)
    clients = {role: accounts.signed_in(Client(), accounts.membership(role, scopes[role])) for role in Role}
    few, lots = grown(owners, clients), grown(owners, clients)
    assert {role: cost for role, cost in lots.items() if cost > few[role]} == {}
    assert {role: cost for role, cost in lots.items() if cost > 20} == {}


def grown(owners: list[Membership], clients: dict[Role, Client]) -> dict[Role, int]:
    """What each role's workbench costs after one more of everything."""
    for owner in owners:
        for name in WAITING:
            OBJECTS[name](owner)
    return {role: queries_of(client) for role, client in clients.items()}


def queries_of(client: Client) -> int:
    """Without what a process asks once."""
    client.get(URL)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
    return len(captured)


def test_who_pays_sees_what_is_still_to_be_paid() -> None:
    """Not the latest projects, of which most ask for no money yet."""
    contract = projects.contracted()
    published = demands.published(contract.demand.community)
    place = district_of(contract.demand.community)
    shown = {}
    for role in (Role.FINANCE_OFFICER, Role.DISTRICT):
        page = accounts.signed_in(Client(), accounts.membership(role, place)).get(URL)
        shown[role] = [row["demand"] for row in page.context["projects"]]
    assert shown[Role.FINANCE_OFFICER] == [contract.demand]
    assert published in shown[Role.DISTRICT]
