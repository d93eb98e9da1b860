"""Complaints after objections and challenges: who, until when, who decides, what follows (采购法55–57; domain 2.6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI, last_day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.awards import permissions
from tendering.awards.models import Award, Complaint, Objection
from tendering.awards.queries.duties import duties
from tendering.awards.rules.remedies import ComplaintLate, Outcome
from tendering.awards.rules.states import ComplaintState, ObjectionState, State
from tendering.awards.services import answering, complaints, objections, publicity
from tendering.awards.services.answering import OutcomeNotOpen
from tendering.awards.services.complaints import AnswerNotDue, ComplainedAlready
from tendering.awards.services.holding import ObjectionPending
from tendering.tenders import tasks
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries.suspensions import in_force
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, places
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance() -> Membership:
    return accounts.membership(Role.FINANCE_OFFICER, places.district())


@pytest.fixture
def discipline(office: Office) -> Membership:
    return accounts.membership(Role.DISCIPLINE, office.community.parent)


@pytest.fixture
def street(office: Office) -> Membership:
    return accounts.membership(Role.STREET, office.community.parent)


@pytest.fixture
def award(office: Office) -> Award:
    """Under the statute, in publicity since Monday 1 June until the end of Thursday."""
    return awards.publicised(awards.statutory(awards.ranked(office)), office)


def loser(award: Award) -> Membership:
    return awards.bidders(award.tender)[1]


def refused(award: Award, office: Office) -> Objection:
    """A challenge answered on 1 June: not upheld."""
    row = awards.challenged(award.tender, loser(award))
    return answering.answer_challenge(
        objection=row, by=office.approver, outcome=Outcome.NOT_UPHELD, answer="经核实不成立"
    )


def complain(row: Objection, by: Membership) -> Complaint:
    return complaints.file_complaint(objection=row, by=by, pleading=awards.PLEADING)


def decide(row: Complaint, by: Membership, outcome: Outcome) -> Complaint:
    return complaints.decide(complaint=row, by=by, outcome=outcome, decision="处理决定")


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 10, tzinfo=SHANGHAI)


def test_under_the_statute_the_districts_finance_has_its_days(
    office: Office, award: Award, finance: Membership
) -> None:
    """Filed on Monday 1 June: examined by the 8th, copies by the 11th, decided in thirty working days (19 June off)."""
    row = complain(refused(award, office), loser(award))
    assert row.examine_due_at is not None
    assert row.copies_due_at is not None
    due = [last_day_of(moment) for moment in (row.examine_due_at, row.copies_due_at, row.decide_due_at)]
    assert due == [date(2026, 6, 8), date(2026, 6, 11), date(2026, 7, 14)]
    assert {duty.kind for duty in duties(finance, clock.now())} == {"awards.examine"}
    admitted = complaints.examine(complaint=row, by=finance, admitted=True)
    assert (admitted.state, admitted.copies_sent_at is not None) == (ComplaintState.ADMITTED, True)
    assert {duty.kind for duty in duties(finance, clock.now())} == {"awards.decide"}


def test_fifteen_working_days_after_the_days_of_the_answer_and_no_later(office: Office, award: Award) -> None:
    """Answered on 1 June, which was due on the 10th: until Thursday 2 July, Friday 19 June being a day off."""
    row = refused(award, office)
    with clock.moved_to(day(7, 3)), pytest.raises(ComplaintLate):
        complain(row, loser(award))
    with clock.moved_to(day(7, 2)):
        complain(row, loser(award))
        with pytest.raises(ComplainedAlready):
            complain(row, loser(award))


def test_silence_is_complained_about_after_the_days_of_the_answer(
    office: Office, award: Award, finance: Membership
) -> None:
    """Not before; the decision answers the challenge and lets the award go on."""
    row = awards.challenged(award.tender, loser(award))
    with pytest.raises(AnswerNotDue):
        complain(row, loser(award))
    with clock.moved_to(day(6, 11)):
        complaint = complain(row, loser(award))
        complaints.examine(complaint=complaint, by=finance, admitted=True)
        decide(complaint, finance, Outcome.NOT_UPHELD)
        row.refresh_from_db()
        award.refresh_from_db()
        assert (row.state, award.state) == (ObjectionState.DISMISSED, State.PUBLICITY)
        assert award.publicity_last_day == date(2026, 6, 16)


def test_nobody_else_complains_and_nobody_else_decides(
    office: Office, award: Award, finance: Membership, discipline: Membership
) -> None:
    """Neither rivals nor the winner; a street's finance does not decide, nor discipline under the statute."""
    row = refused(award, office)
    for by in (*awards.bidders(award.tender)[::2], accounts.membership(Role.RESIDENT, office.community)):
        with pytest.raises(NotPermitted, match="not_your_objection"):
            complain(row, by)
    complaint = complain(row, loser(award))
    street_finance = accounts.membership(Role.FINANCE_OFFICER, office.community.parent)
    for by in (street_finance, discipline, office.approver):
        with pytest.raises(NotPermitted, match="not_your_complaint"):
            complaints.examine(complaint=complaint, by=by, admitted=True)
    with pytest.raises(Refusal, match="wrong_state"):
        decide(complaint, finance, Outcome.VOID)


