"""A ranking waits for a signature that cannot or must not come; who sets it aside, and who learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts import services as accounts_services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import NotPermitted, Refusal
from marketplace.primitives.ruleset import Tier
from tendering.bids.models import Bid, Consent, Partner
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.queries import duties, people
from tendering.evaluation.rules.states import Capacity, Remedy, SeatState
from tendering.evaluation.services import redoing, reporting
from tendering.tenders.models import Notice, Tender
from tests.factories import accounts, awards, bids, catalog, evaluation, places, tenders
from tests.factories.evaluation import Jury

pytestmark = pytest.mark.django_db
WHY = "一名成员已不能签署"


@pytest.fixture
def jury() -> Jury:
    """The bids are ranked; nobody has signed the report."""
    return evaluation.ranked()


def judge(jury: Jury) -> Membership:
    """A residents' representative who judged."""
    return next(one for one in jury.judges() if one.role == Role.RESIDENT_REPRESENTATIVE)


def street(jury: Jury) -> Membership:
    return accounts.membership(Role.STREET, jury.contest.office.community.parent)


def leave(one: Membership) -> Membership:
    """The role ends; as the database has it then."""
    accounts_services.end_membership(by=accounts.membership(Role.DISTRICT), membership=one, reason="届满")
    return Membership.objects.scoped().get(pk=one.pk)


def hired(one: Membership, bid: Bid) -> None:
    """A bidder's administrator takes a judge on, who agrees."""
    accounts.joined(accounts.membership(Role.PROVIDER_ADMIN, bid.provider.organisation), one.user)


def asked(by: Membership) -> bool:
    return "evaluation.set_aside" in {duty.kind for duty in duties.duties(by, clock.now())}


def test_a_ranking_whose_signer_has_lost_the_role_is_not_stuck(jury: Jury) -> None:
    officer, one = street(jury), judge(jury)
    assert not people.barred(jury.panel, clock.today())
    assert not asked(officer)
    gone = leave(one)
    with pytest.raises(NotPermitted):
        reporting.sign_report(panel=jury.panel, by=gone)
    assert [seat.user_id for seat in people.barred(jury.panel, clock.today())] == [one.user_id]
    assert asked(officer)
    panel = redoing.set_aside_ranked(panel=jury.panel, by=officer, reason=WHY)
    assert (panel.counts, panel.superseded_by, panel.superseded_reason) == (False, Remedy.AVOIDANCE, WHY)
    assert not asked(officer)


def test_who_signed_before_the_role_ended_bars_nothing(jury: Jury) -> None:
    officer, one = street(jury), judge(jury)
    reporting.sign_report(panel=jury.panel, by=one)
    leave(one)
    assert not asked(officer)
    with pytest.raises(Refusal, match="nobody_barred"):
        redoing.set_aside_ranked(panel=jury.panel, by=officer, reason=WHY)


def test_the_community_does_not_discard_a_ranking(jury: Jury) -> None:
    hired(judge(jury), jury.bids[-1])
    colleague = accounts.membership(Role.COMMUNITY, jury.contest.office.community)
    for worker in (jury.contest.office.preparer, colleague):
        assert not asked(worker)
        with pytest.raises(NotPermitted, match="role_missing"):
            redoing.set_aside_ranked(panel=jury.panel, by=worker, reason=WHY)
    elsewhere = accounts.membership(Role.STREET, places.street())
    with pytest.raises(NotPermitted):
        redoing.set_aside_ranked(panel=jury.panel, by=elsewhere, reason=WHY)
    assert jury.fresh().counts


def test_the_district_decides_on_a_major_project_and_on_no_other(jury: Jury) -> None:
    hired(judge(jury), jury.bids[0])
    below, above = street(jury), accounts.membership(Role.DISTRICT, places.district())
    assert (asked(below), asked(above)) == (True, False)
    with pytest.raises(NotPermitted):
        redoing.set_aside_ranked(panel=jury.panel, by=above, reason=WHY)
    Tender.objects.filter(pk=jury.tender.pk).update(tier=Tier.MAJOR)
    assert (asked(below), asked(above)) == (False, True)
    with pytest.raises(NotPermitted):
        redoing.set_aside_ranked(panel=jury.fresh(), by=below, reason=WHY)
    assert not redoing.set_aside_ranked(panel=jury.fresh(), by=above, reason=WHY).counts


@pytest.mark.parametrize("part", ["watched", "convened"])
def test_whoever_had_a_part_in_the_panel_does_not_set_it_aside(jury: Jury, part: str) -> None:
    officer = street(jury)
    hired(judge(jury), jury.bids[0])
    if part == "convened":
        Panel.objects.filter(pk=jury.panel.pk).update(convened_by=officer.user)
    else:
        Seat.objects.create(
            panel=jury.panel,
            number=90,
            user=officer.user,
            capacity=Capacity.OBSERVER,
            role=Role.DISCIPLINE,
            state=SeatState.INVITED,
            seated_at=clock.now(),
        )
    assert not asked(officer)
    with pytest.raises(NotPermitted, match="decides_on_themselves"):
        redoing.set_aside_ranked(panel=jury.fresh(), by=officer, reason=WHY)
    assert asked(street(jury))


