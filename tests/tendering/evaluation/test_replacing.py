"""Who was drawn stays: replaced for a recorded ground only, by somebody outside of the buyer (domain 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts import services as accounts_services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import NotPermitted, Refusal
from tendering.evaluation.models import Seat
from tendering.evaluation.queries.duties import duties
from tendering.evaluation.rules.states import Capacity, Ground, SeatState
from tendering.evaluation.services import members
from tendering.tenders.services import announcing
from tests.factories import accounts, evaluation
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules"), pytest.mark.requirement("R39")]


@pytest.fixture
def jury() -> evaluation.Jury:
    return evaluation.convened(method="comparison_invited")


def drawn(jury: evaluation.Jury) -> Seat:
    """A seat that was drawn."""
    return jury.seats()[-1]


def street(jury: evaluation.Jury) -> Membership:
    place = jury.contest.office.community.parent
    assert place is not None
    return accounts.membership(Role.STREET, place)


def test_the_buyer_does_not_replace_who_was_drawn(jury: evaluation.Jury) -> None:
    """Else the panel is picked by hand: the order is known as soon as it is drawn."""
    office, seat = jury.contest.office, drawn(jury)
    evaluation.absent(seat)
    for officer in (office.preparer, office.approver):
        with pytest.raises(NotPermitted):
            members.replace(seat=seat, by=officer, reason="来不了")
    seat.refresh_from_db()
    assert seat.state == SeatState.INVITED


@pytest.mark.parametrize("declares", [False, True])
def test_without_a_recorded_ground_nobody_replaces_who_was_drawn(jury: evaluation.Jury, *, declares: bool) -> None:
    if declares:
        evaluation.declared(jury)
    for officer in (jury.contest.office.committee, street(jury)):
        with refused("evaluation.no_ground"):
            members.replace(seat=drawn(jury), by=officer, reason="来不了")


def test_recorded_absence_is_confirmed_by_the_committee_and_published(jury: evaluation.Jury) -> None:
    evaluation.declared(jury)
    office, seat = jury.contest.office, drawn(jury)
    evaluation.absent(seat)
    assert "evaluation.replace" in [duty.kind for duty in duties(office.committee, clock.now())]
    assert "evaluation.replace" not in [duty.kind for duty in duties(office.preparer, clock.now())]
    left = members.replace(seat=seat, by=office.committee, reason="本人来电,临时住院")
    assert (left.state, left.ground, left.given_up_by) == (SeatState.REPLACED, Ground.ABSENT, office.committee.user)
    assert '"ground":"absent"' in Entry.objects.get(act="evaluation.seat.replaced").body
    page = accounts.signed_in(Client(), office.committee).get(reverse("evaluation:draws", args=[jury.tender.number]))
    (row,) = [row for row in page.context["passed"] if row.replaced == seat.label]
    assert str(row.ground) == str(Seat(ground=Ground.ABSENT).get_ground_display())
    assert "住院" not in page.content.decode()


def test_an_unanswered_invitation_is_a_ground_once_its_day_is_over(jury: evaluation.Jury) -> None:
    seat = drawn(jury)
    assert seat.answer_due_at is not None
    with clock.moved_to(seat.answer_due_at + timedelta(minutes=1)):
        left = members.replace(seat=seat, by=street(jury), reason="逾期未答复")
    assert left.ground == Ground.UNANSWERED


def test_a_role_that_ended_is_a_ground(jury: evaluation.Jury) -> None:
    seat = drawn(jury)
    Membership.objects.filter(user=seat.user).update(to_date=clock.today())
    assert members.replace(seat=seat, by=street(jury), reason="代表资格终止").ground == Ground.ROLE_ENDED


def test_who_works_for_the_buyer_too_or_judges_does_not_confirm(jury: evaluation.Jury) -> None:
    office, seat = jury.contest.office, drawn(jury)
    evaluation.absent(seat)
    judge = next(one for one in jury.seats() if one.capacity == Capacity.RESIDENT_REPRESENTATIVE and one.pk != seat.pk)
    for who in (office.approver.user, judge.user):
        both = accounts.membership(Role.SUPERVISION_COMMITTEE, office.community, who=who)
        with refused("evaluation.confirms_own_work", kind=NotPermitted):
            members.replace(seat=seat, by=both, reason="缺席")


def test_the_community_replaces_whom_it_named_itself(jury: evaluation.Jury) -> None:
    named = next(seat for seat in jury.seats() if seat.capacity == Capacity.COMMUNITY)
    with pytest.raises(NotPermitted):
        members.replace(seat=named, by=jury.contest.office.committee, reason="出差")
    left = members.replace(seat=named, by=jury.contest.office.preparer, reason="出差")
    assert (left.state, left.ground) == (SeatState.REPLACED, "")


def test_pages_offer_what_may_be_done_and_say_why_not(jury: evaluation.Jury) -> None:
    office, seat = jury.contest.office, drawn(jury)
    address, detail = reverse("evaluation:replace", args=[seat.pk]), jury.panel.get_absolute_url()
    buyer = accounts.signed_in(Client(), office.preparer)
    assert buyer.get(address).status_code == 403
    assert address not in buyer.get(detail).content.decode()
    committee = accounts.signed_in(Client(), office.committee)
    assert address not in committee.get(detail).content.decode()
    assert committee.post(address, {"reason": "来不了"}).status_code != 302
    evaluation.absent(seat)
    assert address in committee.get(detail).content.decode()
    assert committee.post(address, {"reason": "未到场"}).status_code == 302


def test_a_seat_that_was_left_is_not_left_again(jury: evaluation.Jury) -> None:
    seat = drawn(jury)
    evaluation.replaced(seat)
    with pytest.raises(Refusal, match="seat_left"):
        members.replace(seat=seat, by=jury.contest.office.committee, reason="缺席")


def drawn_holder(jury: evaluation.Jury) -> Membership:
    """The role of whoever sits on a drawn seat."""
    return evaluation.holder(drawn(jury))


def next_drawn(jury: evaluation.Jury) -> Membership:
    """The role of whoever takes the next seat that is left."""
    sitting = {seat.user_id for seat in jury.seats()}
    order = jury.panel.draws.get(purpose=Capacity.RESIDENT_REPRESENTATIVE).order
    rows = Membership.objects.scoped().in_bulk([int(key) for key in order])
    return next(rows[int(key)] for key in order if rows[int(key)].user_id not in sitting)


@pytest.mark.parametrize("whose", [drawn_holder, next_drawn])
def test_the_buyer_makes_no_ground_by_ending_the_role(
    jury: evaluation.Jury, whose: Callable[[evaluation.Jury], Membership]
) -> None:
    """Nor does it shorten it, close the account, or do so for who follows in the order: the office above may."""
    buyer, role = jury.contest.office.preparer, whose(jury)
    tomorrow = clock.today() + timedelta(days=1)
    with refused("evaluation.role_of_a_draw"):
        accounts_services.end_membership(by=buyer, membership=role, reason="调整")
    with refused("evaluation.role_of_a_draw"):
        accounts_services.correct_membership(by=buyer, membership=role, to_date=tomorrow, reason="调整")
    with refused("evaluation.role_of_a_draw"):
        accounts_services.deactivate_person(by=buyer, person=role.user, reason="调整")
    role.refresh_from_db()
    assert (role.to_date, role.user.is_active) == (None, True)
    district = accounts.membership(Role.DISTRICT)
    assert accounts_services.end_membership(by=district, membership=role, reason="迁出").to_date == clock.today()


def test_the_page_says_why_the_role_stays(jury: evaluation.Jury) -> None:
    office, role = jury.contest.office, drawn_holder(jury)
    client = accounts.signed_in(Client(), office.preparer)
    page = client.post(reverse("accounts:member_end", args=[role.pk]), {"reason": "调整"})
    assert jury.tender.number in page.content.decode()
    role.refresh_from_db()
    assert role.to_date is None


def test_whoever_is_in_no_draw_or_has_left_is_ended_by_the_community(jury: evaluation.Jury) -> None:
    """So is everybody once the panel no longer judges; a longer time is no shorter one."""
    office, seat = jury.contest.office, drawn(jury)
    role, (new,) = evaluation.holder(seat), evaluation.representatives(jury.contest, 1)
    accounts_services.end_membership(by=office.preparer, membership=new, reason="调整")
    later = clock.today() + timedelta(days=400)
    Membership.objects.filter(pk=role.pk).update(to_date=clock.today() + timedelta(days=300))
    accounts_services.correct_membership(by=office.preparer, membership=role, to_date=later, reason="连任")
    evaluation.replaced(seat)
    accounts_services.end_membership(by=office.preparer, membership=role, reason="调整")
    announcing.cancel(tender=jury.tender, by=street(jury), reason="需求变化")
    for other in jury.judges():
        if other.role == Role.RESIDENT_REPRESENTATIVE:
            accounts_services.end_membership(by=office.preparer, membership=other, reason="届满")
