"""The same panel checks its own result, where the law lets it (Decree 87, article 64): once, and before it is final."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from marketplace.primitives.state_machine import WrongState
from tendering.awards.models import Award
from tendering.awards.queries.actions import ACTIONS
from tendering.awards.rules.states import ObjectionState, State
from tendering.awards.services.redoing import recheck, redo_evaluation
from tendering.evaluation.models import LowQuoteQuery, Panel, Score, ScoreSheet
from tendering.evaluation.queries import duties, people
from tendering.evaluation.queries.comparison import against_before
from tendering.evaluation.queries.report import body_of
from tendering.evaluation.rules.states import Error, Remedy, SeatState
from tendering.evaluation.services.redoing import PanelGone, RecheckedAlready
from tendering.tenders.models import Notice, Tender
from tests.factories import accounts, awards, bids, demands, evaluation
from tests.factories.evaluation import Jury
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
FIRST_WINS, THIRD_WINS = ("0.95", "0.70", "0.40"), ("0.30", "0.60", "0.99")
WHY = "第二位成员的业绩分与其他成员不一致"


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


def ordered(jury: Jury, award: Award, error: Error = Error.OBJECTIVE, by: Membership | None = None) -> Jury:
    """The same panel, called back by the community; nobody has declared yet."""
    panel = recheck(award=award, by=by or jury.contest.office.preparer, error=error, reason=WHY)
    award.refresh_from_db()
    return Jury(jury.contest, panel)


def test_the_same_people_are_called_back_and_nobody_is_drawn(jury: Jury, award: Award) -> None:
    before = jury.fresh()
    again = ordered(jury, award).panel
    first = Panel.objects.get(pk=before.pk)
    assert (first.counts, first.superseded_by, first.superseded_reason) == (False, Remedy.RECHECK, WHY)
    assert (again.number, again.rechecks, again.error) == (2, first, Error.OBJECTIVE)
    assert [(seat.user_id, seat.capacity, seat.role) for seat in again.seats.order_by("number")] == [
        (seat.user_id, seat.capacity, seat.role) for seat in first.seats.order_by("number")
    ]
    assert set(again.seats.values_list("state", flat=True)) == {SeatState.INVITED}
    assert set(again.draws.values_list("purpose", flat=True)) == {"tie"}
    assert (award.state, award.public_reason) == (State.SET_ASIDE, WHY)
    judge = jury.judges()[0]
    assert [duty.kind for duty in duties.duties(judge, clock.now())] == ["evaluation.declare"]


def test_each_finds_the_own_sheet_as_it_was_signed_and_corrects_it(jury: Jury, award: Award) -> None:
    again = evaluation.declared(ordered(jury, award))
    for judge in again.judges():
        old = Score.objects.filter(sheet__seat__panel=jury.panel, sheet__seat__user=judge.user)
        sheet = ScoreSheet.objects.get(seat__panel=again.panel, seat__user=judge.user)
        assert sorted(sheet.draft.values()) == sorted(str(row.points) for row in old)
    evaluation.signed(again, evaluation.by_bid(again, THIRD_WINS))
    found = awards.publicised(Tender.objects.get(pk=jury.tender.pk), jury.contest.office)
    assert (found.provider, found.panel) == (jury.bids[2].provider, again.panel)
    body = body_of(again.fresh())
    assert body["recheck"] == {"panel": "1", "error": "objective", "reason": WHY, "changed": "yes"}


def test_what_somebody_objects_to_is_not_settled_by_whoever_did_it(jury: Jury, award: Award) -> None:
    """The act is not offered to them, and refused; a colleague who did nothing of it orders it."""
    maker, office = jury.contest.office.preparer, jury.contest.office
    colleague = accounts.membership(Role.COMMUNITY, office.community)
    awards.objected(award)
    award.refresh_from_db()
    offered = [{link.name for link in ACTIONS.open_to(by, award, clock.now())} for by in (maker, colleague)]
    assert ["recheck" in names for names in offered] == [False, True]
    with refused("awards.own_act_challenged", kind=NotPermitted):
        recheck(award=award, by=maker, error=Error.OBJECTIVE, reason=WHY)
    ordered(jury, award, by=colleague)


def test_it_is_published_told_and_settles_what_waited(jury: Jury, award: Award) -> None:
    objection = awards.objected(award)
    awards.statutory(award.tender)
    finance = accounts.membership(Role.FINANCE_OFFICER, jury.contest.office.community.parent)
    award.refresh_from_db()
    ordered(jury, award, by=accounts.membership(Role.COMMUNITY, jury.contest.office.community))
    notice = Notice.objects.get(tender=award.tender, kind=Notice.Kind.RECHECKED)
    assert (notice.body["reason"], notice.body["error"], notice.body["ordered_by"]) == (WHY, "objective", "community")
    objection.refresh_from_db()
    assert (objection.state, objection.answer) == (ObjectionState.SETTLED, WHY)
    bids.deliver_all()
    told = Notification.objects.filter(kind="awards.rechecked").values_list("recipient", flat=True)
    bidders = {pk for bid in jury.bids for pk in bid.provider.organisation.memberships.values_list("user", flat=True)}
    assert set(told) == bidders
    assert Notification.objects.filter(kind="awards.recheck_ordered", recipient=finance.user_id).exists()
    assert not Notification.objects.filter(kind="evaluation.set_aside").exists(), "the panel is the same"


def test_the_same_panel_checks_once(jury: Jury, award: Award) -> None:
    again = evaluation.signed(evaluation.declared(ordered(jury, award)))
    second = awards.publicised(Tender.objects.get(pk=jury.tender.pk), jury.contest.office)
    with pytest.raises(RecheckedAlready):
        recheck(award=second, by=jury.contest.office.preparer, error=Error.SUM, reason=WHY)
    other = evaluation.convened().panel
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.filter(pk=other.pk).update(rechecks=jury.panel.pk, error="sum")
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.filter(pk=again.panel.pk).update(error="")


def test_nothing_is_checked_once_an_office_has_made_it_final(jury: Jury) -> None:
    final = awards.confirmed(jury.contest.office, jury.tender)
    with pytest.raises(WrongState):
        recheck(award=final, by=jury.contest.office.preparer, error=Error.SUM, reason=WHY)
    assert Panel.objects.count() == 1


def test_the_community_orders_it_and_nobody_who_sat_on_the_panel(jury: Jury, award: Award) -> None:
    office = jury.contest.office
    others = [accounts.membership(Role.STREET, office.community.parent), accounts.membership(Role.DISTRICT)]
    for who in others:
        with pytest.raises(RoleMissing):
            recheck(award=award, by=who, error=Error.SUM, reason=WHY)
    sat = next(judge for judge in jury.judges() if judge.role == Role.COMMUNITY)
    with pytest.raises(NotPermitted) as refused:
        recheck(award=award, by=sat, error=Error.SUM, reason=WHY)
    assert refused.value.code == "awards.own_evaluation"
    with pytest.raises(InvalidInput):
        recheck(award=award, by=office.preparer, error=Error.SUM, reason=" ")


def test_a_panel_that_lost_a_member_is_not_the_same(jury: Jury, award: Award) -> None:
    Membership.objects.filter(pk=jury.judges()[-1].pk).update(to_date=clock.today())
    with pytest.raises(PanelGone):
        recheck(award=award, by=jury.contest.office.preparer, error=Error.SUM, reason=WHY)


def test_what_was_explained_of_a_low_quote_stands(jury: Jury, award: Award) -> None:
    one, other = jury.judges()[:2]
    LowQuoteQuery.objects.create(
        panel=jury.panel,
        bid=jury.bids[0],
        question="请说明。",
        asked_by=one.user,
        asked_at=clock.now(),
        due_at=clock.now(),
        state="accepted",
        answer="自有设备。",
        reason="合理。",
        decided_by=other.user,
        decided_at=clock.now(),
    )
    again = ordered(jury, award)
    row = LowQuoteQuery.objects.get(panel=again.panel)
    assert (row.bid, row.state, row.answer, row.reason) == (jury.bids[0], "accepted", "自有设备。", "合理。")


def test_after_a_remedy_even_those_who_checked_judge_no_more(jury: Jury, award: Award) -> None:
    again = evaluation.signed(evaluation.declared(ordered(jury, award)))
    tender = Tender.objects.get(pk=jury.tender.pk)
    assert people.former(tender) == set()
    now, by = clock.now(), jury.contest.office.preparer
    redo_evaluation(tender, None, remedy=Remedy.CHALLENGE, by=by, now=now, reason=WHY)
    assert people.former(tender) == {seat.user_id for seat in again.seats() if seat.votes}


def test_from_the_page_of_the_award(jury: Jury, award: Award) -> None:
    url = reverse("awards:recheck", args=[award.number])
    client = accounts.signed_in(Client(), jury.contest.office.preparer)
    assert url in client.get(award.get_absolute_url()).content.decode()
    assert client.post(url, {"error": "anything", "reason": WHY}).status_code == 422
    assert client.post(url, {"error": "sum", "reason": WHY}).status_code == 302
    assert url not in client.get(award.get_absolute_url()).content.decode()
    assert WHY in client.get(f"/evaluation/{award.tender.number}/").content.decode()
    assert "原评审小组" in client.get(jury.fresh().get_absolute_url()).content.decode()
    sat = next(judge for judge in jury.judges() if judge.role == Role.COMMUNITY)
    assert accounts.signed_in(Client(), sat).get(url).status_code == 403


def test_both_rankings_stand_side_by_side_for_whoever_may_read_the_one_before(jury: Jury) -> None:
    """Only proposed, nothing was published: until the corrected result is, the points before are for the offices."""
    proposed = awards.proposed(jury.tender, jury.contest.office)
    again = evaluation.signed(evaluation.declared(ordered(jury, proposed)))
    panel = again.fresh()
    judge = next(one for one in again.judges() if one.role == Role.RESIDENT_REPRESENTATIVE)
    for who in (None, judge):
        assert against_before(panel, who) is None
    shown = against_before(panel, jury.contest.office.preparer)
    assert shown
    assert {(row.name, row.before is None, row.now is None) for row in shown.moved} == {
        (bid.bidder, False, False) for bid in jury.bids
    }
    award = awards.publicised(Tender.objects.get(pk=jury.tender.pk), jury.contest.office)
    for url in (award.get_absolute_url(), panel.get_absolute_url()):
        page = Client().get(url).content.decode()
        assert "前后对比" in page
        assert WHY in page


def test_a_ranking_that_follows_none_is_compared_with_none(jury: Jury, award: Award) -> None:
    assert against_before(jury.fresh(), jury.contest.office.preparer) is None
    assert "前后对比" not in Client().get(award.get_absolute_url()).content.decode()


def test_the_act_is_offered_once(jury: Jury, award: Award) -> None:
    evaluation.signed(evaluation.declared(ordered(jury, award)))
    second = awards.publicised(Tender.objects.get(pk=jury.tender.pk), jury.contest.office)
    client = accounts.signed_in(Client(), jury.contest.office.preparer)
    assert reverse("awards:recheck", args=[second.number]) not in client.get(second.get_absolute_url()).content.decode()


def test_where_no_report_is_signed_there_is_nothing_to_check(jury: Jury, award: Award) -> None:
    Panel.objects.filter(pk=jury.panel.pk).update(state="ranked", ended_at=None)
    with pytest.raises(Refusal, match="nothing_to_redo"):
        recheck(award=award, by=jury.contest.office.preparer, error=Error.SUM, reason=WHY)
