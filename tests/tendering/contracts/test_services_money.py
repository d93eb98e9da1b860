"""Payments by four people, amendments, stopping, the year's end."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.files.services import store
from marketplace.outbox.models import Message
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from marketplace.primitives.ruleset import Method
from marketplace.primitives.state_machine import WrongState
from tendering.contracts import attachments
from tendering.contracts.models import Contract, Payment
from tendering.contracts.permissions import OwnWork
from tendering.contracts.rules.money import AmendmentTooLarge
from tendering.contracts.rules.states import AmendmentState, PaymentState, Rest, State
from tendering.contracts.services import amendments, closing, ending, payment_stops, payments
from tendering.contracts.services.acceptance import Team, call_team, request_acceptance
from tendering.contracts.services.amendments import Change
from tendering.contracts.services.payments import ConditionOpen, StageTaken
from tendering.demands.models import NextYearBar
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services import year_end
from tendering.funds.models import FundAccount, PlanStatus
from tendering.funds.queries.plans import total_of
from tendering.funds.queries.verification import discrepancies
from tendering.funds.services import commit_plan
from tendering.tenders.services.preparing import prepare_tender
from tests.factories import accounts, contracts, files, funds, tenders
from tests.factories.contracts import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def account_of(contract: Contract) -> FundAccount:
    account = funds.line(contract.plan).account
    assert account is not None
    return FundAccount.objects.get(pk=account.pk)


def test_a_stage_is_paid_through_four_people(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.paid(contract, people)
    contract = contracts.fresh(contract)
    assert (payment.state, contract.paid) == (PaymentState.PAID, Decimal("10000.00"))
    assert account_of(contract).paid == Decimal("10000.00")
    assert len({payment.requester_id, payment.checker_id, payment.approver_id, payment.payer_id}) == 4
    assert [str(found) for found in discrepancies()] == []


def test_no_two_steps_by_one_person(people: People) -> None:
    """Also where the person holds two roles."""
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    payments.check_payment(payment=payment, by=people.checker)
    assert people.community.parent is not None
    checker_too = accounts.membership(Role.STREET, people.community.parent, who=people.checker.user)
    with pytest.raises(OwnWork):
        payments.approve_payment(payment=payment, by=checker_too)
    payments.approve_payment(payment=payment, by=people.street)
    approver_too = accounts.membership(Role.FINANCE_OFFICER, people.community.parent, who=people.street.user)
    with pytest.raises(OwnWork):
        payments.pay(payment=payment, by=approver_too, reference="CW-1")


def test_a_substitute_counts_as_the_absent_officer(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    payments.check_payment(payment=payment, by=people.checker)
    payments.approve_payment(payment=payment, by=people.street)
    absent = accounts.membership(Role.FINANCE_OFFICER, people.community.parent, who=people.checker.user)
    today = clock.today()
    stand_in = accounts.membership(
        Role.FINANCE_OFFICER, people.community.parent, substitute_for=absent, to_date=today + timedelta(days=9)
    )
    with pytest.raises(OwnWork):
        payments.pay(payment=payment, by=stand_in, reference="CW-1")


def test_the_database_refuses_two_steps_by_one_person(people: People) -> None:
    payment = contracts.approved(contracts.signed(people), people)
    for name in ("requester", "checker", "approver"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(payer=getattr(payment, name))
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(approver=payment.checker)


def test_the_database_refuses_to_pay_above_the_contract(people: People) -> None:
    contract = contracts.signed(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(paid=Decimal("20000.01"))


def test_a_stage_has_one_live_payment(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    with pytest.raises(StageTaken):
        contracts.asked(contract, people)
    payment.invoice = store(upload=files.upload(name="发票.pdf"), by=people.contractor, purpose=attachments.INVOICE)
    payment.pk, payment.number = None, 2
    # Its name on PostgreSQL, its column on SQLite: nothing else about the row may be in the way.
    with pytest.raises(IntegrityError, match=r"one_live_payment_per_stage|payment\.stage_id$"), transaction.atomic():
        payment.save(force_insert=True)


def test_a_stage_waits_for_its_condition(people: People) -> None:
    contract = contracts.signed(people)
    with pytest.raises(ConditionOpen) as refused:
        contracts.asked(contract, people, 2)
    assert refused.value.parameters["needs"] == ["earlier_stages", "midterm_verified"]
    contracts.paid(contract, people, 1)
    contracts.deliver(contract, people, only_midterm=True)
    assert contracts.asked(contract, people, 2).amount == Decimal("8000.00")


@pytest.mark.requirement("R50")
def test_the_last_payment_waits_for_the_residents(people: People) -> None:
    """Accepted is not enough; while something is rectified nothing is paid; the verdict lets it go."""
    contract = contracts.accepted(people)
    contracts.paid(contract, people, 1)
    contracts.paid(contract, people, 2)
    with pytest.raises(ConditionOpen) as refused:
        contracts.asked(contract, people, 3)
    assert refused.value.parameters["needs"] == ["satisfied"]
    contracts.judged(contract, DemandState.RECTIFYING)
    with pytest.raises(ConditionOpen) as refused:
        contracts.asked(contract, people, 3)
    assert refused.value.parameters["needs"] == ["satisfied", "no_rectification"]
    contracts.judged(contract)
    contracts.paid(contract, people, 3)
    contract = contracts.fresh(contract)
    assert (contract.state, contract.demand.state) == (State.COMPLETED, DemandState.CLOSED)


def test_the_last_payment_closes_and_records_the_result(people: People) -> None:
    contract = contracts.judged(contracts.accepted(people, "18000.00"))
    for position in (1, 2, 3):
        contracts.paid(contract, people, position)
    contract = contracts.fresh(contract)
    account = account_of(contract)
    assert (contract.paid, account.committed) == (Decimal("18000.00"), Decimal("0.00"))
    record = people.provider.records.get(number=contract.number)
    assert (record.amount, record.days_late) == (Decimal("18000.00"), 0)
    with pytest.raises(Refusal):
        payment_stops.reverse_payment(payment=Payment.objects.latest("pk"), by=people.second_finance, reason="错付")
    with pytest.raises(Refusal, match="not_judged"):
        closing.close(contract=contract, by=people.worker)


def test_due_days_and_late_ones_are_flagged(people: People) -> None:
    """Ten working days after condition and invoice (1 June 2026 is a Monday; 19 June is the Dragon Boat holiday)."""
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    assert payment.due_on.isoformat() == "2026-06-15"
    assert not payment_stops.flag_late(payment=payment)
    with clock.shifted(timedelta(days=15)):
        assert payment_stops.flag_late(payment=payment)
        assert not payment_stops.flag_late(payment=payment)
        payment.refresh_from_db()
        assert payment.is_late(clock.today())


def test_a_rejected_request_may_be_made_again(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    with pytest.raises(InvalidInput, match="reason_missing"):
        payment_stops.reject_payment(payment=payment, by=people.checker, reason=" ")
    with pytest.raises(NotPermitted):
        payment_stops.reject_payment(payment=payment, by=people.street, reason="发票抬头不对")
    payment_stops.reject_payment(payment=payment, by=people.checker, reason="发票抬头不对")
    assert contracts.asked(contract, people).number == 2


def test_an_auditor_stops_a_payment_and_lets_it_go_on(people: People) -> None:
    contract = contracts.signed(people)
    payment = payments.check_payment(payment=contracts.asked(contract, people), by=people.checker)
    auditor = accounts.membership(Role.AUDITOR)
    with pytest.raises(NotPermitted):
        payment_stops.withhold_payment(payment=payment, by=people.worker, reason="疑点")
    payment_stops.withhold_payment(payment=payment, by=auditor, reason="疑点")
    with pytest.raises(WrongState):
        payments.approve_payment(payment=payment, by=people.street)
    payment = payment_stops.let_go_on(payment=Payment.objects.get(pk=payment.pk), by=auditor, reason="已说明")
    assert payment.state == PaymentState.CHECKED


def test_a_payment_is_reversed_and_the_stage_paid_anew(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.paid(contract, people)
    with refused("contracts.own_step", kind=NotPermitted):
        payment_stops.reverse_payment(payment=payment, by=people.finance, reason="账号错误")
    payment_stops.reverse_payment(payment=payment, by=people.second_finance, reason="账号错误")
    contract = contracts.fresh(contract)
    assert contract.paid == 0
    assert account_of(contract).paid == 0
    contracts.paid(contract, people)
    assert contracts.fresh(contract).paid == Decimal("10000.00")
    assert [str(found) for found in discrepancies()] == []


def test_whoever_sits_on_the_team_checks_no_payment(people: People) -> None:
    contract = contracts.delivered(people)
    seats = contracts.team(contract)
    contracts.called(contract, people, seats)
    payment = contracts.asked(contract, people)
    member_too = accounts.membership(Role.COMMUNITY, people.community, who=seats[2].member.user)
    with pytest.raises(NotPermitted, match="checker_on_team"):
        payments.check_payment(payment=payment, by=member_too)


def amended(contract: Contract, people: People, amount: str) -> AmendmentState:
    row = amendments.request_amendment(
        contract=contract, by=people.contractor, change=Change("增加 2 位老人", Decimal(amount))
    )
    row = amendments.agree_amendment(amendment=row, by=people.worker)
    return AmendmentState(amendments.approve_amendment(amendment=row, by=people.street).state)


def test_an_amendment_is_asked_for_agreed_and_approved(people: People) -> None:
    contract = contracts.signed(people)
    before = account_of(contract).available
    assert amended(contract, people, "1600.00") == AmendmentState.APPROVED
    contract = contracts.fresh(contract)
    assert (contract.total, contract.amended_used) == (Decimal("21600.00"), Decimal("1600.00"))
    assert contracts.stage(contract, 3).amount == Decimal("3600.00")
    assert account_of(contract).available == before - Decimal("1600.00")


def test_amendments_come_to_a_tenth_in_all(people: People) -> None:
    """Cuts count as well; the tenth itself passes, a cent more does not."""
    contract = contracts.signed(people)
    amended(contract, people, "-500.00")
    contract = contracts.fresh(contract)
    with pytest.raises(AmendmentTooLarge):
        amended(contract, people, "1500.01")
    assert amended(contract, people, "1500.00") == AmendmentState.APPROVED
    with pytest.raises(AmendmentTooLarge):
        amended(contracts.fresh(contract), people, "0.01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(amended_used=Decimal("2000.01"))


def test_more_money_needs_more_money_on_the_account(people: People) -> None:
    contract = contracts.signed(people)
    account = account_of(contract)
    rest = funds.plan(
        str(account.available), [funds.draft(str(account.available), account=account)], place=people.community
    )
    commit_plan(plan=rest, by=None)
    with pytest.raises(Refusal, match=r"funds\.insufficient"):
        amended(contract, people, "0.01")
    assert contracts.fresh(contract).amended == 0


def test_an_amendment_takes_the_other_side_and_the_right_office(people: People) -> None:
    contract = contracts.signed(people)
    row = amendments.request_amendment(
        contract=contract,
        by=people.contractor,
        change=Change("延期", period_to=contract.period_to + timedelta(days=10)),
    )
    with pytest.raises(NotPermitted):
        amendments.agree_amendment(amendment=row, by=people.contractor)
    with pytest.raises(WrongState):
        amendments.approve_amendment(amendment=row, by=people.street)
    row = amendments.agree_amendment(amendment=row, by=people.worker)
    with pytest.raises(NotPermitted):
        amendments.approve_amendment(amendment=row, by=people.finance)
    amendments.approve_amendment(amendment=row, by=people.street)
    assert contracts.fresh(contract).period_to == row.period_to


def test_who_may_not_approve_learns_nothing_of_the_state(people: People) -> None:
    """The permission comes before the contract is looked at."""
    contract = contracts.signed(people)
    change = Change("增加频次", Decimal("1000.00"))
    row = amendments.request_amendment(contract=contract, by=people.contractor, change=change)
    ending.suspend(contract=contract, by=people.street, reason="投诉核查")
    with pytest.raises(NotPermitted):
        amendments.approve_amendment(amendment=row, by=people.finance)


def test_an_open_amendment_ends_with_its_contract_and_the_log_says_so(people: People) -> None:
    contract = contracts.signed(people)
    change = Change("增加频次", Decimal("1000.00"))
    row = amendments.request_amendment(contract=contract, by=people.contractor, change=change)
    ending.terminate(contract=contract, by=people.street, reason="机构停业", settlement=Decimal("0.00"))
    row.refresh_from_db()
    assert (row.state, row.reason, row.decided_by) == (AmendmentState.REJECTED, "机构停业", people.street)
    assert Entry.objects.filter(act="contracts.amendment.end").count() == 1


def test_an_amendment_over_the_tier_needs_the_higher_approval(people: People) -> None:
    """50,000 is micro; a cent more asks for the district."""
    contract = contracts.signed(people, "50000.00", budget="50000.00")
    row = amendments.request_amendment(contract=contract, by=people.contractor, change=Change("增项", Decimal("0.01")))
    row = amendments.agree_amendment(amendment=row, by=people.worker)
    with pytest.raises(NotPermitted):
        amendments.approve_amendment(amendment=row, by=people.street)
    amendments.approve_amendment(amendment=row, by=accounts.membership(Role.DISTRICT))


def test_termination_settles_and_lets_the_rest_go(people: People) -> None:
    contract = contracts.signed(people)
    contracts.paid(contract, people)
    with pytest.raises(InvalidInput, match="settlement_range"):
        ending.terminate(contract=contract, by=people.street, reason="停工", settlement=Decimal("9999.99"))
    with pytest.raises(NotPermitted):
        ending.terminate(contract=contract, by=people.worker, reason="停工", settlement=Decimal("12000.00"))
    available = account_of(contract).available
    ending.terminate(contract=contract, by=people.street, reason="停工", settlement=Decimal("12000.00"))
    contract = contracts.fresh(contract)
    assert (contract.state, contract.demand.state) == (State.TERMINATED, DemandState.CLOSED)
    account = account_of(contract)
    assert (account.available, account.committed) == (available + Decimal("8000.00"), Decimal("2000.00"))
    contracts.paid(contract, people, 4)
    account.refresh_from_db()
    assert (account.committed, account.paid) == (Decimal("0.00"), Decimal("12000.00"))


def test_what_a_terminated_contract_leaves_is_let_anew(people: People) -> None:
    """Domain 3.2: settled at 12,000 of 20,000, the demand is published for the other 8,000, whose money stayed."""
    contract = contracts.signed(people)
    contracts.paid(contract, people)
    before = account_of(contract)
    ending.terminate(
        contract=contract, by=people.street, reason="停工", settlement=Decimal("12000.00"), rest=Rest.LET_ANEW
    )
    contract = contracts.fresh(contract)
    demand = contract.demand
    assert (contract.state, demand.state) == (State.TERMINATED, DemandState.PUBLISHED)
    assert demand.plan is not None
    assert demand.plan != contract.plan
    assert (demand.plan.status, total_of(demand.plan)) == (PlanStatus.COMMITTED, Decimal("8000.00"))
    account = account_of(contract)
    assert (account.available, account.committed) == (before.available, before.committed)
    fitted = Entry.objects.filter(act="funds.plan.contracted")
    assert fitted.count() == 1, "at signing; to the settlement it was fitted when it carried on"
    contracts.paid(contract, people, 4)
    contract = contracts.fresh(contract)
    account.refresh_from_db()
    assert (contract.plan.status, account.committed) == (PlanStatus.ENDED, Decimal("8000.00"))
    assert next(discrepancies(), None) is None
    assert Message.objects.filter(payload__kind="contracts.rest_to_let").exists()
    second = prepare_tender(
        demand=demand, by=people.worker, method=Method.INQUIRY, content=tenders.content(), now=clock.now()
    )
    assert (second.round, second.ceiling) == (2, Decimal("8000.00"))


def test_the_rest_of_a_contract_is_let_anew_in_december_too(people: People) -> None:
    """It was set aside before the year began to close; a project whose contract left nothing is not let anew."""
    contract = contracts.signed(people)
    with clock.moved_to(datetime(contract.demand.fiscal_year, 12, 2, 9, tzinfo=SHANGHAI)):
        with pytest.raises(InvalidInput, match="nothing_left"):
            ending.terminate(
                contract=contract, by=people.street, reason="停工", settlement=contract.sum, rest=Rest.LET_ANEW
            )
        ending.terminate(contract=contract, by=people.street, reason="停工", settlement=Decimal(0), rest=Rest.LET_ANEW)
    contract = contracts.fresh(contract)
    assert (contract.plan.status, contract.demand.state) == (PlanStatus.ENDED, DemandState.PUBLISHED)


def test_nothing_paid_and_nothing_owed_ends_at_once(people: People) -> None:
    contract = contracts.signed(people)
    ending.terminate(contract=contract, by=people.street, reason="未开工", settlement=Decimal(0))
    assert account_of(contract).committed == 0


def test_a_suspended_contract_pays_nothing(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    ending.suspend(contract=contract, by=people.street, reason="投诉核查")
    with pytest.raises(Refusal, match="stopped"):
        payments.check_payment(payment=payment, by=people.checker)
    ending.resume(contract=contract, by=people.street, reason="核查完毕")
    payments.check_payment(payment=payment, by=people.checker)


@pytest.mark.requirement("R27")
def test_unfinished_at_the_years_end_is_barred_settled_and_released(people: People) -> None:
    contract = contracts.signed(people)
    contracts.paid(contract, people)
    with clock.shifted(timedelta(days=215)):
        year_end.mark_unfinished(demand=contract.demand)
        assert ending.settle_unfinished(demand=contract.demand)
    contract = contracts.fresh(contract)
    assert (contract.state, contract.demand.state) == (State.TERMINATED, DemandState.UNFINISHED)
    account = account_of(contract)
    assert (account.committed, account.paid) == (Decimal("0.00"), Decimal("10000.00"))
    assert NextYearBar.objects.filter(demand=contract.demand, fiscal_year=2027).exists()


@pytest.mark.requirement("R27")
def test_what_was_asked_for_in_time_is_still_owed_after_the_year(people: People) -> None:
    contract = contracts.signed(people)
    contracts.asked(contract, people)
    with clock.shifted(timedelta(days=215)):
        year_end.mark_unfinished(demand=contract.demand)
        ending.settle_unfinished(demand=contract.demand)
        contract = contracts.fresh(contract)
        assert (contract.settlement, account_of(contract).committed) == (Decimal("10000.00"), Decimal("10000.00"))
        contracts.paid(contract, people, 4)
    assert account_of(contract).committed == 0


def test_a_draft_whose_award_fell_is_void(people: People) -> None:
    contract = contracts.drafted(people)
    assert not ending.void_fallen(contract=contract)
    type(contract.award).objects.filter(pk=contract.award_id).update(state="lapsed", public_reason="逾期未签")
    assert ending.void_fallen(contract=contract)
    assert contracts.fresh(contract).state == State.VOID


def test_an_inspection_that_is_late_is_held_today(people: People) -> None:
    contract = contracts.delivered(people)
    row = request_acceptance(contract=contract, by=people.contractor, statement="完成")
    with clock.shifted(timedelta(days=40)):
        call_team(acceptance=row, by=people.worker, team=Team(clock.now(), contracts.team(contract)))
