"""An upheld remedy has the bids evaluated anew: the first panel counts no longer, another one finds another winner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.queries.stories import Line, story
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import Refusal, Refusals
from tendering.awards.models import Award
from tendering.awards.queries import duties as award_duties
from tendering.awards.queries.candidates import outcomes
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import State
from tendering.awards.services import answering, complaints, confirming, following, proposing, publicity
from tendering.awards.services.following import NothingToFollow
from tendering.awards.services.objections import answer_objection
from tendering.awards.services.proposing import NotRanked
from tendering.awards.services.redoing import redo_evaluation
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Report
from tendering.evaluation.queries import duties, people, ranking
from tendering.evaluation.rules.avoidance import Obstacle
from tendering.evaluation.rules.states import Capacity, Remedy
from tendering.evaluation.services import convening, low_quotes, reporting
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries import timetable
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.states import locked
from tendering.tenders.wording.timetable import STOPPED
from tests.factories import accounts, awards, demands, evaluation, places, tenders
from tests.factories.evaluation import Jury

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
FIRST_WINS, THIRD_WINS = ("0.95", "0.70", "0.40"), ("0.30", "0.60", "0.99")
WHY = "第三家的业绩未按评分标准计分"
MOST_QUERIES = 15


@pytest.fixture
def jury() -> Jury:
    """The first panel, its report signed; the first bidder won."""
    demands.rules()
    found = evaluation.declared(prices=("24300.00", "25100.00", "25700.00"), budget="30000.00")
    return evaluation.signed(found, evaluation.by_bid(found, FIRST_WINS))


@pytest.fixture
def award(jury: Jury) -> Award:
    """In publicity."""
    return awards.publicised(jury.tender, jury.contest.office)


def street(jury: Jury) -> Membership:
    return accounts.membership(Role.STREET, jury.contest.office.community.parent)


def set_aside(jury: Jury, award: Award) -> Panel:
    """A resident's objection is upheld: to be evaluated anew. The panel as it is then."""
    objection = awards.objected(award)
    answer_objection(objection=objection, by=street(jury), upheld=True, answer=WHY, anew=Outcome.REDO_EVALUATION)
    award.refresh_from_db()
    return jury.fresh()


def second_panel(jury: Jury) -> Jury:
    """Another panel, of others."""
    colleague = accounts.membership(Role.COMMUNITY, jury.contest.office.community)
    tender = Tender.objects.get(pk=jury.tender.pk)
    panel = convening.convene(tender=tender, by=jury.contest.office.preparer, community=[colleague])
    return evaluation.declared(Jury(jury.contest, panel))


def test_panel_and_award_are_set_aside_and_the_call_goes_back(jury: Jury, award: Award) -> None:
    """What the panel wrote stays as it is; nothing of it counts."""
    panel = set_aside(jury, award)
    tender = Tender.objects.get(pk=jury.tender.pk)
    assert (award.state, award.public_reason, tender.state) == (State.SET_ASIDE, WHY, TenderState.OPENED)
    assert (panel.counts, panel.superseded_by, panel.superseded_reason) == (False, Remedy.OBJECTION, WHY)
    assert award.objections.get().outcome == Outcome.REDO_EVALUATION
    assert (ranking(tender), len(outcomes(panel)), Report.objects.filter(panel=panel).count()) == ([], 3, 1)
    assert Notice.objects.filter(tender=tender, kind=Notice.Kind.AWARD_FELL).exists()
    with pytest.raises(NotRanked):
        proposing.propose_award(tender=tender, by=jury.contest.office.preparer)
    for follow in (following.next_in_rank, following.relaunch):
        values = {"reason": "重来"} if follow is following.relaunch else {}
        with pytest.raises(NothingToFollow):
            follow(award=award, by=jury.contest.office.preparer, **values)


def test_the_community_is_to_convene_another_panel_and_nothing_else(jury: Jury, award: Award) -> None:
    set_aside(jury, award)
    by = jury.contest.office.preparer
    assert [duty.kind for duty in duties.duties(by, clock.now())] == ["evaluation.convene"]
    assert [duty.kind for duty in award_duties.duties(by, clock.now())] == []


