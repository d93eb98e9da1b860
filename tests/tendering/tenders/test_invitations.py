"""Invitations to calls: who counts, and what an accepted one means (R36; domain 2.2, 3.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from tendering.demands.models import Match
from tendering.demands.services import matching
from tendering.tenders import permissions
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.queries.actions import ACTIONS
from tendering.tenders.services import announcing, keys
from tendering.tenders.services.announcing import TooFewInvited, announce
from tendering.tenders.services.invitations import answer_invitation, expire_invitation, invite_providers
from tendering.tenders.services.preparing import submit_docs
from tests.factories import accounts, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office.of()


def invited(office: Office, providers: list[Provider]) -> Tender:
    """An invited comparison whose documents wait for approval."""
    tender = tenders.prepared(office, method="comparison_invited")
    invite_providers(tender=tender, providers=providers, by=office.preparer, now=clock.now())
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    return tender


def answer(tender: Tender, provider: Provider, *, accept: bool) -> Invitation:
    """The provider says yes or no."""
    row = tender.invitations.get(provider=provider)
    return answer_invitation(invitation=row, by=tenders.bidder(provider), accept=accept, reason="")


def test_who_declined_does_not_count(office: Office) -> None:
    """Three are invited, one declines: two are too few."""
    providers = tenders.providers(3)
    tender = invited(office, providers)
    answer(tender, providers[0], accept=True)
    answer(tender, providers[1], accept=False)
    with pytest.raises(TooFewInvited) as refused:
        announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    assert refused.value.parameters["invited"] == 2


def test_who_let_the_invitation_expire_does_not_count(office: Office) -> None:
    """Nobody answered in the ten working days, whether or not the clock has looked."""
    tender = invited(office, tenders.providers(3))
    with clock.shifted(timedelta(days=20)), pytest.raises(TooFewInvited):
        announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))


@pytest.mark.requirement("R36")
@pytest.mark.parametrize("interested", [False, True])
def test_invited_and_accepted_is_a_match(office: Office, *, interested: bool) -> None:
    """Both sides have said yes; interest shown before becomes the match, none is written twice."""
    (provider,) = tenders.providers(1)
    tender = tenders.prepared(office, method="comparison_invited")
    if interested:
        matching.express_interest(
            demand=tender.demand, provider=provider, by=tenders.bidder(provider), message="", now=clock.now()
        )
    invite_providers(tender=tender, providers=[provider], by=office.preparer, now=clock.now())
    answer(tender, provider, accept=True)
    assert [row.state for row in Match.objects.filter(demand=tender.demand)] == [Match.State.MATCHED]


def test_a_declined_invitation_is_no_match(office: Office) -> None:
    (provider,) = tenders.providers(1)
    tender = tenders.prepared(office, method="comparison_invited")
    invite_providers(tender=tender, providers=[provider], by=office.preparer, now=clock.now())
    answer(tender, provider, accept=False)
    assert not Match.objects.filter(demand=tender.demand).exists()


def test_an_invitation_that_ran_out_is_no_longer_offered_for_an_answer(office: Office) -> None:
    provider = tenders.providers(1)[0]
    tender = tenders.announced(office)
    row = Invitation.objects.create(
        tender=tender, provider=provider, invited_at=clock.now(), expires_at=clock.now() + timedelta(days=1)
    )
    bidder = tenders.bidder(provider)
    assert "reply" in {link.name for link in ACTIONS.open_to(bidder, tender, clock.now())}
    with clock.moved_to(row.expires_at):
        assert "reply" not in {link.name for link in ACTIONS.open_to(bidder, tender, clock.now())}


def test_an_invitation_is_not_answered_once_the_call_takes_no_more_answers(office: Office) -> None:
    """Whether the clock has looked or not, and whatever the answer; until then nothing is lost."""
    provider = tenders.providers(1)[0]
    tender = tenders.announced(office)
    assert tender.deadline_at is not None
    row = Invitation.objects.create(
        tender=tender, provider=provider, invited_at=clock.now(), expires_at=tender.deadline_at + timedelta(days=9)
    )
    bidder = tenders.bidder(provider)
    with clock.moved_to(tender.deadline_at):
        for accept in (True, False):
            with refused("tenders.invitation_late"):
                answer_invitation(invitation=row, by=bidder, accept=accept)
        assert "reply" not in {link.name for link in ACTIONS.open_to(bidder, tender, clock.now())}
    answer_invitation(invitation=row, by=bidder, accept=True)
    assert not Match.objects.filter(demand=tender.demand).exclude(state=Match.State.MATCHED).exists()


def test_whoever_is_of_the_invited_provider_without_acting_for_it_does_not_read_that_it_is(office: Office) -> None:
    """A role that an organisation's people may hold for something else."""
    provider = tenders.providers(1)[0]
    tender = tenders.prepared(office, method="comparison_invited")
    (row,) = invite_providers(tender=tender, providers=[provider], by=office.preparer, now=clock.now())
    planner = accounts.membership(Role.PLANNER, provider.organisation)
    assert permissions.reads_invitation(tenders.bidder(provider), row)
    assert not permissions.reads_invitation(planner, row)


def test_a_provider_is_invited_once_and_answers_once(office: Office) -> None:
    """In its days; afterwards the clock writes that it let them pass, once."""
    mine, theirs, late = tenders.providers(3)
    tender = tenders.prepared(office, method="comparison_invited")
    invite_providers(tender=tender, providers=[mine, theirs], by=office.preparer, now=clock.now())
    with refused("tenders.invited_already", kind=InvalidInput):
        invite_providers(tender=tender, providers=[late, mine], by=office.preparer, now=clock.now())
    assert not tender.invitations.filter(provider=late).exists()
    answered, waiting = answer(tender, mine, accept=True), tender.invitations.get(provider=theirs)
    bidders = {one: tenders.bidder(one) for one in (mine, theirs)}
    with refused("tenders.invitation_closed"):
        answer_invitation(invitation=answered, by=bidders[mine], accept=False, reason="改变主意")
    assert not expire_invitation(invitation=waiting)
    with clock.frozen(waiting.expires_at):
        with refused("tenders.invitation_closed"):
            answer_invitation(invitation=waiting, by=bidders[theirs], accept=True)
        assert expire_invitation(invitation=waiting)
        assert not expire_invitation(invitation=answered)
    states = tender.invitations.order_by("pk").values_list("state", flat=True)
    assert list(states) == [Invitation.State.ACCEPTED, Invitation.State.EXPIRED]
    announcing.cancel(tender=tender, by=office.preparer, reason="需求发生重大变化")
    with refused("tenders.not_inviting"):
        invite_providers(tender=tender, providers=[late], by=office.preparer, now=clock.now())
