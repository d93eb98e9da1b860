"""A call that came to nothing leaves nobody without a remedy: its end is challenged, answered, complained about.

采购法52–55; MoF Decree 94, articles 10 and 32; domain 2.6.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.refusal import NotPermitted
from tendering.awards.models import Award, Objection
from tendering.awards.permissions import NoStanding, is_complainant, reads_objection
from tendering.awards.queries.challenges import outcomes_of
from tendering.awards.queries.complaints import complaint_outcomes
from tendering.awards.queries.duties import duties
from tendering.awards.rules.remedies import ChallengeLate, Outcome, Subject, outcomes_after_end
from tendering.awards.rules.states import ComplaintState, ObjectionState
from tendering.awards.rules.states import State as AwardState
from tendering.awards.services import answering, complaints
from tendering.bids.services import closing
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services import publication
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, bids, consortia, contracts, places, tenders
from tests.factories.bids import Contest
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db
OPEN = (Outcome.NOT_UPHELD, Outcome.HARMLESS, Outcome.CALL_ANEW)


@pytest.fixture
def contest(office: Office) -> Contest:
    """A micro call under local rules, opened on 1 June or a few days later."""
    return bids.contest(office=office)


@pytest.fixture
def street(office: Office) -> Membership:
    return accounts.membership(Role.STREET, office.community.parent)


def failed(contest: Contest, *, bound: bool) -> Tender:
    """It fails on Monday 15 June."""
    if bound:
        awards.statutory(contest.tender)
    with clock.moved_to(day(15)):
        return announcing.fail(tender=contest.tender, reason="有效响应不足", by=None)


def day(number: int) -> datetime:
    return datetime(2026, 6, number, 10, tzinfo=SHANGHAI)


def challenged(tender: Tender, by: Membership, on: int = 16) -> Objection:
    with clock.moved_to(day(on)):
        return awards.challenged(tender, by, Subject.END)


def answer(row: Objection, by: Membership, outcome: Outcome, on: int = 17) -> Objection:
    with clock.moved_to(day(on)):
        return answering.answer_challenge(objection=row, by=by, outcome=outcome, answer="经核实")


@pytest.mark.parametrize(("bound", "last", "late"), [(True, 25, 26), (False, 18, 22)])
def test_whoever_bid_challenges_the_end_within_the_days_of_the_rules(
    contest: Contest, bound: bool, last: int, late: int
) -> None:
    """Seven working days by the statute, Friday 19 June being a day off; locally the three of a publicity."""
    tender = failed(contest, bound=bound)
    one, other = contest.bidders[:2]
    with pytest.raises(ChallengeLate):
        challenged(tender, one, on=late)
    row = challenged(tender, one, on=last)
    assert (row.state, row.award, row.regime) == (ObjectionState.OPEN, None, "statutory" if bound else "local")
    with clock.moved_to(day(last)):
        with refused("awards.challenged_once"):
            awards.challenged(tender, one, Subject.END)
        with refused("awards.end_instead"):
            awards.challenged(tender, other, Subject.RESULT)
        with pytest.raises(NoStanding, match="no_standing_end"):
            awards.challenged(tender, tenders.bidder(tenders.providers(1)[0]), Subject.END)


def test_of_a_call_that_goes_on_no_end_is_challenged(contest: Contest) -> None:
    awards.statutory(contest.tender)
    with refused("awards.not_ended"):
        awards.challenged(contest.tender, contest.bidders[0], Subject.END)


def test_whose_bid_was_never_opened_challenges_the_end_too(office: Office) -> None:
    tender = tenders.announced(office)
    rival = tenders.providers(1)[0]
    bids.submitted(tender, rival)
    tender = announcing.fail(tender=tender, reason="响应不足", by=None)
    assert awards.challenged(tender, tenders.bidder(rival), Subject.END).provider == rival


def test_a_member_of_a_consortium_whose_bid_was_never_opened_challenges_the_end_too(office: Office) -> None:
    """Also after what the bid said was destroyed; whoever was only asked does not."""
    tender = consortia.call(office)
    lead, member, asked = tenders.providers(3)
    consortia.submitted(tender, lead, [member])
    consortia.proposed(tender, asked, [lead])
    tender = announcing.fail(tender=tender, reason="响应不足", by=None)
    closing.destroy_leftovers()
    assert awards.challenged(tender, tenders.bidder(member), Subject.END).provider == member
    with pytest.raises(NoStanding, match="no_standing_end"):
        awards.challenged(tender, tenders.bidder(asked), Subject.END)


@pytest.mark.parametrize("bound", [True, False])
def test_upheld_it_is_published_and_the_project_is_to_be_let_anew(
    contest: Contest, street: Membership, bound: bool
) -> None:
    """The call that ended is not revived; the community is told; nobody reads who challenged."""
    tender, by = failed(contest, bound=bound), contest.bidders[0]
    row = challenged(tender, by)
    with clock.moved_to(day(17)):
        assert [duty.kind for duty in duties(street, clock.now())] == ["awards.answer_challenge"]
        assert outcomes_of(row, None, clock.now()) == OPEN
        page = accounts.signed_in(Client(), street).get(f"/results/challenges/{row.pk}/answer/")
        assert [value for value, _label in page.context["form"].fields["outcome"].choices] == list(OPEN)
    answer(row, street, Outcome.CALL_ANEW)
    tender.refresh_from_db()
    assert tender.state == State.FAILED
    shown = Client().get(row.get_absolute_url()).content.decode()
    assert "项目重新发包" in shown
    assert by.organisation is not None
    assert by.organisation.name not in shown
    with clock.moved_to(day(18)):
        bids.deliver_all()
    told = set(Notification.objects.filter(kind="awards.call_anew").values_list("recipient", flat=True))
    assert {contest.office.preparer.user_id, contest.office.approver.user_id} <= told


@pytest.mark.parametrize(
    ("bound", "role", "state"),
    [(True, Role.FINANCE_OFFICER, ComplaintState.FILED), (False, Role.DISCIPLINE, ComplaintState.ADMITTED)],
)
def test_after_the_answer_it_is_complained_about(
    contest: Contest, street: Membership, bound: bool, role: Role, state: ComplaintState
) -> None:
    """To the district's finance by the statute, else to discipline; what follows is the same."""
    tender, by = failed(contest, bound=bound), contest.bidders[0]
    judge = accounts.membership(role, places.district())
    row = answer(challenged(tender, by), street, Outcome.NOT_UPHELD)
    with clock.moved_to(day(18)):
        complaint = complaints.file_complaint(objection=row, by=by, pleading=awards.PLEADING)
        assert complaint.state == state
        if bound:
            complaint = complaints.examine(complaint=complaint, by=judge, admitted=True)
        assert complaint_outcomes(complaint, None) == OPEN
        decided = complaints.decide(complaint=complaint, by=judge, outcome=Outcome.CALL_ANEW, decision="成立")
    assert decided.state == ComplaintState.UPHELD


