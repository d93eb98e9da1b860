"""An upheld remedy about the qualification: every bid is checked anew, and another panel evaluates those that pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.queries.stories import story
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import NotPermitted, Refusal
from tendering.awards.models import Award
from tendering.awards.queries import duties as award_duties
from tendering.awards.queries.candidates import outcomes
from tendering.awards.queries.challenges import outcomes_of
from tendering.awards.rules.remedies import Outcome, Step, Subject
from tendering.awards.rules.states import State
from tendering.awards.services import answering, proposing
from tendering.awards.services.objections import answer_objection
from tendering.awards.services.proposing import NotRanked
from tendering.awards.services.redoing import redo_qualification
from tendering.bids.models import Qualification, QualificationView, Round
from tendering.bids.queries import duties as bid_duties
from tendering.bids.queries.valid import is_qualified, may_be_checked_anew, valid_bids
from tendering.bids.rules.states import Ground
from tendering.bids.services.qualifying import qualify
from tendering.evaluation.models import Panel
from tendering.evaluation.queries import duties, people
from tendering.evaluation.rules.states import Remedy
from tendering.evaluation.rules.states import State as PanelState
from tendering.evaluation.services import convening
from tendering.evaluation.tasks import lapse_invitations
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries import timetable
from tendering.tenders.wording.timetable import STOPPED
from tests.factories import accounts, awards, bids, demands, evaluation
from tests.factories.evaluation import Jury

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
WHY = "第二家提供的资质证明被误判为过期"
REFUSED = "资质证明已过期"
PRICES = ("24300.00", "25100.00", "25700.00", "26900.00")


@pytest.fixture
def jury() -> Jury:
    """The last of four bids was refused; the panel ranked the others, its report is signed."""
    demands.rules()
    contest = bids.contest(4, method="comparison_invited", prices=PRICES, qualified=False)
    for bid in contest.bids[:3]:
        qualify(bid=bid, by=contest.office.preparer, passed=True)
    refused, grounds = contest.bids[3], [Ground.MATERIALS_MISSING]
    qualify(bid=refused, by=contest.office.preparer, passed=False, grounds=grounds, reason=REFUSED)
    return evaluation.declared(evaluation.convened(contest))


@pytest.fixture
def award(jury: Jury) -> Award:
    """In publicity."""
    passed = Jury(replace(jury.contest, bids=jury.bids[:3]), jury.panel)
    evaluation.signed(jury, evaluation.by_bid(passed, ("0.95", "0.70", "0.40")))
    return awards.publicised(jury.tender, jury.contest.office)


def street(jury: Jury) -> Membership:
    return accounts.membership(Role.STREET, jury.contest.office.community.parent)


def upheld(jury: Jury, award: Award) -> Tender:
    """A resident's objection to the result is upheld: the bids are to be checked anew."""
    objection = awards.objected(award)
    answer_objection(objection=objection, by=street(jury), upheld=True, answer=WHY, anew=Outcome.REQUALIFY)
    award.refresh_from_db()
    return Tender.objects.get(pk=jury.tender.pk)


def kinds(who: Membership) -> list[str]:
    now = clock.now()
    found = (bid_duties.duties(who, now), duties.duties(who, now), award_duties.duties(who, now))
    return [duty.kind for several in found for duty in several]


def test_checks_panel_and_award_are_set_aside_and_the_offices_check_every_bid(jury: Jury, award: Award) -> None:
    tender = upheld(jury, award)
    assert (award.state, award.public_reason) == (State.SET_ASIDE, WHY)
    assert award.objections.get().outcome == Outcome.REQUALIFY
    assert not is_qualified(tender)
    assert not valid_bids(tender).exists()
    panel = jury.fresh()
    assert (panel.counts, panel.superseded_by, panel.superseded_reason) == (False, Remedy.OBJECTION, WHY)
    assert kinds(jury.contest.office.preparer) == ["bids.qualify"]
    with pytest.raises(NotRanked):
        proposing.propose_award(tender=tender, by=jury.contest.office.preparer)
    with pytest.raises(Refusal, match="not_qualified"):
        convening.convene(tender=tender, by=jury.contest.office.preparer, community=[jury.contest.office.approver])


