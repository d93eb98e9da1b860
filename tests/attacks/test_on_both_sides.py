"""Somebody comes to stand on both sides of a demand after the first word, or by another door (R36; domain 3.3)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals
from tendering.demands.models import Demand, Match
from tendering.demands.services import matching
from tendering.tenders.services.invitations import answer_invitation, invite_providers
from tendering.tenders.services.offers import CostLine, OfferValues, record_offer
from tests.factories import accounts, awards, catalog, demands, places, tenders
from tests.factories.tenders import Office
from tests.tendering.demands.test_fitting import banned

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R36")]
State = Match.State


@pytest.fixture
def office() -> Office:
    return Office.of()


@pytest.fixture
def provider() -> Provider:
    return catalog.listed_provider("助浴之家")


@pytest.fixture
def bidder(provider: Provider) -> Membership:
    return accounts.membership(Role.PROVIDER_BIDDER, provider.organisation)


@pytest.fixture
def demand(office: Office) -> Demand:
    return tenders.prepared(office, method="comparison_invited").demand


def interested(demand: Demand, provider: Provider, bidder: Membership) -> Match:
    return matching.express_interest(demand=demand, provider=provider, by=bidder, message="愿意承接", now=clock.now())


def elected(bidder: Membership, office: Office) -> None:
    """The bidder represents residents of the community from now on."""
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, office.community, who=bidder.user)


def test_nobody_who_came_to_stand_on_both_sides_is_matched(
    demand: Demand, office: Office, provider: Provider, bidder: Membership
) -> None:
    row = interested(demand, provider, bidder)
    elected(bidder, office)
    with pytest.raises(matching.OnBothSides):
        matching.confirm_match(match=row, by=office.preparer)
    assert matching.decline_match(match=row, by=office.preparer, answer="双方有利害关系").state == State.DECLINED


def test_who_may_not_do_it_any_more_is_not_matched(
    demand: Demand, office: Office, provider: Provider, bidder: Membership
) -> None:
    row = interested(demand, provider, bidder)
    banned(provider)
    with pytest.raises(Refusals):
        matching.confirm_match(match=row, by=office.preparer)


def test_a_demand_that_looks_for_nobody_any_more_matches_nobody(
    demand: Demand, office: Office, provider: Provider, bidder: Membership
) -> None:
    row = interested(demand, provider, bidder)
    Demand.objects.update(state="awarded")
    with pytest.raises(Refusal) as refused:
        matching.confirm_match(match=row, by=office.preparer)
    assert refused.value.code == "demands.match.not_open"


def test_a_community_does_not_invite_its_own_people(
    demand: Demand, office: Office, provider: Provider, bidder: Membership
) -> None:
    elected(bidder, office)
    with pytest.raises(matching.OnBothSides):
        matching.invite(demand=demand, provider=provider, by=office.preparer, message="诚邀", now=clock.now())
    with pytest.raises(matching.OnBothSides):
        invite_providers(tender=demand.tenders.get(), providers=[provider], by=office.preparer, now=clock.now())


def test_an_accepted_invitation_to_a_call_goes_round_no_conflict(
    demand: Demand, office: Office, provider: Provider, bidder: Membership
) -> None:
    (row,) = invite_providers(tender=demand.tenders.get(), providers=[provider], by=office.preparer, now=clock.now())
    elected(bidder, office)
    with pytest.raises(matching.OnBothSides):
        answer_invitation(invitation=row, by=bidder, accept=True)
    assert not Match.objects.exists()
    assert answer_invitation(invitation=row, by=bidder, accept=False).state == "declined"


def test_nobody_who_came_to_stand_on_both_sides_is_awarded_without_competition(
    office: Office, provider: Provider, bidder: Membership
) -> None:
    """The match was good; the offer that rests on it alone is recorded weeks later."""
    tender = tenders.prepared(office, demands.published(office.community, "20000.00"), method="direct_award")
    awards.match(tender, provider)
    line = CostLine("上门助浴", Decimal(1), "项", Decimal("19200.00"))
    values = OfferValues("每月 25 人次", "参照上年三家询价", [line], provider)
    elected(bidder, office)
    with pytest.raises(matching.OnBothSides):
        record_offer(tender=tender, by=office.preparer, values=values, now=clock.now())
    Membership.objects.filter(user=bidder.user).update(to_date=clock.today())
    assert record_offer(tender=tender, by=office.preparer, values=values, now=clock.now()).provider == provider


def test_neighbours_and_former_roles_stand_on_one_side(
    demand: Demand, office: Office, provider: Provider, bidder: Membership
) -> None:
    """A resident, a representative next door, one whose term is over, and one who left the provider."""
    today = clock.today()
    accounts.membership(Role.RESIDENT, office.community, who=bidder.user)
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, places.community("黄忠社区"), who=bidder.user)
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, office.community, who=bidder.user, to_date=today)
    left = accounts.membership(Role.PROVIDER_BIDDER, provider.organisation, to_date=today).user
    soon = today + timedelta(days=20)
    accounts.membership(Role.PROVIDER_BIDDER, provider.organisation, who=left, from_date=soon)
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, office.community, who=left)
    row = interested(demand, provider, bidder)
    assert matching.confirm_match(match=row, by=office.preparer).state == State.MATCHED


@pytest.mark.parametrize("nothing", [pytest.param("", id="empty"), pytest.param(" \n　", id="blank")])
def test_whoever_declines_says_why(
    nothing: str, demand: Demand, office: Office, provider: Provider, bidder: Membership
) -> None:
    row = interested(demand, provider, bidder)
    with pytest.raises(InvalidInput) as refused:
        matching.decline_match(match=row, by=office.preparer, answer=nothing)
    assert refused.value.code == "demands.match.no_reason"


def test_the_database_keeps_no_match_declined_without_a_reason(
    demand: Demand, provider: Provider, bidder: Membership
) -> None:
    interested(demand, provider, bidder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Match.objects.update(state=State.DECLINED)