def test_whoever_is_of_the_bidder_without_acting_for_it_neither_reads_nor_complains(
    office: Office, award: Award
) -> None:
    """Nor, in another role, whoever filed the challenge; a colleague who bids does."""
    row, by = refused(award, office), Objection.objects.get().filed_by
    organisation = row.provider.organisation if row.provider else None
    planner = accounts.membership(Role.PLANNER, organisation)
    same = accounts.membership(Role.PLANNER, organisation, who=by)
    colleague = accounts.membership(Role.PROVIDER_BIDDER, organisation)
    people = (planner, same, colleague)
    assert [permissions.is_complainant(one, row) for one in people] == [False, False, True]
    assert [permissions.reads_objection(one, row) for one in (planner, colleague)] == [False, True]


def test_turned_away_with_a_reason(office: Office, award: Award, finance: Membership) -> None:
    complaint = complain(refused(award, office), loser(award))
    with pytest.raises(InvalidInput, match="reason_missing"):
        complaints.examine(complaint=complaint, by=finance, admitted=False, reason=" ")
    away = complaints.examine(complaint=complaint, by=finance, admitted=False, reason="不属于投诉范围")
    assert (away.state, away.decision) == (ComplaintState.TURNED_AWAY, "不属于投诉范围")


def test_a_suspension_ends_by_itself_and_its_days_count_in_no_period(
    office: Office, award: Award, finance: Membership
) -> None:
    """Suspended on 1 June for thirty days, over at the end of 1 July; three more days after the day it goes on."""
    complaint = complain(refused(award, office), loser(award))
    complaints.examine(complaint=complaint, by=finance, admitted=True, suspend=True)
    tender = Tender.objects.get(pk=award.tender_id)
    assert tender.state == TenderState.SUSPENDED
    assert tender.suspended_until is not None
    assert last_day_of(tender.suspended_until) == date(2026, 7, 1)
    assert tasks.resume_due() == 0
    with clock.moved_to(tender.suspended_until):
        assert not publicity.elapse(award=award)
        assert tasks.resume_due() == 1
    award.refresh_from_db()
    assert award.publicity_last_day == date(2026, 7, 7)
    assert Notice.objects.filter(tender=tender, kind=Notice.Kind.RESUMPTION).count() == 1


def answered(award: Award, office: Office, by: Membership) -> Objection:
    row = awards.challenged(award.tender, by)
    return answering.answer_challenge(objection=row, by=office.approver, outcome=Outcome.NOT_UPHELD, answer="不成立")


def suspended_on(row: Objection, finance: Membership) -> Complaint:
    """A complaint after this challenge, admitted with the call suspended."""
    complaint = complain(row, Membership.objects.get(user_id=row.filed_by_id))
    return complaints.examine(complaint=complaint, by=finance, admitted=True, suspend=True)


