"""Payments, supplements and settlements that are refused, sent back or taken back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.contracts.models import Contract, Payment
from tendering.contracts.rules.states import AmendmentState, PaymentState, State
from tendering.contracts.services import amendments, closing, ending, payment_stops, payments, revoking
from tendering.contracts.services.amendments import Change
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services import year_end
from tendering.funds.models import FundAccount, PlanStatus
from tendering.funds.queries.verification import discrepancies
from tests.factories import accounts, contracts, demands, funds
from tests.factories.contracts import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def account_of(contract: Contract) -> FundAccount:
    account = funds.line(contract.plan).account
    assert account is not None
    return FundAccount.objects.get(pk=account.pk)


def test_an_invoice_has_a_number_and_is_not_of_tomorrow(people: People) -> None:
    contract = contracts.signed(people)
    first, tomorrow = contracts.stage(contract, 1), clock.today() + timedelta(days=1)
    for invoice, code in ((contracts.invoice(" "), "number"), (contracts.invoice(day=tomorrow), "future")):
        with refused(f"contracts.invoice_{code}", kind=InvalidInput):
            payments.request_payment(stage=first, by=people.contractor, invoice=invoice)
    assert not Payment.objects.exists()


def test_a_payment_that_moved_meanwhile_is_neither_withheld_nor_sent_back(people: People) -> None:
    """Whoever looks at an old page decides about the step that stood there."""
    seen = contracts.asked(contracts.signed(people), people)
    payments.check_payment(payment=seen, by=people.checker)
    with refused("contracts.payment_moved"):
        payment_stops.withhold_payment(payment=seen, by=people.street, reason="疑点")
    with refused("contracts.payment_moved"):
        payment_stops.reject_payment(payment=seen, by=people.verifier, reason="发票抬头不对")
    assert Payment.objects.get(pk=seen.pk).state == PaymentState.CHECKED


def test_each_office_sends_back_what_waits_for_it(people: People) -> None:
    """Checked it waits for the street, approved for the finance officer; the others' turn is over."""
    contract = contracts.signed(people)
    payment = payments.check_payment(payment=contracts.asked(contract, people), by=people.checker)
    for other in (people.verifier, people.finance):
        with pytest.raises(NotPermitted):
            payment_stops.reject_payment(payment=payment, by=other, reason="发票抬头不对")
    payment_stops.reject_payment(payment=payment, by=people.street, reason="发票抬头不对")
    payment = contracts.approved(contract, people)
    for other in (people.verifier, people.second_street):
        with pytest.raises(NotPermitted):
            payment_stops.reject_payment(payment=payment, by=other, reason="账号有误")
    payment = payment_stops.reject_payment(payment=payment, by=people.finance, reason="账号有误")
    assert (payment.state, payment.number) == (PaymentState.REJECTED, 2)
    assert account_of(contract).paid == 0


def test_a_stage_is_not_taken_back_while_a_later_one_is_under_way(people: People) -> None:
    contract = contracts.deliver(contracts.signed(people), people, only_midterm=True)
    first = contracts.paid(contract, people)
    contracts.asked(contract, people, 2)
    with refused("contracts.later_stage_live"):
        payment_stops.reverse_payment(payment=first, by=people.second_finance, reason="账号错误")
    assert (contracts.fresh(contract).paid, account_of(contract).paid) == (first.amount, first.amount)


def test_the_rest_of_a_settlement_is_let_go_with_its_last_payment_only(people: People) -> None:
    """Settled at 12,000: the first 10,000 went wrong and is paid anew after the other 2,000."""
    contract = contracts.signed(people)
    first = contracts.paid(contract, people)
    ending.terminate(contract=contract, by=people.street, reason="停工", settlement=Decimal("12000.00"))
    payment_stops.reverse_payment(payment=first, by=people.second_finance, reason="账号错误")
    contracts.paid(contract, people, 4)
    contract = contracts.fresh(contract)
    assert (contract.paid, account_of(contract).committed) == (Decimal("2000.00"), Decimal("10000.00"))
    assert contract.plan.status == PlanStatus.CONTRACTED
    contracts.paid(contract, people, 1)
    contract = contracts.fresh(contract)
    assert (contract.paid, account_of(contract).committed) == (Decimal("12000.00"), Decimal("0.00"))
    assert contract.plan.status == PlanStatus.ENDED
    assert next(discrepancies(), None) is None


