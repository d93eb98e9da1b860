from collections import Counter
from decimal import Decimal

import pytest

from catalog.models import ExpertEmployment
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.demo.story.row import BATCH, table
from marketplace.demo.tables import rows
from marketplace.primitives.calendar import day_of
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award
from tendering.bids.models import Bid, BidState
from tendering.bids.queries.round_duties import to_answer
from tendering.demands.models import Demand
from tendering.demands.queries.bars import bars
from tendering.evaluation.models import Seat
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tests.marketplace.demo.lettings import award, contract, demand, stage_of, tender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

STAGES = {
    "micro": {
        "announced": 3,
        "sealed": 2,
        "evaluating": 2,
        "publicity": 2,
        "contract": 2,
        "delivering": 4,
        "rectifying": 1,
        "paid and judged": 6,
        "failed and relaunched": 1,
        "cancelled": 1,
    },
    "ordinary": {
        "announced": 2,
        "sealed": 2,
        "evaluating": 2,
        "publicity": 3,
        "contract": 1,
        "delivering": 4,
        "rectifying": 1,
        "paid and judged": 3,
        "failed and relaunched": 1,
        "cancelled": 1,
    },
    "major": {"sealed": 2, "publicity": 1, "paid and judged": 1},
}


@pytest.mark.requirement("R38")
@pytest.mark.parametrize("tier", STAGES)
def test_the_projects_of_every_tier_stand_at_every_stage(tier: str) -> None:
    keys = [row["no"] for row in rows("demo_projects_48") if row["tier"] == tier]
    assert Counter(stage_of(key) for key in keys) == STAGES[tier]


@pytest.mark.parametrize(
    ("tier", "methods"),
    [
        ("micro", {"inquiry", "comparison_invited", "direct_award", "resident_implemented", "agreed"}),
        ("ordinary", {"comparison_public", "inquiry"}),
        ("major", {"open_tender", "consultation"}),
    ],
)
def test_every_tier_is_let_by_its_own_methods(tier: str, methods: set[str]) -> None:
    calls = Tender.objects.filter(demand__in=[demand(row.key) for row in table(BATCH)], tier=tier)
    assert {call.method for call in calls} == methods


@pytest.mark.parametrize(("key", "office"), [("5", "street"), ("4", "district")])
def test_each_tier_was_approved_opened_and_confirmed_by_its_offices(key: str, office: str) -> None:
    call = tender(key)
    assert set(Membership.objects.filter(user=call.documents_approved_by).values_list("role", flat=True)) == {office}
    assert call.opening.confirmations.count() == call.procedure.opening_threshold
    assert [row.office for row in award(key).confirmations.order_by("pk")] == ["community", office]


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(("key", "experts"), [("5", 2), ("6", 2), ("4", 4)])
def test_panels_of_five_have_drawn_experts_of_different_employers(key: str, experts: int) -> None:
    judges = Seat.objects.filter(panel__tender=tender(key), state="declared").exclude(capacity="observer")
    assert judges.count() == 5
    drawn = judges.filter(capacity="expert")
    assert [bool(seat.draw) for seat in drawn] == [True] * experts
    employers = ExpertEmployment.objects.filter(expert__user__in=drawn.values("user"), to_date=None)
    assert len(set(employers.values_list("employer", flat=True))) == experts


@pytest.mark.requirement("R46")
@pytest.mark.parametrize(("key", "kinds"), [("25", set()), ("5", {"final"}), ("4", {"early", "midterm", "final"})])
def test_leading_groups_met_where_the_tier_asks_for_it(key: str, kinds: set[str]) -> None:
    held = demand(key).checkpoints.filter(state="closed")
    assert set(held.values_list("kind", flat=True)) == kinds


@pytest.mark.requirement("R39")
def test_the_final_quote_of_a_consultation_is_what_was_awarded() -> None:
    held, within = award("4"), tender("4").consultation.order_by("number")
    assert [(row.is_last, row.state, bool(row.notice)) for row in within] == [
        (False, "ended", True),
        (True, "ended", False),
    ]
    bid = Bid.objects.get(tender=tender("4"), provider=held.provider)
    assert bid.final
    assert held.price == bid.final.price < bid.opened.price


@pytest.mark.requirement("R39")
def test_a_consultation_waits_for_the_final_quote_of_one_bidder() -> None:
    last = tender("E7").consultation.get(is_last=True)
    assert last.state == "answering"
    sealed = Bid.every.filter(round=last, state=BidState.SUBMITTED)
    awaited = Bid.objects.filter(tender=last.tender, qualification__passed=True).exclude(
        provider__in=sealed.values("provider")
    )
    assert sealed.count() == 2
    signer = Membership.objects.scoped().get(organisation__provider=awaited.get().provider, role="provider_admin")
    assert "bids.final_quote" in {duty.kind for duty in to_answer(signer, clock.now())}


def test_a_major_award_was_public_for_five_working_days() -> None:
    held = award("4")
    assert held.publicised_at
    assert held.publicity_last_day
    assert work_calendar().workdays_between(day_of(held.publicised_at), held.publicity_last_day) == 5


def test_story_2_an_ordinary_call_with_two_bids_failed_at_its_deadline_and_was_relaunched() -> None:
    first, second = Tender.objects.filter(demand=demand("21")).order_by("round")
    assert (first.state, first.was_extended, second.previous) == (TenderState.FAILED, False, first)
    assert Bid.objects.filter(tender=first, state=BidState.SUBMITTED).count() == 2


def test_story_4_an_objection_was_upheld_and_the_next_in_rank_is_in_publicity() -> None:
    void, following = Award.objects.filter(tender=tender("18")).order_by("pk")
    assert (void.state, void.objections.get().state) == ("void", "upheld")
    assert (following.state, following.rank) == ("publicity", 2)


@pytest.mark.requirement("R27")
def test_story_7_a_project_unfinished_at_the_end_of_2025_is_barred_in_2026() -> None:
    left = demand("E14")
    assert (left.state, left.fiscal_year) == ("unfinished", 2025)
    assert contract("E14").state == "terminated"
    again = Demand.objects.get(previous=left)
    assert (again.state, again.fiscal_year) == ("draft", 2026)
    assert list(bars(again.community, 2026)) == [left.bars.get()]


@pytest.mark.requirement("R69")
def test_story_13_the_winning_design_is_major_whatever_it_costs() -> None:
    winner = demand("E13")
    assert winner.design_contest_construction
    assert (winner.budget, winner.tier) == (Decimal("180000.00"), "major")
    assert (tender("E13").method, award("E13").state) == ("open_tender", "publicity")


def test_story_14_a_provider_was_removed_and_its_contract_runs_on() -> None:
    held = contract("9")
    assert held.state == "active"
    assert held.provider
    assert held.provider.entry.state == "removed"
    assert held.provider.bans.exists()


@pytest.mark.parametrize(("key", "office"), [("19", "street"), ("3", "district")])
def test_an_award_waits_for_the_countersign(key: str, office: str) -> None:
    waiting = award(key)
    done = set(waiting.confirmations.values_list("office", flat=True))
    assert set(waiting.tender.procedure.confirmed_by) - done == {office}


def test_the_opening_of_a_major_call_waits_for_its_third_office() -> None:
    call = tender("2")
    assert (call.state, call.procedure.opening_threshold) == (TenderState.CLOSED, 3)
    assert set(call.opening.confirmations.values_list("office", flat=True)) == {"community", "street"}
