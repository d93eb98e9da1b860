"""Who answers an objection or a challenge: nobody who did what it is about, and always somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.files.services import store
from marketplace.notifications.models import Notification
from marketplace.places.queries import district_of
from marketplace.primitives.refusal import NotPermitted
from tendering.awards import permissions
from tendering.awards.acted import acted_on
from tendering.awards.models import Award, Objection
from tendering.awards.queries.duties import duties
from tendering.awards.rules.remedies import Outcome, Step, Subject
from tendering.awards.services import answering, objections
from tendering.bids.models import OpeningConfirmation, Qualification, QualificationView
from tendering.evaluation.models import DefenceSession, DefenceSlot, Draw, Panel, PaperSheet, ScoreSheet, Seat
from tendering.tenders.models import Offer, Resolution, Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import announcing, questions
from tests.factories import accounts, awards, bids, files, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(office: Office) -> Membership:
    return accounts.membership(Role.STREET, office.community.parent)


@pytest.fixture
def district(office: Office) -> Membership:
    return accounts.membership(Role.DISTRICT, district_of(office.community))


def opened(tender: Tender, by: Membership) -> None:
    OpeningConfirmation.objects.create(
        opening=tender.opening, office=by.role, confirmed_by=by.user, membership=by, confirmed_at=clock.now()
    )


def qualified(tender: Tender, by: Membership) -> None:
    """One bid more, that fell out."""
    bid = awards.opened_bid(tender, tenders.providers(1)[0], "15000.00")
    Qualification.objects.create(
        bid=bid, counts_for=bid, passed=False, reason="未提交年检结论", decided_by=by.user, decided_at=clock.now()
    )


def spoke(tender: Tender, by: Membership) -> None:
    """One office's view of a bid; another gave the last."""
    QualificationView.objects.create(
        bid=tender.bids.earliest("pk"),
        office=by.role,
        passed=True,
        given_by=by.user,
        membership=by,
        given_at=clock.now(),
    )


def convened(tender: Tender, by: Membership) -> None:
    Panel.objects.filter(tender=tender).update(convened_by=by.user)


def sat(tender: Tender, by: Membership) -> None:
    awards.seated(tender, by)


def seat_of(tender: Tender) -> Seat:
    """A seat whose holder is nobody here."""
    awards.seated(tender, accounts.membership(Role.RESIDENT_REPRESENTATIVE, tender.demand.community))
    return tender.panel.seats.latest("pk")


def filled(tender: Tender, by: Membership) -> None:
    Seat.objects.filter(pk=seat_of(tender).pk).update(seated_by=by.user)


def gave_up(tender: Tender, by: Membership) -> None:
    Seat.objects.filter(pk=seat_of(tender).pk).update(state="replaced", left_at=clock.now(), given_up_by=by.user)


def typed(tender: Tender, by: Membership) -> None:
    sheet, now = ScoreSheet.objects.create(seat=seat_of(tender)), clock.now()
    scan = store(upload=files.upload(), by=by, purpose="evaluation.paper")
    entered = {"state": "entered", "entered_by": by.user, "entered_at": now, "scan": scan}
    PaperSheet.objects.create(sheet=sheet, code="P-1", printed_by=accounts.user(), printed_at=now, **entered)


def typed_again(tender: Tender, by: Membership) -> None:
    typed(tender, accounts.membership(Role.RESIDENT, tender.demand.community))
    PaperSheet.objects.update(state="confirmed", confirmed_by=by.user, confirmed_at=clock.now())


def marked_absent(tender: Tender, by: Membership) -> None:
    now = clock.now()
    lot = Draw.objects.create(
        panel=tender.panel, purpose=Draw.Purpose.DEFENCE, seed=b"1" * 32, commitment="0" * 64, committed_at=now
    )
    session = DefenceSession.objects.create(
        panel=tender.panel,
        place="社区会议室",
        starts_at=now,
        minutes=10,
        draw=lot,
        scheduled_by=accounts.user(),
        scheduled_at=now,
    )
    DefenceSlot.objects.create(
        session=session, bid=tender.bids.earliest("pk"), state="absent", absent_reason="三次点名未到", absent_by=by.user
    )


