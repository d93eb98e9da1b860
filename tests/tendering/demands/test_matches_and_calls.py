"""A demand whose call takes no more answers looks for nobody: lists, pages, duties, and the rule itself (R35, R36)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from tendering.bids.models import Bid, BidState
from tendering.demands.models import Match
from tendering.demands.queries import approaching, duties
from tendering.demands.queries.facts import with_facts
from tendering.demands.queries.fitting import fitting_demands, fitting_providers
from tendering.demands.services import matching
from tendering.tenders.models import Tender
from tests.factories import accounts, awards, bids, catalog, tenders
from tests.factories.tenders import Office
from tests.refusing import refused
from tests.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R35"), pytest.mark.requirement("R36")]


@pytest.fixture
def newcomer() -> Provider:
    return catalog.listed_provider("晚到的机构")


@pytest.fixture
def member(newcomer: Provider) -> Membership:
    return catalog.administrator(newcomer)


def running(office: Office, *, method: str = "inquiry") -> Tender:
    rivals = tenders.providers(3)
    if method == "comparison_invited":
        return bids.invited(office, rivals)
    tender = tenders.announced(office, method=method)
    for rival in rivals:
        bids.submitted(tender, rival)
    return tender


def offered(provider: Provider) -> list[str]:
    index()
    asking = with_facts(Provider.objects.filter(pk=provider.pk)).get()
    return [one.demand.number for one in fitting_demands(asking, clock.now())]


def interested(tender: Tender, provider: Provider, by: Membership) -> Match:
    return matching.express_interest(demand=tender.demand, provider=provider, by=by, message="愿意", now=clock.now())


def test_a_closed_call_is_offered_to_nobody(office: Office, newcomer: Provider) -> None:
    tender = running(office)
    assert offered(newcomer) == [tender.demand.number]
    tender = bids.closed(tender)
    assert tender.state == "closed"
    assert offered(newcomer) == []
    assert fitting_providers(tender.demand, clock.now()) == []
    assert approaching.approaches(office.preparer, newcomer, clock.now()) == []


def test_a_panel_at_work_and_a_direct_award_look_for_nobody(office: Office, newcomer: Provider) -> None:
    awards.ranked(office)
    awards.without_competition(office)
    assert offered(newcomer) == []


def test_past_the_deadline_nothing_begins_and_nothing_is_confirmed(
    office: Office, newcomer: Provider, member: Membership
) -> None:
    """Whether or not the clock's work has closed the call: the deadline decides."""
    tender, other = running(office), catalog.listed_provider()
    row = interested(tender, other, catalog.administrator(other))
    assert tender.deadline_at is not None
    Match.objects.update(expires_at=tender.deadline_at + timedelta(days=9))
    with clock.moved_to(tender.deadline_at - timedelta(minutes=1)):
        assert [duty.kind for duty in duties.duties(office.preparer, clock.now())] == ["demands.answer_interest"]
    with clock.moved_to(tender.deadline_at + timedelta(minutes=1)):
        for begin, by in ((matching.express_interest, member), (matching.invite, office.preparer)):
            with refused("demands.match.call_over"):
                begin(demand=tender.demand, provider=newcomer, by=by, message="愿意", now=clock.now())
        with refused("demands.match.call_over"):
            matching.confirm_match(match=row, by=office.preparer)
        assert duties.duties(office.preparer, clock.now()) == []


def test_interest_lapses_when_the_call_closes(office: Office) -> None:
    tender, other = running(office), catalog.listed_provider()
    interested(tender, other, catalog.administrator(other))
    bids.closed(tender)
    assert Match.objects.get(provider=other).state == "expired"


def test_a_call_that_waits_longer_for_bids_keeps_the_interest(office: Office) -> None:
    tender, other = tenders.announced(office), catalog.listed_provider()
    interested(tender, other, catalog.administrator(other))
    assert bids.closed(tender).state == "announced"
    assert Match.objects.get(provider=other).state == "interested"


def test_pages_of_a_closed_call_say_why(office: Office, newcomer: Provider, member: Membership) -> None:
    tender = bids.closed(running(office))
    client = accounts.signed_in(Client(), member)
    address = tender.demand.get_absolute_url()
    assert f"{address}interest/" not in client.get(address).content.decode()
    form = client.get(f"{address}interest/").content.decode()
    assert "招募已不再接受响应" in form
    assert "data-once" not in form
    worker = accounts.signed_in(Client(), office.preparer)
    page = worker.get(address).content.decode()
    assert f"{address}invite/" not in page
    assert f"{address}fitting/" not in page
    assert worker.get(f"{address}fitting/").status_code == 404


def test_a_running_call_is_answered_and_not_told_interest(
    office: Office, newcomer: Provider, member: Membership
) -> None:
    tender = running(office)
    index()
    client = accounts.signed_in(Client(), member)
    address = tender.demand.get_absolute_url()
    for page in (client.get("/demands/fitting/"), client.get(address)):
        words = page.content.decode()
        assert tender.get_absolute_url() in words
        assert f"{address}interest/" not in words


def test_where_only_the_invited_answer_interest_is_expressed(
    office: Office, newcomer: Provider, member: Membership
) -> None:
    tender = running(office, method="comparison_invited")
    address = tender.demand.get_absolute_url()
    assert f"{address}interest/" in accounts.signed_in(Client(), member).get(address).content.decode()


def test_a_call_that_was_answered_or_came_with_an_invitation_is_not_offered_again(
    office: Office, newcomer: Provider
) -> None:
    """Withdrawn, the call is one to answer again; over, its demand looks anew."""
    open_call = running(office)
    assert offered(newcomer) == [open_call.demand.number]
    version = bids.submitted(open_call, newcomer)
    assert offered(newcomer) == []
    Bid.objects.filter(pk=version.bid_id).update(state=BidState.WITHDRAWN, current=None)
    assert offered(newcomer) == [open_call.demand.number]


def test_whoever_was_invited_is_not_asked_to_express_interest(office: Office) -> None:
    rivals = tenders.providers(3)
    bids.invited(office, rivals)
    assert [offered(rival) for rival in rivals] == [[], [], []]
