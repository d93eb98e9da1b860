"""Reallocation: asked by one office, decided by another, booked on both sides at once (R7)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from marketplace.primitives.state_machine import WrongState
from tendering.funds import services
from tendering.funds.models import AccountStatus, FundAccount, Transfer, TransferStatus
from tendering.funds.permissions import OwnRequest, visible_transfers
from tendering.funds.queries.verification import discrepancies
from tendering.funds.services.ledger import InsufficientFunds
from tests.factories import accounts, funds, places

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R7")]


@pytest.fixture
def street() -> Place:
    return places.street()


@pytest.fixture
def giver(street: Place) -> FundAccount:
    return funds.account(places.community(within=street), "50000.00")


@pytest.fixture
def taker(street: Place) -> FundAccount:
    return funds.account(places.community(within=street), "1000.00")


@pytest.fixture
def asker(street: Place) -> Membership:
    return accounts.membership(Role.STREET, street)


@pytest.fixture
def decider() -> Membership:
    return accounts.membership(Role.DISTRICT)


def ask(giver: FundAccount, taker: FundAccount, by: Membership, amount: str = "12000.00") -> Transfer:
    return services.request_transfer(
        from_account=giver, to_account=taker, amount=Decimal(amount), reason="照明与线缆入地缺口", by=by
    )


def test_nothing_is_booked_before_the_district_agrees(
    giver: FundAccount, taker: FundAccount, asker: Membership, decider: Membership
) -> None:
    transfer = ask(giver, taker, asker)
    giver.refresh_from_db()
    assert (giver.outflow, transfer.status) == (ZERO, TransferStatus.REQUESTED)
    services.approve_transfer(transfer=transfer, by=decider)
    giver.refresh_from_db()
    taker.refresh_from_db()
    assert (giver.available, taker.available) == (Decimal("38000.00"), Decimal("13000.00"))
    assert sorted(transfer.entries.values_list("kind", "amount")) == [
        ("transfer_in", Decimal("12000.00")),
        ("transfer_out", Decimal("12000.00")),
    ]
    assert list(discrepancies()) == []


def test_the_clock_of_the_district_is_five_working_days(
    giver: FundAccount, taker: FundAccount, asker: Membership
) -> None:
    transfer = ask(giver, taker, asker)
    assert (transfer.due_at - transfer.requested_at).days >= 5


def test_more_than_is_available_cannot_be_asked_for(giver: FundAccount, taker: FundAccount, asker: Membership) -> None:
    with pytest.raises(InsufficientFunds) as refused:
        ask(giver, taker, asker, "50000.01")
    assert refused.value.parameters["missing"] == Decimal("0.01")


def test_what_was_committed_meanwhile_is_not_moved(
    giver: FundAccount, taker: FundAccount, asker: Membership, decider: Membership
) -> None:
    transfer = ask(giver, taker, asker)
    services.commit_plan(plan=funds.plan(lines=[funds.draft("40000.00", account=giver)]), by=None)
    with pytest.raises(InsufficientFunds):
        services.approve_transfer(transfer=transfer, by=decider)
    transfer.refresh_from_db()
    taker.refresh_from_db()
    assert (transfer.status, taker.available) == (TransferStatus.REQUESTED, Decimal("1000.00"))


def test_who_asked_does_not_decide_in_person_or_through_a_substitute(
    giver: FundAccount, taker: FundAccount, asker: Membership
) -> None:
    transfer = ask(giver, taker, asker)
    as_district = accounts.membership(Role.DISTRICT, who=asker.user)
    substitute = accounts.membership(
        Role.DISTRICT, substitute_for=as_district, to_date=clock.today() + timedelta(days=9)
    )
    for person in (as_district, substitute):
        with pytest.raises(OwnRequest):
            services.approve_transfer(transfer=transfer, by=person)


@pytest.mark.parametrize("role", [Role.COMMUNITY, Role.DISTRICT, Role.FINANCE_OFFICER, Role.AUDITOR, Role.RESIDENT])
def test_only_the_street_of_the_giving_community_asks(giver: FundAccount, taker: FundAccount, role: Role) -> None:
    with pytest.raises(NotPermitted):
        ask(giver, taker, accounts.membership(role, giver.home if role == Role.COMMUNITY else places.district()))
    with pytest.raises(NotPermitted):
        ask(giver, taker, accounts.membership(Role.STREET, places.street()))


@pytest.mark.parametrize("role", [Role.STREET, Role.FINANCE_OFFICER, Role.AUDITOR, Role.LEADING_GROUP_MEMBER])
def test_only_the_district_decides(giver: FundAccount, taker: FundAccount, asker: Membership, role: Role) -> None:
    transfer = ask(giver, taker, asker)
    with pytest.raises(NotPermitted):
        services.approve_transfer(transfer=transfer, by=accounts.membership(role))
    with pytest.raises(NotPermitted):
        services.reject_transfer(transfer=transfer, by=accounts.membership(role), reason="不同意")


def test_a_decision_stands(giver: FundAccount, taker: FundAccount, asker: Membership, decider: Membership) -> None:
    transfer = ask(giver, taker, asker)
    with pytest.raises(InvalidInput, match="reason_missing"):
        services.reject_transfer(transfer=transfer, by=decider, reason=" ")
    services.reject_transfer(transfer=transfer, by=decider, reason="本年任务未完成")
    with pytest.raises(WrongState):
        services.approve_transfer(transfer=transfer, by=decider)
    with pytest.raises(WrongState):
        services.withdraw_transfer(transfer=transfer, by=asker)


def test_the_street_may_take_its_request_back(giver: FundAccount, taker: FundAccount, asker: Membership) -> None:
    transfer = ask(giver, taker, asker)
    assert services.withdraw_transfer(transfer=transfer, by=asker).status == TransferStatus.WITHDRAWN


def test_only_accounts_of_one_year_and_type_exchange_money(giver: FundAccount, asker: Membership) -> None:
    neighbour = places.community(within=giver.home.parent)
    for other in (
        giver,
        funds.account(neighbour, kind="incentive"),
        funds.account(neighbour, year=giver.year + 1),
    ):
        with pytest.raises(InvalidInput, match="not_interchangeable"):
            ask(giver, other, asker)
    closed = funds.account(neighbour, status=AccountStatus.CLOSED)
    with pytest.raises(InvalidInput, match="account_closed"):
        ask(giver, closed, asker)


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "0.001", "NaN"])
def test_the_amount_is_positive_and_exact(
    giver: FundAccount, taker: FundAccount, asker: Membership, amount: str
) -> None:
    with pytest.raises(InvalidInput):
        ask(giver, taker, asker, amount)


def test_the_database_wants_two_memberships(giver: FundAccount, taker: FundAccount, asker: Membership) -> None:
    transfer = ask(giver, taker, asker)
    with pytest.raises(IntegrityError, match="fund_transfer_four_eyes"), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(decided_by=asker)


def test_a_transfer_is_seen_where_it_touches(giver: FundAccount, taker: FundAccount, asker: Membership) -> None:
    transfer = ask(giver, taker, asker)
    assert transfer in visible_transfers(accounts.membership(Role.COMMUNITY, taker.home))
    assert transfer not in visible_transfers(accounts.membership(Role.COMMUNITY, places.community()))
    assert transfer not in visible_transfers(None)
