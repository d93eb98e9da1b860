"""One panel for several lots, where its method has rounds of consultation or presentations: each lot has its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.bids.models import Bid
from tendering.evaluation.models import DefenceSlot, Panel, Seat
from tendering.evaluation.queries.defence import awaits_defence
from tendering.evaluation.rules.defence import SessionState
from tendering.evaluation.rules.states import State
from tendering.evaluation.services import convening, defence, presenting, ranking
from tendering.tenders.models import Tender
from tests.factories import consultations, evaluation, tenders
from tests.factories.bids import Contest
from tests.factories.evaluation import Jury
from tests.tendering.evaluation.test_lots import Lots, declare

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
DEFENCE = {"methods": ["inquiry"], "minutes": 10, "notice_working_days": 1}
ROUNDS = {"rounds": 1, "revised_plan_working_days": 2, "final_quote_hours": 2, "may_go_on_with": 2}


def consulted() -> Lots:
    """The procedure is data, so that a small call may have rounds too."""
    case = Lots.of()
    for lot in case.lots:
        lot.procedure_data |= ROUNDS
        Tender.objects.filter(pk=lot.pk).update(procedure_data=lot.procedure_data)
    return case


def juries(case: Lots) -> list[Jury]:
    """The panel of each lot at work: everybody has declared, once for all."""
    panels = case.convene()
    for judge in case.judges(panels[0]):
        declare(panels[0], judge)
    return [_jury(case, panel) for panel in case.panels()]


def _jury(case: Lots, panel: Panel) -> Jury:
    rows = list(Bid.objects.filter(tender=panel.tender_id).select_related("opened", "provider__organisation"))
    rows.sort(key=lambda bid: bid.opened.price)
    people = [tenders.bidder(bid.provider) for bid in rows]
    jury = Jury(Contest(panel.tender, case.office, rows, people), panel)
    jury.contest.tender = jury.fresh().tender
    return jury


def slots(panel: Panel) -> list[DefenceSlot]:
    rows = DefenceSlot.objects.filter(session__panel=panel).select_related("bid", "session__panel__tender")
    return list(rows.order_by("position"))


def test_each_lot_has_rounds_of_its_own_and_the_panel_ranks_it_without_waiting_for_the_others() -> None:
    case = consulted()
    first, second = juries(case)
    judge = first.judges()[0]
    with pytest.raises(Refusal, match="rounds_open"):
        ranking.rank(panel=first.panel, by=judge)
    consultations.settled(first, ["7900.00", "7500.00", "8000.00"])
    ranking.rank(panel=first.fresh(), by=judge)
    assert [panel.state for panel in case.panels()] == [State.RANKED, State.SCORING]
    with pytest.raises(Refusal, match="rounds_open"):
        ranking.rank(panel=second.fresh(), by=judge)
    assert not second.tender.consultation.exists()
    consultations.settled(second, ["7000.00", None, "7200.00"])
    ranking.rank(panel=second.fresh(), by=judge)
    assert second.panel.ranking.get(rank=1).bid.bidder == second.bids[0].bidder


def test_who_follows_in_the_middle_of_the_rounds_follows_in_the_lots_that_are_not_ranked_only() -> None:
    case = consulted()
    first, second = juries(case)
    consultations.settled(first, ["7900.00", "7500.00", "8000.00"])
    ranking.rank(panel=first.fresh(), by=first.judges()[0])
    before = case.people(first.panel)
    consultations.begun(second, last=True)
    judge = case.expert_on(second.panel)
    seat = Seat.objects.get(panel=second.panel, user=judge.user)
    evaluation.replaced(seat)
    assert case.people(first.panel) == before
    assert judge.user_id not in case.people(second.panel)
    assert [panel.state for panel in case.panels()] == [State.RANKED, State.CONVENED]


def test_the_same_people_hear_the_bidders_of_two_lots_one_after_the_other() -> None:
    """Three bidders of ten minutes each: the next session begins half an hour later at the earliest."""
    case = Lots.of(letting__micro__defence=DEFENCE)
    first, second = juries(case)
    by = case.office.preparer
    session = evaluation.defended(first)
    for early in (timedelta(0), timedelta(minutes=29), timedelta(minutes=-29)):
        with pytest.raises(InvalidInput, match="defence_overlaps") as refused:
            defence.schedule(panel=second.panel, by=by, place="二楼", starts_at=session.starts_at + early)
        assert refused.value.parameters["lot"] == 1
    later = session.starts_at + timedelta(minutes=30)
    defence.schedule(panel=second.panel, by=by, place="二楼", starts_at=later)
    defence.draw_order(panel=second.panel, by=by)
    with clock.moved_to(later + timedelta(seconds=1)):
        one, other = slots(first.panel)[0], slots(second.panel)[0]
        presenting.start(slot=one, by=by)
        with pytest.raises(Refusal, match="defence_elsewhere"):
            presenting.start(slot=other, by=by)
        presenting.stop(slot=one, by=by)
        presenting.start(slot=other, by=by)
        presenting.stop(slot=other, by=by)


def test_a_session_that_is_closed_stands_in_nobodys_way_and_each_lot_waits_for_its_own() -> None:
    case = Lots.of(letting__micro__defence=DEFENCE)
    first, second = juries(case)
    by = case.office.preparer
    session = evaluation.defended(first)
    with clock.moved_to(session.starts_at + timedelta(seconds=1)):
        for slot in slots(first.panel):
            presenting.start(slot=slot, by=by)
            presenting.stop(slot=slot, by=by)
        closed = defence.close(panel=first.panel, by=by)
        assert closed.state == SessionState.CLOSED
        ranking.rank(panel=first.fresh(), by=first.judges()[0])
        assert [awaits_defence(jury.fresh()) for jury in (first, second)] == [False, True]
        again = evaluation.defended(second)
        assert again.starts_at > session.starts_at


def test_lots_that_are_judged_by_panels_of_their_own_are_heard_at_the_same_hour() -> None:
    case = Lots.of(experts=8, letting__micro__defence=DEFENCE)
    for lot in case.lots:
        convening.convene(tender=lot, by=case.office.preparer, community=[case.office.approver], observers=[])
    first, second = (_jury(case, panel) for panel in case.panels())
    session = evaluation.defended(first)
    at = defence.schedule(panel=second.panel, by=case.office.preparer, place="二楼", starts_at=session.starts_at)
    assert at.starts_at == session.starts_at
