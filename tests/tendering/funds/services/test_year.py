"""An account's year: closing, inspection, carry-over, return; awards and donations; corrections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from marketplace.primitives.state_machine import WrongState
from tendering.funds import services
from tendering.funds.models import AccountStatus, FundAccount
from tendering.funds.queries.verification import discrepancies
from tendering.funds.services.accounts import MoneyStillSetAside
from tendering.funds.services.gifts import NotAwardMoney, NotReversible
from tendering.funds.services.ledger import AccountClosed, InsufficientFunds
from tests.factories import accounts, funds, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Membership:
    return accounts.membership(Role.DISTRICT)


@pytest.fixture(autouse=True)
def _ledger_adds_up() -> object:
    yield
    assert list(discrepancies()) == []


def test_the_clock_begins_the_closing_of_open_accounts_of_the_year() -> None:
    this_year, next_year = funds.account(year=2026), funds.account(year=2027)
    assert services.begin_closing(now=date(2026, 11, 30)) == 0
    assert services.begin_closing(now=date(2026, 12, 1)) == 1
    this_year.refresh_from_db()
    next_year.refresh_from_db()
    assert (this_year.status, next_year.status) == (AccountStatus.CLOSING, AccountStatus.OPEN)
    assert services.begin_closing(now=date(2026, 12, 1)) == 0


def inspected(available: str = "8600.00", year: int = 2026) -> FundAccount:
    return funds.account(available=available, year=year, status=AccountStatus.INSPECTED)


def test_unspent_money_is_carried_into_the_next_year(officer: Membership) -> None:
    account = inspected()
    end = services.close_account(account=account, by=officer)
    account.refresh_from_db()
    following = FundAccount.objects.get(place=account.place, year=2027)
    assert (account.status, account.available) == (AccountStatus.CLOSED, ZERO)
    assert (following.available, end.returned) == (Decimal("8600.00"), ZERO)


def test_money_unspent_two_years_running_goes_back(officer: Membership) -> None:
    account = inspected()
    services.close_account(account=account, by=officer)
    following = FundAccount.objects.get(place=account.place, year=2027)
    FundAccount.objects.filter(pk=following.pk).update(status=AccountStatus.INSPECTED)
    end = services.close_account(account=following, by=officer)
    assert (end.carried, end.returned) == ((), Decimal("8600.00"))


def test_an_account_with_open_commitments_does_not_close_but_pays(officer: Membership) -> None:
    plan = funds.contracted("50000.00")
    account = funds.line(plan).account
    assert account is not None
    FundAccount.objects.filter(pk=account.pk).update(status=AccountStatus.INSPECTED)
    with pytest.raises(MoneyStillSetAside):
        services.close_account(account=account, by=officer)
    services.pay(plan=plan, amount=Decimal("50000.00"), payee="甲机构", by=funds.finance_officer())
    services.close_account(account=account, by=officer)


def test_nothing_is_booked_on_a_closed_account(officer: Membership) -> None:
    account = inspected()
    services.close_account(account=account, by=officer)
    with pytest.raises(AccountClosed):
        services.return_funds(account=account, amount=Decimal("0.01"), by=officer, reason="x")
    with pytest.raises(WrongState):
        services.close_account(account=account, by=officer)


def test_money_that_comes_back_after_the_year_was_closed_goes_on_to_finance(officer: Membership) -> None:
    plan, treasurer = funds.contracted("50000.00"), funds.finance_officer()
    account = funds.line(plan).account
    assert account is not None
    services.pay(plan=plan, amount=Decimal("50000.00"), payee="甲机构", by=treasurer)
    FundAccount.objects.filter(pk=account.pk).update(status=AccountStatus.INSPECTED)
    services.close_account(account=account, by=officer)
    account.refresh_from_db()
    before = account.outflow
    services.refund(plan=plan, amount=Decimal("1200.00"), reason="审计发现多付", by=funds.finance_officer())
    account.refresh_from_db()
    sums = (account.status, account.paid, account.outflow - before, account.available)
    assert sums == (AccountStatus.CLOSED, Decimal("48800.00"), Decimal("1200.00"), ZERO)
    kinds = account.entries.order_by("-serial").values_list("kind", "amount", "disbursement__kind")[:2]
    assert list(kinds) == [("return", Decimal("1200.00"), "refund"), ("refund", Decimal("1200.00"), "refund")]


def test_a_refund_before_the_close_is_available(officer: Membership) -> None:
    plan, treasurer = funds.contracted("50000.00"), funds.finance_officer()
    services.pay(plan=plan, amount=Decimal("50000.00"), payee="甲机构", by=treasurer)
    account = funds.line(plan).account
    assert account is not None
    FundAccount.objects.filter(pk=account.pk).update(status=AccountStatus.INSPECTED)
    services.refund(plan=plan, amount=Decimal("1200.00"), reason="少用材料", by=funds.finance_officer())
    account.refresh_from_db()
    assert account.available == Decimal("51200.00")
    assert not account.entries.filter(kind="return").exists()


def test_the_year_goes_through_its_states(officer: Membership) -> None:
    account = funds.account(status=AccountStatus.PLANNED)
    with pytest.raises(WrongState):
        services.record_inspection(account=account, by=officer, opinion="维持")
    services.open_account(account=account, by=officer, reason="结转资金先用")
    services.begin_closing(now=date(account.year, 12, 31))
    services.record_inspection(account=account, by=officer, opinion="下年维持")
    account.refresh_from_db()
    assert account.status == AccountStatus.INSPECTED


def test_money_can_be_returned_up_to_what_is_available(officer: Membership) -> None:
    account = funds.account(available="100.00")
    services.return_funds(account=account, amount=Decimal("30.00"), by=officer, reason="结余收回")
    with pytest.raises(InsufficientFunds):
        services.return_funds(account=account, amount=Decimal("70.01"), by=officer, reason="结余收回")
    with pytest.raises(NotPermitted):
        services.return_funds(
            account=account, amount=Decimal(1), by=accounts.membership(Role.STREET), reason="结余收回"
        )


@pytest.mark.requirement("R2")
def test_awards_are_paid_from_incentive_money_only(officer: Membership) -> None:
    """R3: showcase awards and the case collection come from the incentive fund."""
    incentive = funds.account(places.district(), "20000.00", kind="incentive")
    services.award(
        account=incentive, amount=Decimal("5000.00"), recipient="精品案例编印组", reason="案例集", by=officer
    )
    incentive.refresh_from_db()
    assert (incentive.paid, incentive.available) == (Decimal("5000.00"), Decimal("15000.00"))
    with pytest.raises(NotAwardMoney):
        services.award(account=funds.account(), amount=Decimal(1), recipient="甲", reason="x", by=officer)
    with pytest.raises(InsufficientFunds):
        services.award(account=incentive, amount=Decimal("15000.01"), recipient="甲", reason="x", by=officer)


def test_a_mistake_is_taken_back_by_a_reversing_entry(officer: Membership) -> None:
    account = funds.account(available="100.00")
    services.return_funds(account=account, amount=Decimal("40.00"), by=officer, reason="误记")
    entry = account.entries.get(kind="return")
    reversal = services.reverse_entry(entry=entry, reason="记错账户", by=officer)
    account.refresh_from_db()
    assert (account.outflow, account.available, reversal.available_after) == (
        ZERO,
        Decimal("100.00"),
        Decimal("100.00"),
    )
    for wrong in (entry, reversal):
        with pytest.raises(NotReversible):
            services.reverse_entry(entry=wrong, reason="再来", by=officer)
    with pytest.raises(InvalidInput, match="reason_missing"):
        services.reverse_entry(entry=account.entries.order_by("serial")[0], reason="", by=officer)


def test_an_appropriation_that_was_spent_cannot_be_taken_back(officer: Membership) -> None:
    account = funds.account(available="100.00")
    services.commit_plan(plan=funds.plan(lines=[funds.draft("60.00", account=account)]), by=None)
    with pytest.raises(InsufficientFunds):
        services.reverse_entry(entry=account.entries.order_by("serial")[0], reason="退票", by=officer)


def test_commitments_are_corrected_by_release_not_by_reversal(officer: Membership) -> None:
    plan = funds.committed("10.00")
    entry = funds.line(plan).commitment.entries.get()
    with pytest.raises(NotReversible):
        services.reverse_entry(entry=entry, reason="错", by=officer)