def test_whoever_judged_judges_no_second_time(jury: Jury, award: Award) -> None:
    """Neither named nor drawn; the record of the draw says why."""
    office, before = jury.contest.office, {seat.user_id for seat in jury.seats()}
    set_aside(jury, award)
    with pytest.raises(Refusals) as several:
        convening.convene(tender=jury.tender, by=office.preparer, community=[office.approver])
    assert [one.code for one in several.value.refusals] == ["evaluation.conflict.former_member"]
    second = second_panel(jury)
    assert second.panel.number == 2
    assert not before & {seat.user_id for seat in second.seats()}
    row = second.panel.draws.get(purpose=Capacity.RESIDENT_REPRESENTATIVE)
    assert sum(codes == [Obstacle.FORMER_MEMBER] for codes in row.excluded.values()) == len(before) - 1


def test_whoever_declined_the_first_panel_had_no_part_in_it(jury: Jury, award: Award) -> None:
    seat = next(seat for seat in jury.seats() if seat.capacity == Capacity.RESIDENT_REPRESENTATIVE)
    set_aside(jury, award)
    assert seat.user_id in people.former(jury.tender)
    jury.panel.seats.filter(pk=seat.pk).update(state="declined", left_at=clock.now())
    assert seat.user_id not in people.former(jury.tender)


def test_seats_end_with_the_panel_and_nobody_signs_on_it_any_more(jury: Jury, award: Award) -> None:
    judge = jury.judges()[0]
    panel = set_aside(jury, award)
    assert permissions.seat_of(judge, panel) is None
    assert not permissions.sits_at(judge, jury.tender)
    permissions.grant(panel, judge.user)
    with pytest.raises(Refusal, match="superseded"):
        reporting.sign_report(panel=panel, by=judge)


def test_another_panel_finds_another_winner_who_is_confirmed(jury: Jury, award: Award) -> None:
    """Its award has a publicity of its own; the first one never comes back."""
    office = jury.contest.office
    set_aside(jury, award)
    second = second_panel(jury)
    evaluation.signed(second, evaluation.by_bid(second, THIRD_WINS))
    following_award = awards.publicised(Tender.objects.get(pk=jury.tender.pk), office)
    assert (following_award.provider, following_award.panel) == (jury.bids[2].provider, second.panel)
    result = Notice.objects.filter(tender=jury.tender, kind=Notice.Kind.RESULT).latest("number")
    assert result.body["panel"] == "2"
    with clock.shifted(timedelta(days=9)):
        assert publicity.elapse(award=following_award)
        confirming.confirm(award=following_award, by=office.approver)
    states = list(Award.objects.filter(tender=jury.tender).order_by("pk").values_list("state", flat=True))
    assert states == [State.SET_ASIDE, State.AWARDED]


def test_the_same_bidder_may_win_again_but_not_one_that_stepped_back(jury: Jury, award: Award) -> None:
    """Set aside says nothing against a bidder; having refused does, whoever ranks it."""
    office = jury.contest.office
    set_aside(jury, award)
    second = second_panel(jury)
    evaluation.signed(second, evaluation.by_bid(second, FIRST_WINS))
    again = awards.proposed(Tender.objects.get(pk=jury.tender.pk), office)
    assert again.provider == award.provider
    Award.objects.filter(pk=award.pk).update(state=State.LAPSED)
    Award.objects.filter(pk=again.pk).delete()
    assert awards.proposed(Tender.objects.get(pk=jury.tender.pk), office).provider != award.provider


def test_points_of_the_second_panel_stay_closed_until_its_own_result(jury: Jury, award: Award) -> None:
    """The first result is public for good; that opens nothing of what another panel does."""
    first = set_aside(jury, award)
    second = evaluation.signed(second_panel(jury))
    assert (permissions.sees_points(None, first, None), permissions.can_read(None, first)) == (True, True)
    assert (permissions.sees_points(None, second.panel, None), permissions.can_read(None, second.panel)) == (
        False,
        False,
    )
    awards.publicised(Tender.objects.get(pk=jury.tender.pk), jury.contest.office)
    assert permissions.sees_points(None, second.panel, None)


def test_every_bidder_is_told_in_the_same_words(jury: Jury, award: Award) -> None:
    bidders = [tenders.bidder(bid.provider) for bid in jury.bids]
    set_aside(jury, award)
    message = Message.objects.get(payload__kind="awards.evaluated_anew")
    assert {by.user_id for by in bidders} <= set(message.payload["recipients"])


