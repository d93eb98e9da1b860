"""Writing entries: the one place that changes an account's sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.funds.models import (
    AccountStatus,
    Allocation,
    CarryOver,
    Commitment,
    Disbursement,
    FundAccount,
    LedgerEntry,
    Transfer,
)
from tendering.funds.rules.entries import EntryKind, Sums, moves, shortfall


class InsufficientFunds(Refusal):
    """The account has less available than the act needs; names the account and the missing yuan (R1)."""


class SumBelowZero(InvalidInput):
    """More would be taken back than was ever paid, committed or received."""


class AccountClosed(Refusal):
    """The account's year is over; nothing is booked on it any more."""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One movement to book, in yuan, with what explains it."""

    kind: EntryKind
    amount: Decimal
    share: str = ""
    commitment: Commitment | None = None
    disbursement: Disbursement | None = None
    allocation: Allocation | None = None
    transfer: Transfer | None = None
    carry_over: CarryOver | None = None
    reverses: LedgerEntry | None = None
    counterparty: str = ""
    note: str = ""


def lock_accounts(accounts: Iterable[int]) -> dict[int, FundAccount]:
    """The accounts, locked in the order of their keys, so that no two acts wait for each other."""
    rows = FundAccount.objects.select_for_update(of=("self",)).filter(pk__in=set(accounts))
    return {row.pk: row for row in rows.select_related("place", "pool__place", "fund_type").order_by("pk")}


def lock_account(pk: int) -> FundAccount:
    """One account, locked."""
    return lock_accounts([pk])[pk]


def post_late_refund(account: FundAccount, refund: Posting, *, by: Membership | None, at: datetime) -> None:
    """Book money that came back after the account's year was closed: it goes on to finance at once (收回).

    Nothing becomes available on the closed account, and nothing lies on it afterwards; the caller has locked it.
    """
    _write(account, refund, by=by, at=at)
    onward = Posting(kind=EntryKind.RETURN, amount=refund.amount, disbursement=refund.disbursement)
    _write(account, onward, by=by, at=at)


def post(account: FundAccount, posting: Posting, *, by: Membership | None, at: datetime) -> LedgerEntry:
    """Book one movement on an account that the caller has locked.

    Raises:
        AccountClosed: ``funds.account_closed``.
        InsufficientFunds: ``funds.insufficient`` with the account and the missing yuan.
        SumBelowZero: ``funds.below_zero`` with the figure that would fall below zero.
    """
    if account.status == AccountStatus.CLOSED:
        raise AccountClosed("funds.account_closed", account=str(account))
    return _write(account, posting, by=by, at=at)


def _write(account: FundAccount, posting: Posting, *, by: Membership | None, at: datetime) -> LedgerEntry:
    account_after = _sums_after(account, posting)
    account.inflow, account.outflow = account_after.inflow, account_after.outflow
    account.committed, account.paid = account_after.committed, account_after.paid
    account.entry_count += 1
    account.save(update_fields=["inflow", "outflow", "committed", "paid", "entry_count"])
    return LedgerEntry.objects.create(
        account=account,
        serial=account.entry_count,
        kind=posting.kind.value,
        amount=posting.amount,
        available_after=account_after.available,
        share=posting.share,
        recorded_at=at,
        recorded_by=by,
        reverses=posting.reverses,
        commitment=posting.commitment,
        disbursement=posting.disbursement,
        allocation=posting.allocation,
        transfer=posting.transfer,
        carry_over=posting.carry_over,
        counterparty=posting.counterparty,
        note=posting.note,
    )


def missing_for(account: FundAccount, amount: Decimal) -> Decimal:
    """Yuan the account lacks to set `amount` aside; zero when it is covered."""
    return shortfall(account.sums, moves(EntryKind.COMMIT, amount))


def insufficient(account: FundAccount, missing: Decimal) -> InsufficientFunds:
    """The refusal that names the account and what is missing."""
    return InsufficientFunds("funds.insufficient", account=str(account), missing=missing, available=account.available)


def _sums_after(account: FundAccount, posting: Posting) -> Sums:
    move = moves(posting.kind, posting.amount, reversing=posting.reverses is not None)
    if missing := shortfall(account.sums, move):
        raise insufficient(account, missing)
    after = account.sums + move
    if below := after.problems():
        raise SumBelowZero("funds.below_zero", account=str(account), figure=below[0])
    return after