def test_whoever_ended_the_call_does_not_answer_for_it(contest: Contest, street: Membership) -> None:
    """A colleague of the street does, who had no part in it."""
    with clock.moved_to(day(15)):
        tender = announcing.cancel(tender=contest.tender, by=street, reason="需求变化")
    row = challenged(tender, contest.bidders[0])
    with clock.moved_to(day(16)), refused("awards.own_act_challenged", kind=NotPermitted):
        answering.answer_challenge(objection=row, by=street, outcome=Outcome.NOT_UPHELD, answer="不成立")
    colleague = accounts.membership(Role.STREET, street.place)
    assert answer(row, colleague, Outcome.NOT_UPHELD).state == ObjectionState.DISMISSED


def test_whoever_wrote_the_documents_or_annulled_an_award_does_not_answer_for_the_end(
    contest: Contest, street: Membership
) -> None:
    """What led to the end is challenged with it."""
    tender = failed(contest, bound=False)
    row = challenged(tender, contest.bidders[0])
    tender.writers.add(street.user)
    annulling = accounts.membership(Role.STREET, street.place)
    body = {"reason": "举报属实"}
    tender.notices.create(
        number=90, kind=Notice.Kind.AWARD_FELL, body=body, published_at=day(15), published_by=annulling.user
    )
    for by in (street, annulling):
        with clock.moved_to(day(16)), refused("awards.own_act_challenged", kind=NotPermitted):
            answering.answer_challenge(objection=row, by=by, outcome=Outcome.NOT_UPHELD, answer="不成立")


def test_colleagues_go_on_with_what_one_of_them_filed(contest: Contest) -> None:
    row = challenged(failed(contest, bound=False), contest.bidders[0])
    colleague = accounts.membership(Role.PROVIDER_ADMIN, contest.bidders[0].organisation)
    assert is_complainant(colleague, row)
    assert reads_objection(colleague, row)
    assert not reads_objection(contest.bidders[1], row)