@pytest.mark.parametrize("complained", [False, True])
def test_a_challenge_or_a_complaint_orders_it_too(jury: Jury, complained: bool) -> None:
    """Under the statute, by whoever answers or by finance; the other challenge that waits is settled."""
    award = awards.publicised(awards.statutory(jury.tender), jury.contest.office)
    first, other = (tenders.bidder(bid.provider) for bid in jury.bids[1:])
    row = awards.challenged(award.tender, first)
    by, outcome = street(jury), Outcome.REDO_EVALUATION
    if complained:
        answering.answer_challenge(objection=row, by=by, outcome=Outcome.NOT_UPHELD, answer="不成立")
        complaint = complaints.file_complaint(objection=row, by=first, pleading=awards.PLEADING)
        finance = accounts.membership(Role.FINANCE_OFFICER, places.district())
        complaints.examine(complaint=complaint, by=finance, admitted=True)
        waiting = awards.challenged(award.tender, other)
        complaints.decide(complaint=complaint, by=finance, outcome=outcome, decision="成立")
    else:
        waiting = awards.challenged(award.tender, other)
        answering.answer_challenge(objection=row, by=by, outcome=outcome, answer="成立")
    award.refresh_from_db()
    waiting.refresh_from_db()
    expected = Remedy.COMPLAINT if complained else Remedy.CHALLENGE
    assert (award.state, waiting.state, jury.fresh().superseded_by) == (State.SET_ASIDE, "settled", expected)


def test_nothing_is_done_anew_before_a_report_or_twice(jury: Jury, award: Award) -> None:
    """The second order finds no panel that counts."""
    statutory = awards.statutory(jury.tender)
    row = awards.challenged(statutory, tenders.bidder(jury.bids[1].provider))
    set_aside(jury, award)
    with pytest.raises(Refusal):
        answering.answer_challenge(objection=row, by=street(jury), outcome=Outcome.REDO_EVALUATION, answer="成立")


def test_a_demand_that_was_awarded_goes_back_to_being_let(jury: Jury) -> None:
    with awards.acting_before(clock.now()):
        award = awards.publicised(awards.statutory(jury.tender), jury.contest.office)
    publicity.elapse(award=award)
    awards.confirm(award, jury.contest.office)
    row = awards.challenged(award.tender, tenders.bidder(jury.bids[1].provider))
    answering.answer_challenge(objection=row, by=street(jury), outcome=Outcome.REDO_EVALUATION, answer="成立")
    award.refresh_from_db()
    assert (award.state, Tender.objects.get(pk=award.tender_id).demand.state) == (State.SET_ASIDE, "letting")