def lift(award: Award, by: Membership) -> str:
    return announcing.resume(tender=award.tender, by=by, reason="核查结束").state


def test_what_finance_suspended_no_street_lets_go_on(
    office: Office, award: Award, finance: Membership, street: Membership
) -> None:
    """Nor the district's own office; finance may before it decides."""
    suspended_on(refused(award, office), finance)
    district = accounts.membership(Role.DISTRICT, finance.place)
    for by in (street, district, accounts.membership(Role.FINANCE_OFFICER, office.community.parent)):
        with pytest.raises(NotPermitted, match="others_suspension"):
            lift(award, by)
    page = accounts.signed_in(Client(), street).get(award.tender.get_absolute_url()).content.decode()
    assert f"{award.tender.get_absolute_url()}resume/" not in page
    assert lift(award, finance) == TenderState.OPENED


def test_a_decision_lifts_the_order_given_on_its_complaint_and_no_other(
    office: Office, award: Award, finance: Membership, street: Membership
) -> None:
    """Two complaints and the street hold the call; it goes on with the last of them."""
    rows = [answered(award, office, by) for by in awards.bidders(award.tender)[1:3]]
    one, other = (suspended_on(row, finance) for row in rows)
    announcing.suspend(tender=award.tender, by=street, reason="街道核查")
    decide(other, finance, Outcome.NOT_UPHELD)
    assert [row.complaint for row in in_force(Tender.objects.get(pk=award.tender_id))] == [one.pk, None]
    decide(one, finance, Outcome.NOT_UPHELD)
    assert Tender.objects.get(pk=award.tender_id).state == TenderState.SUSPENDED
    assert lift(award, street) == TenderState.OPENED


@pytest.mark.parametrize(
    ("outcome", "state", "tender_state"),
    [
        (Outcome.VOID, State.VOID, TenderState.SUSPENDED),
        (Outcome.REDO_EVALUATION, State.SET_ASIDE, TenderState.SUSPENDED),
        (Outcome.CANCELLED, State.VOID, TenderState.CANCELLED),
    ],
)
def test_what_is_decided_while_another_office_holds_the_call_follows_and_the_call_waits(
    office: Office,
    award: Award,
    finance: Membership,
    street: Membership,
    outcome: Outcome,
    state: State,
    tender_state: TenderState,
) -> None:
    """A publicity is not held anew meanwhile: it could not run."""
    complaint = suspended_on(refused(award, office), finance)
    announcing.suspend(tender=award.tender, by=street, reason="街道核查")
    with pytest.raises(OutcomeNotOpen):
        decide(complaint, finance, Outcome.REPUBLISHED)
    decide(complaint, finance, outcome)
    award.refresh_from_db()
    tender = Tender.objects.get(pk=award.tender_id)
    assert (award.state, tender.state) == (state, tender_state)
    assert bool(in_force(tender)) == (tender_state == TenderState.SUSPENDED)


def test_a_publicity_that_a_decision_lets_run_begins_when_the_call_goes_on(
    office: Office, award: Award, finance: Membership, street: Membership
) -> None:
    """Held on Tuesday 2 June with three days left; nobody answers; decided on Friday 12, free on Monday the 15th."""
    with clock.moved_to(day(6, 2)):
        row = awards.challenged(award.tender, loser(award))
    with clock.moved_to(day(6, 12)):
        complaint = complain(row, loser(award))
        announcing.suspend(tender=award.tender, by=street, reason="街道核查")
        complaints.examine(complaint=complaint, by=finance, admitted=True)
        decide(complaint, finance, Outcome.NOT_UPHELD)
    with clock.moved_to(day(6, 15)):
        lift(award, street)
    award.refresh_from_db()
    assert (award.state, award.publicity_last_day) == (State.PUBLICITY, date(2026, 6, 18))


