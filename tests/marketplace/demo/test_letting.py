from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.demo.loading import BEGINNING
from tendering.bids.models import Bid, BidState
from tendering.contracts.models import Contract, Payment
from tendering.contracts.parties import parties
from tendering.demands.models import Demand
from tendering.evaluation.models import Panel, RankingRow, Seat
from tendering.funds.models import FundingLine
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.queries.splitting import finding
from tendering.tenders.rules.splitting import SplittingState
from tendering.tenders.rules.states import State as TenderState
from tests.marketplace.demo.lettings import award, contract, demand, in_stage, tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_calls_that_are_open_stay_open_for_a_month_of_trying() -> None:
    open_calls = Tender.objects.filter(state=TenderState.ANNOUNCED)
    assert open_calls.count() >= 5
    assert all(call.deadline_at and call.deadline_at - BEGINNING >= timedelta(days=31) for call in open_calls)


def test_what_would_be_split_is_let_together_as_two_lots() -> None:
    lots = [tender(key) for key in ("E8", "E9")]
    assert {lot.joint for lot in lots} == {JointCall.objects.get()}
    assert {(lot.state, lot.tier, lot.lot) for lot in lots} == {
        ("announced", "ordinary", 1),
        ("announced", "ordinary", 2),
    }


def test_what_looks_split_is_answered_by_whoever_prepared_it_and_waits_for_the_decision() -> None:
    call = tender("K9")
    found = finding(call.demand)
    assert found is not None
    assert (found.state, found.warning.total) == (SplittingState.ANSWERED, Decimal("67600.00"))
    assert found.answered_by == call.prepared_by_id
    assert call.state == TenderState.DOC_REVIEW
    assert len(Demand.objects.get(number=found.warning.siblings[0].number).splitting_reason) >= 20


@pytest.mark.requirement("R42")
def test_contracts_cost_between_94_and_100_per_cent_of_the_budget() -> None:
    for held in Contract.objects.select_related("demand", "award"):
        assert Decimal("0.94") * held.demand.budget <= held.sum <= held.demand.budget
        assert held.sum == held.award.price


def test_story_2_a_call_with_two_bids_failed_and_was_relaunched() -> None:
    first, second = Tender.objects.filter(demand=demand("38")).order_by("round")
    assert (first.state, first.was_extended, second.previous) == (TenderState.FAILED, True, first)
    assert Bid.objects.filter(tender=first, state=BidState.SUBMITTED).count() == 2


@pytest.mark.requirement("R32")
def test_two_who_answered_together_won_and_wait_to_sign() -> None:
    held = contract("24")
    lead, member = parties(held)
    assert held.award.contractor_name == f"{lead}(联合体牵头)、{member}(联合体成员)"
    assert not held.signatures.exists()


def test_two_calls_failed_before_the_award_was_agreed() -> None:
    calls = Tender.objects.filter(demand=demand("48")).order_by("round")
    assert [(call.method, call.state) for call in calls] == [
        ("inquiry", "failed"),
        ("inquiry", "failed"),
        ("agreed", "concluded"),
    ]


def test_story_3_a_tie_was_broken_by_the_lower_quote() -> None:
    first, second, *_others = RankingRow.objects.filter(panel__counts_for=tender("35")).order_by("rank")
    assert first.total == second.total
    assert first.price < second.price
    assert {first.tie_rule, second.tie_rule} == {"lower_quote"}
    assert contract("35").sum == first.price


@pytest.mark.requirement("R50")
def test_story_5_eleven_of_fourteen_was_rectified_to_37_of_43() -> None:
    held = contract("25")
    below, passed = held.panels.order_by("round")
    assert (below.satisfied, below.answers, below.state) == (11, 14, "below")
    assert below.was_extended
    assert below.certified_by
    assert (passed.satisfied, passed.answers, passed.state) == (37, 43, "passed")
    assert held.rectifications.get().state == "closed"
    assert held.paid == held.sum


@pytest.mark.requirement("R49")
def test_story_6_eighty_per_cent_passes() -> None:
    held = contract("29")
    panel = held.panels.get()
    assert (panel.satisfied, panel.answers, panel.state) == (24, 30, "passed")
    assert held.state == "completed"


def test_story_10_a_member_with_a_relation_was_replaced_from_the_draw() -> None:
    panel = Panel.objects.get(tender=tender("36"))
    left = Seat.objects.get(panel=panel, state="recused")
    assert left.replaced_by.capacity == left.capacity == "resident_representative"
    assert panel.state == "scoring"


def test_story_12_a_payment_is_late_and_flagged() -> None:
    late = Payment.objects.get(stage__contract=contract("44"), stage__position=2)
    assert late.flagged_late_at
    assert late.due_on < BEGINNING.date()
    assert late.state == "approved"


def test_four_different_people_paid_every_stage_of_what_is_finished() -> None:
    for row in in_stage("paid"):
        held = contract(row.key)
        paid = list(Payment.objects.filter(stage__contract=held, state="paid"))
        assert len(paid) == 3
        assert sum(payment.amount for payment in paid) == held.sum == held.paid
        for payment in paid:
            assert len({payment.requester_id, payment.checker_id, payment.approver_id, payment.payer_id}) == 4


def test_what_is_saved_is_back_on_the_account() -> None:
    for row in in_stage("paid"):
        line = FundingLine.objects.get(plan__demand=demand(row.key))
        assert line.current == line.paid == contract(row.key).sum


def test_one_result_waits_for_the_answer_to_an_objection() -> None:
    assert {award(row.key).state for row in in_stage("objection")} == {"objection_hold"}
    assert {award(row.key).state for row in in_stage("publicity")} == {"publicity"}


def test_a_project_was_carried_out_by_residents() -> None:
    held = contract("42")
    assert held.group
    assert held.provider is None
    assert held.state == "completed"


def test_the_panels_said_what_the_table_says() -> None:
    for row in in_stage("paid", "rectifying"):
        first = contract(row.key).panels.order_by("round")[0]
        assert (first.satisfied, first.answers) == (row.satisfied, row.answers)