def test_what_is_judged_is_not_closed_before_its_stages_are_paid(people: People) -> None:
    contract = contracts.judged(contracts.accepted(people))
    contracts.paid(contract, people)
    with refused("contracts.stages_open"):
        closing.close(contract=contract, by=people.worker)
    contract = contracts.fresh(contract)
    assert (contract.state, contract.demand.state) == (State.ACTIVE, DemandState.EVALUATED)


def test_a_supplement_is_refused_with_everything_wrong_with_it(people: People) -> None:
    """No words, nothing changed, an end before the beginning, an end after the project's year (R27)."""
    contract = contracts.signed(people)
    before, after = contract.period_from - timedelta(days=1), date(contract.demand.fiscal_year + 1, 1, 1)
    for change, found in (
        (Change(" "), ["amendment_text", "amendment_nothing"]),
        (Change("同一天", period_to=contract.period_to), ["amendment_nothing"]),
        (Change("提前", period_to=before), ["period_reversed"]),
        (Change("", Decimal("1.00"), after), ["amendment_text", "period_past_year"]),
    ):
        with refused(*(f"contracts.{code}" for code in found)):
            amendments.request_amendment(contract=contract, by=people.contractor, change=change)
    assert not contract.amendments.exists()


def test_one_supplement_at_a_time_and_what_both_sides_want_is_the_offices(people: People) -> None:
    contract = contracts.signed(people)
    change = Change("增加频次", Decimal("1000.00"))
    row = amendments.request_amendment(contract=contract, by=people.contractor, change=change)
    with refused("contracts.amendment_open"):
        amendments.request_amendment(contract=contract, by=people.worker, change=change)
    row = amendments.agree_amendment(amendment=row, by=people.worker)
    for side in (people.contractor, people.verifier):
        with refused("contracts.amendment_with_office", kind=NotPermitted):
            amendments.reject_amendment(amendment=row, by=side, reason="改变主意")
    elsewhere = accounts.membership(Role.STREET, People.of().community.parent)
    with pytest.raises(NotPermitted):
        amendments.reject_amendment(amendment=row, by=elsewhere, reason="不必要")
    row = amendments.reject_amendment(amendment=row, by=people.street, reason="不必要")
    assert (row.state, row.decided_by, contracts.fresh(contract).amended) == (
        AmendmentState.REJECTED,
        people.street,
        Decimal("0.00"),
    )


def test_a_suspended_contract_takes_no_supplement(people: People) -> None:
    contract = contracts.signed(people)
    change = Change("增加频次", Decimal("1000.00"))
    ending.suspend(contract=contract, by=people.street, reason="投诉核查")
    with refused("contracts.not_running"):
        amendments.request_amendment(contract=contract, by=people.contractor, change=change)
    assert not contract.amendments.exists()


@pytest.mark.requirement("R27")
def test_a_draft_is_void_at_the_years_end_and_its_money_returns(people: People) -> None:
    """Only what is unfinished is settled; a second look finds nothing left."""
    contract = contracts.drafted(people)
    held = account_of(contract)
    with refused("contracts.not_unfinished"):
        ending.settle_unfinished(demand=contract.demand)
    with clock.shifted(timedelta(days=215)):
        year_end.mark_unfinished(demand=contract.demand)
        assert ending.settle_unfinished(demand=contract.demand)
        contract = contracts.fresh(contract)
        assert (contract.state, contract.demand.state) == (State.VOID, DemandState.UNFINISHED)
        account = account_of(contract)
        assert (held.committed, account.committed) == (Decimal("20000.00"), Decimal("0.00"))
        assert account.available == held.available + Decimal("20000.00")
        assert not ending.settle_unfinished(demand=contract.demand)
    never_let = demands.published(people.community)
    with refused("contracts.not_unfinished"):
        ending.settle_unfinished(demand=never_let)


def test_a_contract_whose_money_is_asked_for_is_not_revoked(people: People) -> None:
    """Decree 94, art. 32: what has begun is carried through, and the damage made good."""
    contract = contracts.signed(people)
    contracts.asked(contract, people)
    with refused("contracts.begun"):
        revoking.revoke(contract.award, by=people.street, reason="评审有误")
    assert contracts.fresh(contract).state == State.ACTIVE