@pytest.mark.parametrize(
    ("outcome", "state", "tender_state"),
    [
        (Outcome.NOT_UPHELD, State.PUBLICITY, TenderState.OPENED),
        (Outcome.REPUBLISHED, State.PUBLICITY, TenderState.OPENED),
        (Outcome.VOID, State.VOID, TenderState.OPENED),
        (Outcome.CANCELLED, State.VOID, TenderState.CANCELLED),
    ],
)
def test_what_follows_from_the_decision_is_done_with_it_the_call_going_on_first(
    office: Office, award: Award, finance: Membership, outcome: Outcome, state: State, tender_state: TenderState
) -> None:
    complaint = complain(refused(award, office), loser(award))
    complaints.examine(complaint=complaint, by=finance, admitted=True, suspend=True)
    decide(complaint, finance, outcome)
    award.refresh_from_db()
    complaint.refresh_from_db()
    tender = Tender.objects.get(pk=award.tender_id)
    assert (award.state, tender.state, complaint.outcome) == (state, tender_state, outcome)


def test_after_the_contract_nothing_can_follow(office: Office, award: Award, finance: Membership) -> None:
    complaint = complain(refused(award, office), loser(award))
    complaints.examine(complaint=complaint, by=finance, admitted=True)
    Tender.objects.filter(pk=award.tender_id).update(state=TenderState.CONCLUDED)
    with pytest.raises(OutcomeNotOpen):
        decide(complaint, finance, Outcome.VOID)
    assert decide(complaint, finance, Outcome.NOT_UPHELD).state == ComplaintState.DISMISSED


def test_under_local_rules_discipline_answers_and_nothing_is_made_final_meanwhile(
    office: Office, discipline: Membership, finance: Membership
) -> None:
    """No examination; seven working days; the award is confirmed only after the decision."""
    award = awards.publicised(awards.ranked(office), office)
    row = objections.answer_objection(
        objection=awards.objected(award), by=office.approver, upheld=False, answer="经核实"
    )
    resident = Membership.objects.get(user_id=row.filed_by_id)
    complaint = complain(row, resident)
    assert (complaint.state, last_day_of(complaint.decide_due_at)) == (ComplaintState.ADMITTED, date(2026, 6, 10))
    assert [{duty.kind for duty in duties(member, clock.now())} for member in (discipline, finance)] == [
        {"awards.decide"},
        set(),
    ]
    with clock.shifted(timedelta(days=8)):
        assert publicity.elapse(award=award)
        with pytest.raises(ObjectionPending):
            awards.confirm(Award.objects.get(pk=award.pk), office)
        decide(complaint, discipline, Outcome.NOT_UPHELD)
        awards.confirm(Award.objects.get(pk=award.pk), office)


def test_under_local_rules_too_a_complaint_has_its_last_day(office: Office) -> None:
    """Answered on Monday 1 June: seven working days, until Wednesday 10 June; the days stand with the call."""
    award = awards.publicised(awards.ranked(office), office)
    row = objections.answer_objection(
        objection=awards.objected(award), by=office.approver, upheld=False, answer="经核实"
    )
    resident = Membership.objects.get(user_id=row.filed_by_id)
    with clock.moved_to(day(6, 11)), pytest.raises(ComplaintLate):
        complain(row, resident)
    with clock.moved_to(day(6, 10)):
        assert complain(row, resident).state == ComplaintState.ADMITTED


def test_everybody_reads_subject_and_outcome_and_never_who(office: Office, award: Award, finance: Membership) -> None:
    """The complaint's words are for the complainant, the offices and finance."""
    by, rival = loser(award), awards.bidders(award.tender)[2]
    complaint = complain(refused(award, office), by)
    assert by.organisation is not None
    secret = [awards.PLEADING.text, by.organisation.name, by.user.name]
    for client in (Client(), accounts.signed_in(Client(), rival)):
        page = client.get(complaint.get_absolute_url()).content.decode()
        assert [word for word in secret if word in page] == []
    for member in (by, office.approver, finance):
        page = accounts.signed_in(Client(), member).get(complaint.get_absolute_url()).content.decode()
        assert awards.PLEADING.text in page