def test_an_officer_related_to_a_bidder_does_not_set_the_ranking_aside(jury: Jury) -> None:
    officer = street(jury)
    hired(judge(jury), jury.bids[0])
    accounts.membership(Role.PROVIDER_BIDDER, jury.bids[-1].provider.organisation, who=officer.user)
    with pytest.raises(NotPermitted, match="bidder_member"):
        redoing.set_aside_ranked(panel=jury.panel, by=officer, reason=WHY)


def test_who_joined_a_member_of_a_consortium_is_found(jury: Jury) -> None:
    officer, bid = street(jury), jury.bids[0]
    partner = catalog.unlisted_provider()
    row = Partner.objects.create(bid=bid, tender=bid.tender, provider=partner, position=2, asked_at=clock.now())
    accounts.membership(Role.PROVIDER_BIDDER, partner.organisation, who=judge(jury).user)
    assert not asked(officer)
    Partner.objects.filter(pk=row.pk).update(
        state=Consent.CONSENTED, answered_at=clock.now(), answered_by=accounts.user()
    )
    Bid.objects.filter(pk=bid.pk).update(others=[str(partner.pk)])
    assert asked(officer)
    assert people.barred(jury.panel, clock.today())


@pytest.mark.parametrize("regime", ["local", "statutory"])
def test_panel_observers_and_community_are_told_and_finance_under_the_statute(regime: str) -> None:
    """Decree 87, articles 64 and 67: another evaluation is reported in writing to the finance department."""
    jury = evaluation.ranked()
    if regime == "statutory":
        awards.statutory(jury.tender)
        jury.fresh()
    finance = accounts.membership(Role.FINANCE_OFFICER, places.district())
    office, one, officer = jury.contest.office, judge(jury), street(jury)
    hired(one, jury.bids[0])
    redoing.set_aside_ranked(panel=jury.panel, by=officer, reason=WHY)
    bids.deliver_all()
    told = Notification.objects.filter(kind="evaluation.ranking_set_aside")
    assert told.filter(recipient=office.preparer.user_id).exists()
    assert told.filter(recipient=finance.user_id).exists() == (regime == "statutory")
    assert all(row.parameters["reason"] == WHY for row in told)
    seats = Notification.objects.filter(kind="evaluation.set_aside")
    assert {one.user_id, office.committee.user_id} <= set(seats.values_list("recipient", flat=True))


def test_why_a_ranking_was_set_aside_is_public_with_the_later_result(jury: Jury) -> None:
    leave(judge(jury))
    client = accounts.signed_in(Client(), street(jury))
    url = reverse("evaluation:set_aside", args=[jury.tender.number])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"reason": WHY})
    panel = jury.fresh()
    assert (answer.status_code, answer["Location"], panel.counts) == (302, panel.get_absolute_url(), False)
    assert Client().get(panel.get_absolute_url()).status_code == 403
    later = clock.now() + timedelta(seconds=1)
    Notice.objects.create(tender=jury.tender, number=9, kind=Notice.Kind.RESULT, body={}, published_at=later)
    page = Client().get(panel.get_absolute_url())
    assert page.status_code == 200
    assert WHY in page.content.decode()


@pytest.mark.parametrize("kind", [Notice.Kind.FAILURE, Notice.Kind.RESULT])
def test_what_a_remedy_set_aside_becomes_public_with_the_result_after_it_in_this_call_or_the_next(
    jury: Jury, kind: Notice.Kind
) -> None:
    """A call that comes to nothing opens no prices to the rivals of the next one."""
    Panel.objects.filter(pk=jury.panel.pk).update(
        counts_for=None, superseded_at=clock.now(), superseded_by=Remedy.CHALLENGE, superseded_reason=WHY
    )
    later = clock.now() + timedelta(seconds=1)
    Notice.objects.create(tender=jury.tender, number=9, kind=kind, body={}, published_at=later)
    url = jury.fresh().get_absolute_url()
    assert Client().get(url).status_code == (200 if kind == Notice.Kind.RESULT else 403)
    Tender.objects.filter(pk=jury.tender.pk).update(state="failed", public_reason=WHY, ended_at=later)
    following = tenders.announced(jury.contest.office)
    Tender.objects.filter(pk=following.pk).update(demand=jury.tender.demand, round=2)
    Notice.objects.create(tender=following, number=9, kind=Notice.Kind.RESULT, body={}, published_at=later)
    page = Client().get(url)
    assert page.status_code == 200
    assert WHY in page.content.decode()


def test_with_a_project_that_is_given_up_its_ranking_is_public(jury: Jury) -> None:
    url = jury.fresh().get_absolute_url()
    assert Client().get(url).status_code == 403
    Demand.objects.filter(pk=jury.tender.demand_id).update(state=DemandState.WITHDRAWN)
    assert Client().get(url).status_code == 200