def test_where_another_call_led_to_a_contract_that_one_stands() -> None:
    assert outcomes_after_end(contracted_since=True, is_alive=True)[-1] is Outcome.STANDS
    assert outcomes_after_end(contracted_since=False, is_alive=True) == OPEN


def test_a_project_is_not_withdrawn_over_the_head_of_whoever_challenged_the_end(
    client: Client, contest: Contest, street: Membership
) -> None:
    """Else the answer that it is let anew would come to nothing; answered, the community is free again."""
    tender, by, office = failed(contest, bound=False), contest.bidders[0], contest.office
    row, url = challenged(tender, by), f"{tender.demand.get_absolute_url()}withdraw/"
    for on in (16, 18):
        with clock.moved_to(day(on)):
            with refused("awards.remedy_before_withdrawal"):
                withdrawn(tender.demand, office.preparer)
            assert "等待答复" in accounts.signed_in(client, office.preparer).get(url).content.decode()
        if row.state == ObjectionState.OPEN:
            row = answer(row, street, Outcome.NOT_UPHELD)
            with clock.moved_to(day(18)):
                complaint = complaints.file_complaint(objection=row, by=by, pleading=awards.PLEADING)
    with clock.moved_to(day(18)):
        judge = accounts.membership(Role.DISCIPLINE, places.district())
        complaints.decide(complaint=complaint, by=judge, outcome=Outcome.NOT_UPHELD, decision="不成立")
        assert withdrawn(tender.demand, office.preparer).state == DemandState.WITHDRAWN


def withdrawn(demand: Demand, by: Membership) -> Demand:
    return publication.withdraw(demand=demand, by=by, reason="居民不再需要", now=clock.now())


def test_of_a_project_that_has_ended_nothing_is_promised_that_is_let_anew(contest: Contest, street: Membership) -> None:
    """It ended before anybody challenged: upheld, whoever did damage is liable, and nobody is asked to let it."""
    tender = failed(contest, bound=False)
    with clock.moved_to(day(15)):
        withdrawn(tender.demand, contest.office.preparer)
    row = challenged(Tender.objects.get(pk=tender.pk), contest.bidders[0])
    ended = (Outcome.NOT_UPHELD, Outcome.HARMLESS, Outcome.NOTHING_LEFT)
    with clock.moved_to(day(17)), refused("awards.outcome_not_open"):
        answering.answer_challenge(objection=row, by=street, outcome=Outcome.CALL_ANEW, answer="经核实")
    assert outcomes_of(row, None, clock.now()) == ended
    row = answer(row, street, Outcome.NOTHING_LEFT)
    assert row.state == ObjectionState.UPHELD
    bids.deliver_all()
    assert not Notification.objects.filter(kind="awards.call_anew").exists()
    with clock.moved_to(day(18)):
        complaint = complaints.file_complaint(objection=row, by=contest.bidders[0], pleading=awards.PLEADING)
        assert complaint_outcomes(complaint, None) == ended


def test_what_was_contracted_since_stands_whatever_the_answer(contest: Contest, street: Membership) -> None:
    """The next call for the project led to a contract while the challenge waited: nothing is to be let anew."""
    tender, by = failed(contest, bound=False), contest.bidders[0]
    row = challenged(tender, by)
    with clock.moved_to(day(17)):
        later = contracts.lettered(contracts.People.of(contest.office.community), demand=tender.demand)
        assert (later.tender.demand_id, later.tender.round) == (tender.demand_id, 2)
        assert outcomes_of(row, None, clock.now()) == OPEN
        Award.objects.filter(pk=later.pk).update(state=AwardState.CONCLUDED)
    with refused("awards.outcome_not_open"):
        answer(row, street, Outcome.CALL_ANEW, on=18)
    answered = answer(row, street, Outcome.STANDS, on=18)
    assert (answered.state, answered.outcome) == (ObjectionState.UPHELD, Outcome.STANDS)


def test_the_page_says_until_when_and_leads_bidders_to_the_form(contest: Contest) -> None:
    tender = failed(contest, bound=False)
    url = f"/results/remedies/{tender.number}/"
    bidder = accounts.signed_in(Client(), contest.bidders[0])
    for on, is_led in ((18, True), (22, False)):
        with clock.moved_to(day(on)):
            assert (f"{url}challenge/" in bidder.get(url).content.decode()) is is_led
            assert url in Client().get(tender.get_absolute_url()).content.decode()
