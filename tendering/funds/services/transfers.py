"""Reallocation: one office asks, another decides, both sides are booked at once (R7)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import are_apart, require
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.places.queries import district_of
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, require_text
from marketplace.rulebook.queries import in_force, work_calendar
from tendering.funds import transitions
from tendering.funds.models import AccountStatus, FundAccount, Transfer, TransferStatus
from tendering.funds.permissions import OwnRequest, require_district
from tendering.funds.rules.entries import EntryKind
from tendering.funds.services.ledger import Posting, insufficient, lock_accounts, missing_for, post
from tendering.funds.services.messages import tell


class NotInterchangeable(InvalidInput):
    """Money moves only between different accounts of one year, one fund type and one district."""


@transaction.atomic
def request_transfer(
    *, from_account: FundAccount, to_account: FundAccount, amount: Decimal, reason: str, by: Membership
) -> Transfer:
    """A street asks to move money out of one of its accounts, in yuan. Nothing is booked yet.

    Raises:
        NotPermitted: the giving account is not of this street.
        NotInterchangeable: ``funds.not_interchangeable``.
        InsufficientFunds: more than is available now.
        InvalidInput: no reason, or no positive amount.
    """
    require(by, Role.STREET, place=from_account.home)
    amount = exact_yuan(amount)
    _refuse_form(from_account, to_account, amount, reason)
    locked = lock_accounts([from_account.pk, to_account.pk])
    giver, taker = locked[from_account.pk], locked[to_account.pk]
    _refuse_closed(giver, taker)
    if missing := missing_for(giver, amount):
        raise insufficient(giver, missing)
    at = clock.read()
    transfer = Transfer.objects.create(
        from_account=giver,
        to_account=taker,
        amount=amount,
        reason=reason.strip(),
        requested_by=by,
        requested_at=at,
        due_at=_due(giver, at),
    )
    _record("requested", transfer, by, reason)
    _tell_district(transfer)
    return transfer


def _refuse_form(giver: FundAccount, taker: FundAccount, amount: Decimal, reason: str) -> None:
    if amount <= ZERO:
        raise InvalidInput("funds.amount_not_positive", field="amount")
    require_text(reason, "funds.reason_missing")
    same = (giver.year, giver.fund_type_id) == (taker.year, taker.fund_type_id)
    if giver.pk == taker.pk or not same or district_of(giver.home) != district_of(taker.home):
        raise NotInterchangeable("funds.not_interchangeable", field="to_account", giver=str(giver), taker=str(taker))


def _refuse_closed(*accounts: FundAccount) -> None:
    for account in accounts:
        if account.status in (AccountStatus.INSPECTED, AccountStatus.CLOSED):
            raise NotInterchangeable("funds.account_closed", field="to_account", account=str(account))


def _due(account: FundAccount, at: datetime) -> datetime:
    days = in_force(day_of(at), account.home).rules.duties.approve
    return end_of_day(work_calendar().add_workdays(day_of(at), days))


@transaction.atomic
def approve_transfer(*, transfer: Transfer, by: Membership, reason: str = "") -> Transfer:
    """The district agrees: money leaves one account and reaches the other in the same instant.

    Raises:
        NotPermitted: the person is not of the district, or asked for it (`OwnRequest`).
        WrongState: it was decided or withdrawn before.
        InsufficientFunds: the giving account has committed the money meanwhile.
    """
    transfer = _decide(transfer, "approve", by)
    locked = lock_accounts([transfer.from_account_id, transfer.to_account_id])
    giver, taker = locked[transfer.from_account_id], locked[transfer.to_account_id]
    _refuse_closed(giver, taker)
    at = clock.read()
    post(giver, Posting(kind=EntryKind.TRANSFER_OUT, amount=transfer.amount, transfer=transfer), by=by, at=at)
    post(taker, Posting(kind=EntryKind.TRANSFER_IN, amount=transfer.amount, transfer=transfer), by=by, at=at)
    return _finish(transfer, "approve", by, reason, at)


@transaction.atomic
def reject_transfer(*, transfer: Transfer, by: Membership, reason: str) -> Transfer:
    """The district does not agree, and says why.

    Raises:
        NotPermitted: the person is not of the district, or asked for it.
        WrongState: it was decided or withdrawn before.
        InvalidInput: ``funds.reason_missing``.
    """
    require_text(reason, "funds.reason_missing")
    return _finish(_decide(transfer, "reject", by), "reject", by, reason, clock.read())


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, by: Membership) -> Transfer:
    """The street that asked takes its request back.

    Raises:
        NotPermitted: another office asked.
        WrongState: it was decided before.
    """
    require(by, Role.STREET, place=transfer.from_account.home)
    transfer = _locked(transfer)
    transfer.status = TransferStatus(transitions.transfer.target(transfer.status, "withdraw"))
    transfer.save(update_fields=["status"])
    _record("withdrawn", transfer, by)
    return transfer


def _decide(transfer: Transfer, act: str, by: Membership) -> Transfer:
    require_district(by, Role.DISTRICT, place=transfer.from_account.home)
    if not are_apart(by, transfer.requested_by):
        raise OwnRequest("funds.own_request")
    transfer = _locked(transfer)
    transitions.transfer.target(transfer.status, act)
    return transfer


def _finish(transfer: Transfer, act: str, by: Membership, reason: str, at: datetime) -> Transfer:
    transfer.status = TransferStatus(transitions.transfer.target(transfer.status, act))
    transfer.decided_by, transfer.decided_at, transfer.decision_reason = by, at, reason.strip()
    transfer.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    _record(transfer.status, transfer, by, reason)
    tell([transfer.requested_by.user_id], f"funds.transfer_{transfer.status}", transfer)
    return transfer


def _locked(transfer: Transfer) -> Transfer:
    rows = Transfer.objects.select_for_update(of=("self",)).select_related(
        "from_account__place",
        "from_account__pool__place",
        "from_account__fund_type",
        "to_account__place",
        "to_account__pool__place",
        "to_account__fund_type",
        "requested_by__substitute_for",
    )
    return rows.get(pk=transfer.pk)


def _record(what: str, transfer: Transfer, by: Membership, reason: str = "") -> None:
    about = [transfer.from_account, transfer.to_account]
    parameters = {"amount": str(transfer.amount)}
    record(act=f"funds.transfer.{what}", target=transfer, by=by, parameters=parameters, reason=reason, about=about)


def _tell_district(transfer: Transfer) -> None:
    officers = holders(Role.DISTRICT, covering=transfer.from_account.home)
    tell(officers.values_list("user_id", flat=True), "funds.transfer_requested", transfer)
