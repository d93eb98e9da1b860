"""Acts that meet on one account at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from marketplace.accounts.rules import Role
from tendering.funds import services
from tendering.funds.models import Allocation, FundAccount
from tendering.funds.queries.verification import discrepancies
from tendering.funds.rules.entries import Share
from tests.concurrency.racing import race, stuck
from tests.factories import accounts, funds, places

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R1")]


def whole(account: FundAccount) -> FundAccount:
    account.refresh_from_db()
    assert [str(found) for found in discrepancies()] == []
    return account


def test_twenty_projects_at_once_get_the_money_of_ten() -> None:
    account = funds.account(available="100000.00")
    plans = [funds.plan(lines=[funds.draft("10000.00", account=account)]) for _ in range(20)]
    outcome = race([partial(services.commit_plan, plan=plan, by=None) for plan in plans])
    assert outcome == {"done": 10, "InsufficientFunds": 10}
    assert whole(account).available == 0


def test_one_plan_is_committed_once_however_often_it_is_asked() -> None:
    plan = funds.plan("10000.00")
    outcome = race([partial(services.commit_plan, plan=plan, by=None)] * 8)
    assert outcome == {"done": 1, "WrongState": 7}
    account = funds.line(plan).account
    assert account is not None
    assert whole(account).committed == Decimal("10000.00")


def test_the_last_stage_is_paid_once() -> None:
    plan = funds.contracted("10000.00")
    treasurer = funds.finance_officer()
    pay = partial(services.pay, plan=plan, amount=Decimal("6000.00"), payee="甲", by=treasurer)
    assert race([pay] * 6) == {"done": 1, "InvalidInput": 5}
    account = funds.line(plan).account
    assert account is not None
    assert whole(account).paid == Decimal("6000.00")


def test_a_payment_is_reversed_once() -> None:
    plan = funds.contracted("10000.00")
    treasurer = funds.finance_officer()
    payment = services.pay(plan=plan, amount=Decimal("6000.00"), payee="甲", by=treasurer)
    reverse = partial(services.reverse_payment, disbursement=payment, reason="错", by=funds.finance_officer())
    assert race([reverse] * 6) == {"done": 1, "AlreadyReversed": 5}


def test_a_share_arrives_once() -> None:
    community = places.community()
    funds.rules()
    officer, treasurer = accounts.membership(Role.DISTRICT), funds.finance_officer()
    services.plan_allocations(district=places.district(), fund_type=funds.fund_type(), year=2026, by=officer)
    allocation = Allocation.objects.get(account__place=community)
    confirm = partial(services.confirm_arrival, allocation=allocation, share=Share.CITY, by=treasurer)
    assert race([confirm] * 6) == {"done": 1, "AlreadyConfirmed": 5}
    assert whole(allocation.account).inflow == allocation.city_amount


@pytest.mark.requirement("R7")
def test_transfers_both_ways_at_once_neither_deadlock_nor_lose_a_cent() -> None:
    street = places.street()
    one, other = (funds.account(places.community(within=street), "1000.00") for _ in range(2))
    asker, decider = accounts.membership(Role.STREET, street), accounts.membership(Role.DISTRICT)
    pairs = [(one, other), (other, one)] * 8
    asked = [
        services.request_transfer(from_account=giver, to_account=taker, amount=Decimal(100), reason="x", by=asker)
        for giver, taker in pairs
    ]
    outcome = race([partial(services.approve_transfer, transfer=transfer, by=decider) for transfer in asked])
    assert outcome["done"] == 16
    assert whole(one).available + whole(other).available == Decimal("2000.00")


@pytest.mark.parametrize("giver", [0, 1])
def test_two_accounts_are_locked_in_one_order_whoever_gives(giver: int) -> None:
    """An act that waits for the higher account holds the lower one: nobody can wait for it the other way round."""
    street = places.street()
    pair = sorted((funds.account(places.community(within=street), "1000.00") for _ in range(2)), key=lambda row: row.pk)
    transfer = services.request_transfer(
        from_account=pair[giver],
        to_account=pair[1 - giver],
        amount=Decimal(100),
        reason="x",
        by=accounts.membership(Role.STREET, street),
    )
    approve = partial(services.approve_transfer, transfer=transfer, by=accounts.membership(Role.DISTRICT))
    lock = FundAccount.objects.select_for_update
    connection.set_autocommit(False)
    try:
        lock().get(pk=pair[1].pk)
        with stuck(approve):
            assert list(lock(skip_locked=True).filter(pk=pair[0].pk)) == []
    finally:
        connection.set_autocommit(True)
    assert whole(pair[0]).available + whole(pair[1]).available == Decimal("2000.00")


@pytest.mark.requirement("R7")
def test_a_transfer_is_decided_once() -> None:
    street = places.street()
    one, other = (funds.account(places.community(within=street), "1000.00") for _ in range(2))
    asker, deciders = accounts.membership(Role.STREET, street), [accounts.membership(Role.DISTRICT) for _ in range(6)]
    asked = services.request_transfer(
        from_account=one, to_account=other, amount=Decimal("100.00"), reason="x", by=asker
    )
    outcome = race([partial(services.approve_transfer, transfer=asked, by=decider) for decider in deciders])
    assert outcome == {"done": 1, "WrongState": 5}
    assert whole(one).available == Decimal("900.00")
