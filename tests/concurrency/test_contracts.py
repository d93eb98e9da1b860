"""Acts that meet on one contract at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from marketplace.accounts.rules import Role
from tendering.awards.rules.states import State as AwardState
from tendering.awards.services import falling
from tendering.contracts.models import Payment
from tendering.contracts.rules.states import LIVE_PAYMENT, State
from tendering.contracts.services import payments, signing
from tendering.contracts.services import states as contract_states
from tendering.contracts.services.amendments import Change, request_amendment
from tendering.contracts.services.signing import Paper
from tendering.funds.queries.verification import discrepancies
from tendering.tenders.services import states as tender_states
from tests.concurrency.racing import race, stuck
from tests.factories import accounts, contracts, demands, files
from tests.factories.contracts import People

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people() -> People:
    demands.rules()
    return People.of()


def test_a_stage_is_asked_for_once(people: People) -> None:
    contract = contracts.signed(people)
    stage = contract.stages.get(position=1)
    acts = [
        partial(payments.request_payment, stage=stage, by=people.contractor, invoice=contracts.invoice(str(number)))
        for number in range(6)
    ]
    assert race(acts) == {"done": 1, "StageTaken": 5}
    assert Payment.objects.filter(stage=stage, state__in=sorted(LIVE_PAYMENT)).count() == 1


def test_a_payment_is_made_once(people: People) -> None:
    """Two payments of one stage: two finance officers at the same instant."""
    contract = contracts.signed(people)
    payment = contracts.approved(contract, people)
    officers = [accounts.membership(Role.FINANCE_OFFICER) for _number in range(6)]
    acts = [partial(payments.pay, payment=payment, by=one, reference=f"CW-{one.pk}") for one in officers]
    assert race(acts) == {"done": 1, "WrongState": 5}
    contract = contracts.fresh(contract)
    assert contract.paid == Decimal("10000.00")
    assert [str(found) for found in discrepancies()] == []


def test_a_side_signs_once_and_both_conclude_once(people: People) -> None:
    contract = contracts.drafted(people)
    acts = [
        partial(signing.sign, contract=contract, by=by, proof=Paper(files.upload(name="合同.pdf")))
        for by in (people.contractor, people.worker) * 3
    ]
    outcome = race(acts)
    assert outcome["done"] == 2
    contract = contracts.fresh(contract)
    assert (contract.state, contract.signatures.count()) == (State.ACTIVE, 2)


def test_one_amendment_is_open_at_a_time(people: People) -> None:
    contract = contracts.signed(people)
    ask = partial(request_amendment, contract=contract, by=people.contractor, change=Change("增项", Decimal("1500.00")))
    assert race([ask] * 6) == {"done": 1, "Refusal": 5}


@pytest.mark.parametrize("side", ["contractor", "purchaser"])
def test_signing_meets_the_fall_of_the_same_award(people: People, side: str) -> None:
    """Signing takes call, contract, money in the order every other act takes them: nobody waits in a circle.

    The contractor's signature changes the award; the second signature of a contract changes everything.
    """
    district = accounts.membership(Role.DISTRICT)
    for _round in range(6):
        contract = contracts.drafted(people)
        signer = people.contractor
        if side == "purchaser":
            contracts.sign(contract, people.contractor)
            signer = people.worker
        acts: list[Callable[[], object]] = [
            partial(signing.sign, contract=contract, by=signer, proof=Paper(files.upload(name="合同.pdf"))),
            partial(falling.annul, award=contract.award, by=district, reason="投诉属实"),
        ]
        outcome = race(acts)
        award = contracts.fresh(contract).award
        assert outcome["done"] >= 1
        assert award.state in (AwardState.VOID, AwardState.CONCLUDED)
        assert [str(found) for found in discrepancies()] == []


def test_a_call_and_its_contract_are_locked_by_both_in_one_order(people: People) -> None:
    """Whoever acts on the contract waits for the demand with empty hands: who holds the call gets the contract."""
    contract = contracts.signed(people)
    connection.set_autocommit(False)
    try:
        tender_states.locked(contract.award.tender)
        with stuck(
            partial(request_amendment, contract=contract, by=people.contractor, change=Change("增项", Decimal(1)))
        ):
            assert contract_states.locked(contract) == contract
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert contract.amendments.count() == 1
