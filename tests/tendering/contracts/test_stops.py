"""A payment that somebody stopped stays stopped, although its contract or its year ends (domain 3.5, 4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from tendering.contracts import tasks
from tendering.contracts.models import Payment
from tendering.contracts.queries.duties import duties
from tendering.contracts.rules.states import PaymentState, State
from tendering.contracts.services import ending, payment_stops
from tendering.contracts.services.ending import StopStands
from tendering.contracts.services.payment_steps import ContractStopped
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services import year_end
from tests.factories import accounts, contracts
from tests.factories.contracts import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def stopped(people: People, by: Membership) -> Payment:
    payment = contracts.asked(contracts.signed(people), people)
    return payment_stops.withhold_payment(payment=payment, by=by, reason="发票存疑")


def told(kind: str) -> list[list[int]]:
    return [row.payload["recipients"] for row in Message.objects.filter(payload__kind=kind)]


def test_an_office_does_not_end_a_contract_over_anothers_stop(people: People) -> None:
    auditor = accounts.membership(Role.AUDITOR)
    payment = stopped(people, auditor)
    contract = payment.stage.contract
    with refused("contracts.stop_stands", kind=StopStands):
        ending.terminate(contract=contract, by=people.street, reason="停工", settlement=Decimal("10000.00"))
    payment.refresh_from_db()
    assert (payment.state, contracts.fresh(contract).state) == (PaymentState.WITHHELD, State.ACTIVE)
    payment_stops.let_go_on(payment=payment, by=auditor, reason="已说明")
    ending.terminate(contract=contract, by=people.street, reason="停工", settlement=Decimal("10000.00"))
    payment.refresh_from_db()
    assert payment.state == PaymentState.CANCELLED


def test_whose_stop_ends_with_the_contract_is_told(people: People) -> None:
    payment = stopped(people, people.street)
    ending.terminate(contract=payment.stage.contract, by=people.street, reason="停工", settlement=Decimal(0))
    payment.refresh_from_db()
    assert payment.state == PaymentState.CANCELLED
    assert told("contracts.stop_ended") == [sorted({people.street.user_id, people.second_street.user_id})]


@pytest.mark.requirement("R27")
def test_the_settlement_of_an_unfinished_project_waits_until_the_stop_is_lifted(people: People) -> None:
    """Nobody acts at the year's end: what is owed is not known while an auditor's finding is not answered."""
    auditor = accounts.membership(Role.AUDITOR)
    payment = stopped(people, auditor)
    contract = payment.stage.contract
    with clock.shifted(timedelta(days=215)):
        year_end.mark_unfinished(demand=contract.demand)
        for _hour in range(2):
            assert not ending.settle_unfinished(demand=contract.demand)
        payment.refresh_from_db()
        contract = contracts.fresh(contract)
        assert (payment.state, contract.state) == (PaymentState.WITHHELD, State.ACTIVE)
        assert contract.demand.state == DemandState.UNFINISHED
        assert told("contracts.settlement_waits") == [[auditor.user_id]], "once"
        assert "contracts.let_go_on" in {duty.kind for duty in duties(auditor, clock.now())}
        payment_stops.let_go_on(payment=payment, by=auditor, reason="已说明")
        tasks.settle_unfinished()
    contract = contracts.fresh(contract)
    assert (contract.state, contract.settlement) == (State.TERMINATED, Decimal("10000.00"))


def test_while_the_settlement_waits_nothing_new_is_asked_for(people: People) -> None:
    contract = contracts.signed(people)
    contracts.paid(contract, people)
    contracts.deliver(contract, people)
    payment = contracts.asked(contract, people, 2)
    auditor = accounts.membership(Role.AUDITOR)
    payment_stops.withhold_payment(payment=payment, by=auditor, reason="发票存疑")
    payment_stops.let_go_on(payment=Payment.objects.get(pk=payment.pk), by=auditor, reason="已说明")
    payment_stops.reject_payment(payment=Payment.objects.get(pk=payment.pk), by=people.checker, reason="发票抬头不对")
    assert "contracts.ask_payment" in {duty.kind for duty in duties(people.contractor, clock.now())}
    with clock.shifted(timedelta(days=215)):
        year_end.mark_unfinished(demand=contract.demand)
        with refused("contracts.year_over", kind=ContractStopped):
            contracts.asked(contract, people, 2)
        assert "contracts.ask_payment" not in {duty.kind for duty in duties(people.contractor, clock.now())}