def convened_the_first_round(tender: Tender, by: Membership) -> None:
    """The same people have checked their result since, called back by somebody else."""
    first = tender.panel
    aside = {"superseded_by": "recheck", "superseded_reason": "业绩未按标准计分"}
    Panel.objects.filter(pk=first.pk).update(counts_for=None, superseded_at=clock.now(), **aside)
    again = awards.ranked_anew(tender)
    Panel.objects.filter(pk=again.pk).update(rechecks=first, error="sum")
    Panel.objects.filter(pk=first.pk).update(convened_by=by.user)
    tender.awards.update(panel=again)


ACTS = [opened, qualified, spoke, convened, sat]
# What of the panel's work stands with somebody else's name on it.
BESIDE = [filled, gave_up, typed, typed_again, marked_absent, convened_the_first_round]
Act = Callable[[Tender, Membership], None]


def is_waiting(by: Membership) -> bool:
    """On the last day: the district has it only then, the others from the beginning."""
    last = Objection.objects.latest("due_at").due_at
    return bool({duty.kind for duty in duties(by, last)} & {"awards.answer", "awards.answer_challenge"})


def dismiss(row: Objection, by: Membership) -> Objection:
    return objections.answer_objection(objection=row, by=by, upheld=False, answer="已核实")


def reply(row: Objection, by: Membership) -> Objection:
    return answering.answer_challenge(objection=row, by=by, outcome=Outcome.NOT_UPHELD, answer="经核实")


@pytest.mark.parametrize("act", [*ACTS, *BESIDE])
def test_whoever_took_part_in_the_result_does_not_answer_an_objection_to_it(
    office: Office, street: Membership, act: Act
) -> None:
    """Refused, and neither offered on the page nor on the workbench; a colleague answers."""
    award = awards.publicised(awards.ranked(office), office)
    colleague = accounts.membership(Role.STREET, office.community.parent)
    act(award.tender, street)
    row = awards.objected(award)
    for by, may in ((street, False), (colleague, True)):
        assert permissions.may_answer(by, row) is may
        assert is_waiting(by) is may
    with refused("awards.own_act_challenged", kind=NotPermitted):
        dismiss(row, street)
    dismiss(row, colleague)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("subject", [Subject.RESULT, Subject.PROCESS])
def test_whoever_took_part_in_the_result_does_not_answer_a_challenge_of_it(
    office: Office, street: Membership, act: Act, subject: Subject
) -> None:
    """Nor of the step it came from."""
    award = awards.publicised(awards.statutory(awards.ranked(office)), office)
    act(award.tender, street)
    step = Step.EVALUATION if subject is Subject.PROCESS else None
    row = awards.challenged(award.tender, awards.bidders(award.tender)[1], subject, step)
    assert not is_waiting(street)
    with refused("awards.own_act_challenged", kind=NotPermitted):
        reply(row, street)


def test_whoever_watched_the_panel_without_a_vote_may_answer(office: Office, street: Membership) -> None:
    award = awards.publicised(awards.ranked(office), office)
    awards.seated(award.tender, street, capacity="observer")
    row = awards.objected(award)
    assert is_waiting(street)
    dismiss(row, street)


@pytest.mark.parametrize("recorded", [Offer, Resolution])
def test_whoever_recorded_what_a_direct_award_rests_on_does_not_answer_for_it(
    office: Office, street: Membership, recorded: type[Offer] | type[Resolution]
) -> None:
    """The offer, or the resolution that names who does it."""
    award = awards.publicised(awards.without_competition(office), office)
    recorded._default_manager.filter(tender=award.tender).update(recorded_by=street.user)
    row = awards.objected(award)
    assert not is_waiting(street)
    with refused("awards.own_act_challenged", kind=NotPermitted):
        dismiss(row, street)


def test_the_panel_of_an_award_is_remembered_once_a_remedy_set_it_aside(office: Office, street: Membership) -> None:
    """Its members do not judge the complaint about the answer."""
    award = awards.publicised(awards.ranked(office), office)
    sat(award.tender, street)
    row = awards.objected(award)
    reason = {"superseded_by": "objection", "superseded_reason": "业绩未按标准计分"}
    Panel.objects.update(counts_for=None, superseded_at=clock.now(), **reason)
    assert street.user_id in acted_on(row)


