"""Pure rules: stages, amendments, due days, teams, milestones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import CheckpointKind, Office, PaymentTrigger, RuleSet, Tier
from marketplace.primitives.state_machine import StateMachine
from tendering.contracts import transitions
from tendering.contracts.rules import acceptance, milestones, money, offices, payments
from tendering.contracts.rules.acceptance import Candidate, Capacity, Opinion
from tendering.contracts.rules.milestones import MilestonePlan
from tendering.contracts.rules.money import AmendmentTooLarge, StageSum
from tendering.contracts.rules.payments import Facts, Need
from tests.factories import rulebook

RULES: RuleSet = rulebook.rules()
cents = st.integers(0, 100_000_000).map(lambda number: Decimal(number) / 100)


@given(cents)
def test_stages_add_up_to_the_cent(total: Decimal) -> None:
    """50 / 40 / 10: each rounded half up, the last is what is left; none below zero."""
    sums = money.stage_sums(total, RULES.delivery)
    assert sum(sums, ZERO) == total
    assert min(sums) >= 0


@given(cents, st.lists(cents, min_size=1, max_size=4), st.integers(0, 3))
def test_an_amendment_keeps_what_is_fixed_and_adds_up(change: Decimal, sums: list[Decimal], fixed: int) -> None:
    stages = [StageSum(amount, position < fixed) for position, amount in enumerate(sums)]
    total = change
    bound = sum((stage.amount for stage in stages if stage.is_fixed), ZERO)
    if total < bound or (total != sum(sums, ZERO) and all(stage.is_fixed for stage in stages)):
        with pytest.raises(InvalidInput, match="below_paid"):
            money.restaged(total, stages)
        return
    found = money.restaged(total, stages)
    assert sum(found, ZERO) == total
    assert all(new == old.amount for new, old in zip(found, stages, strict=True) if old.is_fixed)
    assert min(found) >= 0


def test_the_last_stage_takes_the_difference_and_hands_deep_cuts_on() -> None:
    stages = [StageSum(Decimal(50), True), StageSum(Decimal(40)), StageSum(Decimal(10))]
    assert money.restaged(Decimal(105), stages) == [Decimal(50), Decimal(40), Decimal(15)]
    assert money.restaged(Decimal(80), stages) == [Decimal(50), Decimal(30), Decimal(0)]


def test_a_tenth_passes_and_a_cent_more_does_not() -> None:
    cap = money.amendment_cap(Decimal("19999.99"), RULES.delivery)
    assert cap == Decimal("1999.99")
    money.check_amendment(Decimal("-999.99"), used=Decimal("1000.00"), cap=cap)
    with pytest.raises(AmendmentTooLarge):
        money.check_amendment(Decimal("1000.00"), used=Decimal("1000.00"), cap=cap)


@pytest.mark.parametrize(("settlement", "allowed"), [("99.99", False), ("100", True), ("200", True), ("200.01", False)])
def test_a_settlement_lies_between_paid_and_agreed(settlement: str, allowed: bool) -> None:
    if allowed:
        money.check_settlement(Decimal(settlement), paid=Decimal(100), total=Decimal(200))
        return
    with pytest.raises(InvalidInput, match="settlement_range"):
        money.check_settlement(Decimal(settlement), paid=Decimal(100), total=Decimal(200))


@pytest.mark.parametrize(
    ("condition", "invoice", "due"),
    [
        (date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 15)),
        (date(2026, 6, 10), date(2026, 6, 1), date(2026, 6, 25)),  # the Dragon Boat holiday of 19 June lies between
        (date(2026, 9, 24), date(2026, 9, 24), date(2026, 10, 15)),  # the holidays of autumn
    ],
)
def test_the_clock_of_paying_starts_with_condition_and_invoice(condition: date, invoice: date, due: date) -> None:
    assert payments.pay_by(condition, invoice, RULES.delivery, WorkCalendar()) == due


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_nobody_waits_longer_than_the_law_allows(start: date) -> None:
    """Thirty calendar days at most, rolled over a day off."""
    calendar = WorkCalendar()
    due = payments.pay_by(start, start, RULES.delivery, calendar)
    assert start < due <= calendar.roll_forward(start + timedelta(days=30))


def unmet(trigger: PaymentTrigger, checkpoints: Collection[CheckpointKind], facts: Facts) -> list[Need]:
    return [need for need in payments.needs(trigger, checkpoints) if not payments.is_met(need, facts)]


@pytest.mark.requirement("R50")
def test_the_last_stage_needs_everything() -> None:
    wanted = [Need.SIGNED, Need.EARLIER_STAGES, Need.ACCEPTED, Need.SATISFIED, Need.NO_RECTIFICATION]
    assert payments.needs(PaymentTrigger.ACCEPTED_AND_SATISFIED, ()) == wanted
    nearly = Facts(signed=True, earlier_paid=True, accepted=True, satisfied=True, rectification_open=True)
    assert unmet(PaymentTrigger.ACCEPTED_AND_SATISFIED, (), nearly) == [Need.NO_RECTIFICATION]


@pytest.mark.requirement("R46")
def test_a_tier_with_a_midterm_checkpoint_waits_for_it() -> None:
    known = Facts(signed=True, earlier_paid=True, midterm_verified=True)
    assert unmet(PaymentTrigger.MIDTERM_VERIFIED, (), known) == []
    assert unmet(PaymentTrigger.MIDTERM_VERIFIED, (CheckpointKind.MIDTERM,), known) == [Need.MIDTERM_CHECKPOINT]


@pytest.mark.parametrize(
    ("tier", "amount", "office"),
    [
        (Tier.MICRO, "50000.00", Office.STREET),
        (Tier.MICRO, "50000.01", Office.DISTRICT),
        (Tier.ORDINARY, "200000.00", Office.STREET),
        (Tier.ORDINARY, "200000.01", Office.DISTRICT),
        (Tier.MAJOR, "1.00", Office.DISTRICT),
    ],
)
def test_an_amendment_over_the_tier_goes_to_the_office_of_the_next(tier: Tier, amount: str, office: Office) -> None:
    assert offices.amending_office(RULES, tier, Decimal(amount)) is office


def test_every_tier_stands_under_one_office() -> None:
    under = [tier for office in (Office.STREET, Office.DISTRICT) for tier in offices.tiers_under(office)]
    assert sorted(under) == sorted(Tier)
    assert all(tier in offices.tiers_under(offices.office_over(tier)) for tier in Tier)


def test_a_team_in_order() -> None:
    team = [
        Candidate(1, Capacity.PROFESSIONAL),
        Candidate(2, Capacity.RESIDENT),
        Candidate(3, Capacity.SUPERVISION),
    ]
    assert acceptance.team_problems(team, rule=RULES.delivery.acceptance) == []
    assert acceptance.person_problems(team, buyers={9}) == []
    even = [*team, Candidate(4, Capacity.RESIDENT)]
    assert [one.code for one in acceptance.team_problems(even, rule=RULES.delivery.acceptance)] == [
        "contracts.team_size"
    ]


@given(st.lists(st.sampled_from(Opinion), min_size=1, max_size=9))
def test_more_than_half_decides(opinions: list[Opinion]) -> None:
    found = acceptance.decided(opinions, len(opinions))
    half = len(opinions) / 2
    if opinions.count(Opinion.PASSES) > half:
        assert found is Opinion.PASSES
    elif opinions.count(Opinion.FAILS) > half:
        assert found is Opinion.FAILS
    else:
        assert found is Opinion.RECTIFY


@given(st.lists(st.sampled_from(Opinion), max_size=5), st.integers(0, 3))
def test_signed_opinions_decide_when_nobody_who_is_left_can_turn_them(signed: list[Opinion], left: int) -> None:
    team = len(signed) + left
    ends = {acceptance.decided([*signed, *rest], team) for rest in product(Opinion, repeat=left)}
    assert acceptance.decided(signed, team) is (ends.pop() if len(ends) == 1 else None)


def test_a_first_plan_is_sound() -> None:
    first, last = date(2026, 6, 1), date(2026, 8, 31)
    plan = milestones.proposed(first, last, ("准备", "实施", "移交"))
    assert milestones.plan_problems(plan, first, last, date(2026, 12, 31)) == []
    assert [one.is_midterm for one in plan] == [False, True, False]
    assert plan[-1].due_on == last


def test_the_midterm_is_not_the_end() -> None:
    first, last = date(2026, 6, 1), date(2026, 8, 31)
    plan = [MilestonePlan("一", first), MilestonePlan("二", last, is_midterm=True)]
    codes = [one.code for one in milestones.plan_problems(plan, first, last, date(2026, 12, 31))]
    assert codes == ["contracts.one_midterm"]


@pytest.mark.parametrize(
    "machine",
    [
        transitions.CONTRACT,
        transitions.MILESTONE,
        transitions.AMENDMENT,
        transitions.ACCEPTANCE,
        transitions.PAYMENT,
    ],
    ids=lambda machine: str(machine.name),
)
def test_every_state_is_reached(machine: StateMachine[str]) -> None:
    assert machine.unreachable() == set()


def test_a_contract_ends_with_its_year_or_after_three_where_several_were_approved() -> None:
    """政府购买服务管理办法: three years at most; the day before the same day, also where there is none."""
    year_end = date(2028, 12, 31)
    assert milestones.latest_end(date(2028, 3, 1), year_end, multi_year=False) == year_end
    assert milestones.latest_end(date(2028, 3, 1), year_end, multi_year=True) == date(2031, 2, 28)
    assert milestones.latest_end(date(2028, 2, 29), year_end, multi_year=True) == date(2031, 2, 28)
