"""Fund types, accounts and their year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import Refusal
from marketplace.rulebook.queries import in_force
from tendering.funds import transitions
from tendering.funds.models import AccountStatus, CarryOver, FundAccount, FundPool, FundType
from tendering.funds.permissions import DISTRICT_MONEY, require_district
from tendering.funds.rules.entries import EntryKind
from tendering.funds.rules.usage import Lot, YearEnd, is_closing, year_end
from tendering.funds.services.ledger import Posting, lock_account, lock_accounts, post

POOL_MONEY = "community_fund"
FUND_TYPES = (
    # code, Chinese, English, pays awards (R3)
    ("guarantee", "保障资金", "Guarantee fund", False),
    ("incentive", "激励资金", "Incentive fund", True),
    ("public_service", "公服资金", "Public-service fund", False),
    (POOL_MONEY, "社区基金", "Community fund", False),
)
# Money given to a pool is earmarked by its giver, not by a fiscal year.
POOL_YEARS = 50


class MoneyStillSetAside(Refusal):
    """An account closes only when nothing is committed on it any more."""


def load_fund_types() -> list[FundType]:
    """The fund types the source documents name (R2), and the one special funds use; safe to repeat."""
    rows = [
        FundType(code=code, name_zh=zh, name_en=en, pays_awards=awards, position=position)
        for position, (code, zh, en, awards) in enumerate(FUND_TYPES, start=1)
    ]
    FundType.objects.bulk_create(rows, ignore_conflicts=True)
    return list(FundType.objects.order_by("position", "pk"))


def ensure_account(*, owner: Place | FundPool, year: int, fund_type: FundType) -> FundAccount:
    """The owner's account of that year and type, planned if it is new."""
    key = {"pool": owner} if isinstance(owner, FundPool) else {"place": owner}
    account, _new = FundAccount.objects.get_or_create(**key, year=year, fund_type=fund_type)
    return account


@transaction.atomic
def open_account(*, account: FundAccount, by: Membership, reason: str) -> FundAccount:
    """Let an account be used before both shares arrived, or where nothing is appropriated to it.

    Raises:
        NotPermitted: only the district may.
        WrongState: it is open already, or its year is over.
    """
    require_district(by, Role.DISTRICT, place=account.home)
    account = lock_account(account.pk)
    _move(account, "open")
    record(act="funds.account.opened", target=account, by=by, reason=reason)
    return account


@transaction.atomic
def begin_closing(*, now: date) -> int:
    """What the clock does on 1 December: open accounts begin to close; returns how many (domain 3.6)."""
    rows = FundAccount.objects.filter(status__in=transitions.account_year.sources("begin_closing"), place__isnull=False)
    first = in_force(now).rules.money.closing_from
    due = [row.pk for row in rows.only("pk", "year") if is_closing(now, row.year, first)]
    accounts = lock_accounts(due)
    for account in accounts.values():
        _move(account, "begin_closing")
        record(act="funds.account.closing", target=account)
    return len(accounts)


@transaction.atomic
def record_inspection(*, account: FundAccount, by: Membership, opinion: str) -> FundAccount:
    """The year-end inspection has looked at this account (R47); `opinion` is its next-year opinion.

    Raises:
        NotPermitted: only the district may.
        WrongState: the account is not closing.
    """
    require_district(by, Role.DISTRICT, place=account.home)
    account = lock_account(account.pk)
    _move(account, "inspect")
    record(act="funds.account.inspected", target=account, by=by, reason=opinion)
    return account


@transaction.atomic
def return_funds(*, account: FundAccount, amount: Decimal, by: Membership, reason: str) -> FundAccount:
    """Give unspent money back to finance (收回), in yuan.

    Raises:
        NotPermitted: only the district's staff or finance officers may.
        InsufficientFunds: more than is available.
    """
    require_district(by, *DISTRICT_MONEY, place=account.home)
    account = lock_account(account.pk)
    post(account, Posting(kind=EntryKind.RETURN, amount=amount, note=reason[:300]), by=by, at=clock.read())
    record(act="funds.returned", target=account, by=by, parameters={"amount": str(amount)}, reason=reason)
    return account


@transaction.atomic
def close_account(*, account: FundAccount, by: Membership) -> YearEnd:
    """Close an inspected account: what may be carried goes to next year's, the rest back to finance.

    Raises:
        NotPermitted: only the district's staff or finance officers may.
        WrongState: the account was not inspected.
        MoneyStillSetAside: ``funds.money_still_set_aside`` with the sum.
    """
    require_district(by, *DISTRICT_MONEY, place=account.home)
    following = ensure_account(owner=account.owner, year=account.year + 1, fund_type=account.fund_type)
    locked = lock_accounts([account.pk, following.pk])
    account, following = locked[account.pk], locked[following.pk]
    transitions.account_year.target(account.status, "close")
    if account.committed:
        raise MoneyStillSetAside("funds.money_still_set_aside", account=str(account), committed=account.committed)
    end = _settle_year(account, following, by)
    _move(account, "close")
    record(
        act="funds.account.closed",
        target=account,
        by=by,
        parameters={"carried": str(sum((lot.amount for lot in end.carried), ZERO)), "returned": str(end.returned)},
        about=[following],
    )
    return end


def _settle_year(account: FundAccount, following: FundAccount, by: Membership) -> YearEnd:
    at = clock.read()
    end = year_end(
        year=account.year,
        available=account.available,
        carried_in=carried_lots(account),
        spent=account.paid + account.outflow,
        years=POOL_YEARS if account.pool_id else in_force(day_of(at), account.home).rules.money.carry_over_years,
    )
    for lot in end.carried:
        carry = CarryOver.objects.create(
            from_account=account, to_account=following, origin_year=lot.origin, amount=lot.amount
        )
        post(account, Posting(kind=EntryKind.CARRY_OUT, amount=lot.amount, carry_over=carry), by=by, at=at)
        post(following, Posting(kind=EntryKind.CARRY_IN, amount=lot.amount, carry_over=carry), by=by, at=at)
    if end.returned:
        post(account, Posting(kind=EntryKind.RETURN, amount=end.returned), by=by, at=at)
    return end


def carried_lots(account: FundAccount) -> list[Lot]:
    """Money that came from earlier years, by the year it was appropriated for."""
    carried: Iterable[CarryOver] = account.carried_in.order_by("origin_year", "pk")
    return [Lot(carry.origin_year, carry.amount) for carry in carried]


def _move(account: FundAccount, act: str) -> None:
    account.status = AccountStatus(transitions.account_year.target(account.status, act))
    account.save(update_fields=["status"])
