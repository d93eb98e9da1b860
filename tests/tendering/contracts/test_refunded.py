"""What a contractor gave back is set aside for it no more, however its contract goes on (domain 3.6)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.contracts.models import Contract
from tendering.contracts.rules.states import Rest, State
from tendering.contracts.services import amendments, ending
from tendering.contracts.services.amendments import Change
from tendering.demands.services import year_end
from tendering.funds import services as funds
from tendering.funds.models import FundAccount
from tendering.funds.queries.plans import total_of
from tendering.funds.queries.verification import discrepancies
from tests.factories import accounts, contracts
from tests.factories.contracts import People

pytestmark = pytest.mark.django_db


def account_of(contract: Contract) -> FundAccount:
    account = contract.plan.lines.get().account
    assert account is not None
    return account


def refunded(people: People, amount: str) -> Contract:
    """Of the 10,000 paid first, so much came back."""
    contract = contracts.signed(people)
    contracts.paid(contract, people)
    other = accounts.membership(Role.FINANCE_OFFICER, people.finance.place)
    funds.refund(plan=contract.plan, amount=Decimal(amount), reason="多付", by=other)
    return contracts.fresh(contract)


def test_a_settlement_takes_nothing_anew_of_what_came_back(people: People) -> None:
    contract = refunded(people, "1000.00")
    before = account_of(contract).available
    ending.terminate(contract=contract, by=people.street, reason="停工", settlement=Decimal("19500.00"))
    assert account_of(contract).available == before + Decimal("500.00")
    contracts.paid(contract, people, 4)
    account = account_of(contract)
    assert (account.committed, account.paid) == (Decimal(0), Decimal("18500.00"))
    assert next(discrepancies(), None) is None


def test_what_came_back_is_no_part_of_the_rest_that_is_let_anew(people: People) -> None:
    contract = refunded(people, "1000.00")
    before = account_of(contract).available
    ending.terminate(
        contract=contract, by=people.street, reason="停工", settlement=Decimal("12000.00"), rest=Rest.LET_ANEW
    )
    contract = contracts.fresh(contract)
    assert contract.demand.plan is not None
    assert (total_of(contract.demand.plan), account_of(contract).available) == (Decimal("8000.00"), before)
    contracts.paid(contract, people, 4)
    assert next(discrepancies(), None) is None


def test_a_supplement_takes_its_own_sum_only(people: People) -> None:
    contract = refunded(people, "1000.00")
    before = account_of(contract).available
    change = Change("增加频次", Decimal("500.00"))
    row = amendments.request_amendment(contract=contract, by=people.contractor, change=change)
    row = amendments.agree_amendment(amendment=row, by=people.worker)
    amendments.approve_amendment(amendment=row, by=people.street)
    assert account_of(contract).available == before - Decimal("500.00")


@pytest.mark.requirement("R27")
def test_an_unfinished_project_is_settled_on_a_closing_account_too(people: People) -> None:
    """Nothing new is set aside, so the district's consent is not asked for."""
    contract = refunded(people, "5000.00")
    contracts.deliver(contract, people)
    contracts.asked(contracts.fresh(contract), people, 2)
    FundAccount.objects.filter(pk=account_of(contract).pk).update(status="closing")
    with clock.shifted(timedelta(days=215)):
        year_end.mark_unfinished(demand=contract.demand)
        assert ending.settle_unfinished(demand=contract.demand)
    contract = contracts.fresh(contract)
    assert (contract.state, contract.settlement) == (State.TERMINATED, Decimal("18000.00"))
    assert account_of(contract).committed == Decimal("8000.00")
    assert next(discrepancies(), None) is None