def test_whoever_wrote_in_the_documents_does_not_answer_a_challenge_of_them(office: Office, street: Membership) -> None:
    """The first word and the last amendment alike."""
    tender = awards.statutory(tenders.announced(office))
    colleague = accounts.membership(Role.COMMUNITY, office.community)
    content = Content.from_mapping(tender.content | {"outputs": "全年 200 人次。"})
    announcing.amend(tender=tender, by=colleague, content=content, reason="更正")
    by = tenders.bidder(tenders.providers(1)[0])
    questions.obtain(tender=tender, by=by)
    row = awards.challenged(Tender.objects.get(pk=tender.pk), by, Subject.DOCUMENTS)
    assert [is_waiting(one) for one in (colleague, street)] == [False, True]
    with refused("awards.own_act_challenged", kind=NotPermitted):
        reply(row, colleague)
    reply(row, street)


def objected(award: Award) -> Objection:
    bids.deliver_all()
    Notification.objects.all().delete()
    row = awards.objected(award)
    bids.deliver_all()
    return row


def test_where_nobody_of_community_and_street_is_left_the_district_answers(
    office: Office, street: Membership, district: Membership
) -> None:
    """It is told, finds it on its workbench and answers; an objection is never left for want of somebody."""
    award = awards.publicised(awards.ranked(office), office)
    awards.nobody_left(award.tender)
    row = objected(award)
    told = Notification.objects.filter(kind="awards.objected").values_list("recipient", flat=True)
    assert district.user_id in told
    assert [is_waiting(by) for by in (office.preparer, office.approver, street)] == [False] * 3
    assert is_waiting(district)
    assert not duties(district, clock.now()), "until the last day others may name somebody who is free"
    dismiss(row, district)


def test_a_challenge_falls_to_the_district_in_the_same_way(
    office: Office, street: Membership, district: Membership
) -> None:
    award = awards.publicised(awards.statutory(awards.ranked(office)), office)
    by = awards.bidders(award.tender)[1]
    awards.nobody_left(award.tender)
    row = awards.challenged(award.tender, by)
    assert [is_waiting(one) for one in (street, district)] == [False, True]
    reply(row, district)


def test_as_long_as_somebody_is_left_the_district_does_not_answer(
    office: Office, street: Membership, district: Membership
) -> None:
    """Nor where a colleague comes only later."""
    award = awards.publicised(awards.ranked(office), office)
    row = objected(award)
    assert not Notification.objects.filter(kind="awards.objected", recipient=district.user).exists()
    assert not is_waiting(district)
    with pytest.raises(RoleMissing):
        dismiss(row, district)
    awards.nobody_left(award.tender)
    assert is_waiting(district)
    accounts.membership(Role.COMMUNITY, office.community)
    assert not is_waiting(district)
    with pytest.raises(RoleMissing):
        dismiss(row, district)


def test_who_stands_in_for_somebody_who_acted_is_not_somebody_left(
    office: Office, street: Membership, district: Membership
) -> None:
    """Nor the officer for whom somebody who acted stands in."""
    award = awards.publicised(awards.ranked(office), office)
    awards.nobody_left(award.tender)
    until = clock.today() + timedelta(days=30)
    place = office.community.parent
    accounts.membership(Role.STREET, place, substitute_for=street, to_date=until)
    absent = accounts.membership(Role.STREET, place)
    accounts.membership(Role.STREET, place, who=office.approver.user, substitute_for=absent, to_date=until)
    dismiss(awards.objected(award), district)


def test_a_district_officer_who_acted_does_not_answer_in_their_place(
    office: Office, street: Membership, district: Membership
) -> None:
    award = awards.publicised(awards.ranked(office), office)
    awards.nobody_left(award.tender)
    convened(award.tender, district)
    row = awards.objected(award)
    assert not is_waiting(district)
    with refused("awards.own_act_challenged", kind=NotPermitted):
        dismiss(row, district)