def test_what_was_said_stays_as_it_was_said(jury: Jury, award: Award) -> None:
    before = list(Qualification.objects.order_by("pk").values_list("bid", "passed", "reason"))
    upheld(jury, award)
    rows = Qualification.objects.order_by("pk")
    assert list(rows.values_list("bid", "passed", "reason")) == before
    assert set(rows.values_list("counts_for", flat=True)) == {None}
    assert QualificationView.objects.filter(counts=False).count() == 4
    for rows_of in (Qualification.objects.all(), QualificationView.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows_of.update(reason="改了")
        with pytest.raises(IntegrityError), transaction.atomic():
            rows_of.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Qualification.objects.filter(bid=jury.bids[0]).update(counts_for=jury.bids[1])


def test_who_was_refused_comes_in_is_told_and_may_win(jury: Jury, award: Award) -> None:
    tender, office = upheld(jury, award), jury.contest.office
    for bid in jury.bids:
        qualify(bid=bid, by=office.preparer, passed=True)
    assert kinds(office.preparer) == ["evaluation.convene"]
    colleague = accounts.membership(Role.COMMUNITY, office.community)
    panel = convening.convene(tender=tender, by=office.preparer, community=[colleague])
    second = evaluation.declared(Jury(jury.contest, panel))
    evaluation.signed(second, evaluation.by_bid(second, ("0.30", "0.35", "0.20", "0.99")))
    found = awards.publicised(tender, office)
    assert (found.provider, found.panel) == (jury.bids[3].provider, second.panel)
    bids.deliver_all()
    comes_in = jury.bids[3].provider.organisation.memberships.values_list("user", flat=True)
    told = Notification.objects.filter(kind="bids.qualified_after_all").values_list("recipient", flat=True)
    assert set(told) == set(comes_in)
    out = [one for one in outcomes(jury.fresh()) if one.standing.rank is None]
    assert [(one.bid, one.standing.out and one.standing.out.text) for one in out] == [(jury.bids[3], REFUSED)]


def test_who_was_passed_wrongly_is_refused_and_with_nobody_left_the_call_fails(jury: Jury, award: Award) -> None:
    tender = upheld(jury, award)
    for bid in jury.bids:
        by, grounds = jury.contest.office.preparer, [Ground.FALSE_MATERIAL]
        qualify(bid=bid, by=by, passed=False, grounds=grounds, reason="证明系伪造")
    tender.refresh_from_db()
    assert (tender.state, Award.objects.count()) == ("failed", 1)


def test_it_is_published_told_and_stands_in_the_story_and_the_timetable(jury: Jury, award: Award) -> None:
    tender = upheld(jury, award)
    notice = Notice.objects.get(tender=tender, kind=Notice.Kind.QUALIFIED_ANEW)
    assert (notice.body["reason"], notice.body["ordered_by"]) == (WHY, "street")
    (line,) = timetable.suspensions(Tender.objects.get(pk=tender.pk), clock.today())
    assert line.label == STOPPED[Notice.Kind.QUALIFIED_ANEW]
    bids.deliver_all()
    told = set(Notification.objects.filter(kind="awards.qualified_anew").values_list("recipient", flat=True))
    people_of = {pk for bid in jury.bids for pk in bid.provider.organisation.memberships.values_list("user", flat=True)}
    assert told == people_of
    officers = Notification.objects.filter(kind="bids.check_anew").values_list("recipient", flat=True)
    assert jury.contest.office.preparer.user_id in officers
    acts = {entry.act for entry in story(tender)}
    assert {"bids.opening.checks_set_aside", "evaluation.panel.set_aside", "awards.award.requalify"} <= acts


def test_a_running_evaluation_stops_and_its_members_may_sit_again(jury: Jury) -> None:
    """Nothing is ranked yet: nobody has judged anything that could bind them."""
    now, by, tender = clock.now(), street(jury), Tender.objects.get(pk=jury.tender.pk)
    redo_qualification(tender, None, remedy=Remedy.CHALLENGE, by=by, now=now, reason=WHY)
    assert (jury.fresh().counts, people.former(tender)) == (False, set())
    assert {kind for judge in jury.judges() for kind in kinds(judge)} <= {"bids.qualify"}
    assert lapse_invitations() == 0
    for bid in jury.bids:
        qualify(bid=bid, by=jury.contest.office.preparer, passed=True)
    panel = convening.convene(tender=tender, by=jury.contest.office.preparer, community=[jury.contest.office.approver])
    assert (panel.number, panel.state, Panel.objects.counting().count()) == (2, PanelState.CONVENED, 1)


def test_after_rounds_nobody_is_brought_in(jury: Jury, award: Award) -> None:
    tender = Tender.objects.get(pk=jury.tender.pk)
    assert may_be_checked_anew(tender)
    by = jury.contest.office.preparer.user
    Round.objects.create(tender=tender, number=1, began_by=by, began_at=clock.now())
    assert not may_be_checked_anew(tender)
    objection = awards.objected(award)
    with pytest.raises(Refusal, match="not_checked"):
        answer_objection(objection=objection, by=street(jury), upheld=True, answer=WHY, anew=Outcome.REQUALIFY)
    award.refresh_from_db()
    assert award.state == State.OBJECTION_HOLD


def test_a_challenge_of_the_qualification_has_this_answer_and_whoever_decided_does_not_give_it(jury: Jury) -> None:
    tender = awards.statutory(jury.tender)
    bidder = jury.contest.bidders[3]
    row = awards.challenged(tender, bidder, Subject.PROCESS, Step.QUALIFICATION)
    assert Outcome.REQUALIFY in outcomes_of(row, None, clock.now())
    with pytest.raises(NotPermitted):
        answering.answer_challenge(
            objection=row, by=jury.contest.office.preparer, outcome=Outcome.REQUALIFY, answer="属实"
        )
    answering.answer_challenge(objection=row, by=street(jury), outcome=Outcome.REQUALIFY, answer="属实")
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("upheld", Outcome.REQUALIFY)
    assert kinds(jury.contest.office.preparer) == ["bids.qualify"]


def test_from_the_page_of_the_objection(jury: Jury, award: Award) -> None:
    objection, officer = awards.objected(award), street(jury)
    client = accounts.signed_in(Client(), officer)
    url = reverse("awards:answer", args=[objection.pk])
    assert 'value="requalify"' in client.get(url).content.decode()
    assert client.post(url, {"outcome": "requalify", "answer": " "}).status_code == 422
    assert client.post(url, {"outcome": "requalify", "answer": WHY}).status_code == 302
    objection.refresh_from_db()
    assert objection.outcome == Outcome.REQUALIFY
    opened = client.get(reverse("bids:opened", args=[jury.bids[3].opened.pk])).content.decode()
    assert "不再有效" in opened
    assert REFUSED in opened
    assert "待审查" in opened