def test_one_panel_of_a_call_counts_and_one_set_aside_says_why(jury: Jury) -> None:
    """The database refuses two that count, one that counts for another call, and one set aside without a reason."""
    copy = {"tender": jury.tender, "convened_by": jury.panel.convened_by, "convened_at": clock.now(), "number": 2}
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.create(counts_for=jury.tender, **copy)
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.create(**copy)
    rows = Panel.objects.filter(pk=jury.panel.pk)
    for change in (
        {"counts_for": None},
        {"counts_for": None, "superseded_at": clock.now(), "superseded_by": Remedy.OBJECTION},
        {"counts_for": None, "superseded_at": clock.now(), "superseded_reason": WHY},
        {"counts_for": None, "superseded_by": Remedy.OBJECTION, "superseded_reason": WHY},
        {"superseded_at": clock.now(), "superseded_by": Remedy.OBJECTION, "superseded_reason": WHY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_without_a_panel_there_is_no_evaluation_to_do_anew() -> None:
    """An objection to a direct award: dismissed or upheld."""
    demands.rules()
    office = tenders.Office.of()
    award = awards.publicised(awards.without_competition(office), office)
    by = accounts.membership(Role.STREET, office.community.parent)
    with pytest.raises(Refusal, match="nothing_to_redo"):
        answer_objection(objection=awards.objected(award), by=by, upheld=True, answer=WHY, anew=Outcome.REDO_EVALUATION)
    award.refresh_from_db()
    assert award.state == State.OBJECTION_HOLD


def test_the_first_panel_stays_readable_with_why_it_was_set_aside(jury: Jury, award: Award) -> None:
    """For everybody, by its number; the second one is closed until its own result."""
    panel, client = set_aside(jury, award), Client()
    detail = reverse("evaluation:detail", args=[jury.tender.number])
    assert client.get(detail).status_code == 200
    for part in ("", "report/", "draws/"):
        page = client.get(panel.get_absolute_url() + part)
        assert page.status_code == 200
        assert (WHY in page.content.decode()) == (part == "")
    second = evaluation.signed(second_panel(jury))
    assert second.panel.get_absolute_url() == detail
    assert client.get(detail).status_code == 403
    office = accounts.signed_in(Client(), jury.contest.office.preparer)
    assert panel.get_absolute_url() in office.get(detail).content.decode()


def test_the_street_answers_an_objection_with_another_evaluation(jury: Jury, award: Award) -> None:
    """By the page; after that nothing can follow the award but what another panel finds."""
    objection = awards.objected(award)
    client = accounts.signed_in(Client(), street(jury))
    url = reverse("awards:answer", args=[objection.pk])
    assert client.post(url, {"outcome": Outcome.REDO_EVALUATION, "answer": WHY}).status_code == 302
    award.refresh_from_db()
    assert award.state == State.SET_ASIDE
    office = accounts.signed_in(Client(), jury.contest.office.preparer)
    page = office.get(award.get_absolute_url()).content.decode()
    assert award.get_absolute_url() + "next/" not in page
    assert award.get_absolute_url() + "relaunch/" not in page


def test_the_story_tells_of_it_in_a_sentence(jury: Jury, award: Award) -> None:
    panel = set_aside(jury, award)
    told = {entry.act: Line(entry, names=True, inside=True).sentence for entry in story(panel)}
    assert WHY in told["evaluation.panel.set_aside"]


def test_the_order_is_published_and_stands_in_the_timetable(jury: Jury, award: Award) -> None:
    """With the office and its reason: on the page of the call, and as a document."""
    by = street(jury)
    answer_objection(objection=awards.objected(award), by=by, upheld=True, answer=WHY, anew=Outcome.REDO_EVALUATION)
    notice = Notice.objects.get(tender=jury.tender, kind=Notice.Kind.EVALUATED_ANEW)
    for address in (jury.tender.get_absolute_url(), reverse("overview:record", args=["notice", notice.pk])):
        text = Client().get(address).content.decode()
        assert WHY in text
        assert "街道工作人员" in text
        assert by.user.name not in text
    (line,) = timetable.suspensions(Tender.objects.get(pk=jury.tender.pk), clock.today())
    assert line.label == STOPPED[Notice.Kind.EVALUATED_ANEW]


def test_it_is_published_where_no_award_was_public(jury: Jury) -> None:
    by = street(jury)
    with transaction.atomic():
        redo_evaluation(locked(jury.tender), None, remedy=Remedy.CHALLENGE, by=by, now=clock.read(), reason=WHY)
    kinds = jury.tender.notices.order_by("-number").values_list("kind", flat=True)
    assert kinds[0] == Notice.Kind.EVALUATED_ANEW
    assert Notice.Kind.AWARD_FELL not in kinds
    assert WHY in Client().get(jury.tender.get_absolute_url()).content.decode()


def test_the_page_of_the_first_panel_shows_the_low_quotes_it_asked_about() -> None:
    """With question, answer and decision, at the cost of any other page."""
    demands.rules()
    jury = evaluation.scored(prices=("11000.00", "28000.00", "28500.00"))
    asker, decider, *_others = jury.judges()
    query = low_quotes.ask(panel=jury.panel, by=asker, bid=jury.bids[0], question="请说明报价构成")
    query = low_quotes.answer(query=query, by=jury.contest.bidders[0], text="志愿者承担半数人次")
    low_quotes.decide(query=query, by=decider, accept=True, reason="有名册为证")
    jury = evaluation.signed_after_scoring(jury)
    panel = set_aside(jury, awards.publicised(jury.tender, jury.contest.office))
    visitor = Client()
    visitor.get(panel.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        text = visitor.get(panel.get_absolute_url()).content.decode()
    assert "志愿者承担半数人次" in text
    assert "有名册为证" in text
    assert len(captured) <= MOST_QUERIES, len(captured)


def test_convening_again_keeps_to_the_bar_of_queries(jury: Jury, award: Award) -> None:
    set_aside(jury, award)
    client = accounts.signed_in(Client(), jury.contest.office.preparer)
    url = reverse("evaluation:convene", args=[jury.tender.number])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    assert len(captured) <= MOST_QUERIES, len(captured)
