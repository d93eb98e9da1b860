"""Paying a project, taking a payment back, money that comes back (domain 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, require_text
from tendering.funds import transitions
from tendering.funds.models import (
    AccountStatus,
    Commitment,
    Disbursement,
    DisbursementKind,
    DisbursementPart,
    FundAccount,
    FundingLine,
    FundingPlan,
    LedgerEntry,
    PlanStatus,
)
from tendering.funds.rules.entries import EntryKind
from tendering.funds.rules.splitting import split_payment
from tendering.funds.services.ledger import Posting, lock_accounts, post, post_late_refund
from tendering.funds.services.plans import lock_lines, lock_plan


class AlreadyReversed(Refusal):
    """The payment was taken back before."""


class OwnBooking(NotPermitted):
    """Who booked a payment neither takes it back nor records that it came back."""


class AlreadyRefunded(Refusal):
    """Part of the payment came back as a refund; the refund must be taken back first."""


@dataclass(frozen=True, slots=True)
class _Effect:
    """What one yuan of a disbursement does to a line: to what it bears, and to what it paid."""

    kind: EntryKind
    current: int
    paid: int


_PAID = _Effect(EntryKind.PAY, 0, 1)
_PAID_BACK = _Effect(EntryKind.PAY_REVERSAL, 0, -1)
_REFUNDED = _Effect(EntryKind.REFUND, -1, -1)
_REFUND_TAKEN_BACK = _Effect(EntryKind.REFUND, 1, 1)


@transaction.atomic
def pay(
    *, plan: FundingPlan, amount: Decimal, payee: str, by: Membership, stage: str = "", reference: str = ""
) -> Disbursement:
    """Pay `amount` yuan of a contracted project, over its lines in proportion to what is open on each.

    A stage that rounds to nothing is a payment of 0.00 without parts.

    Raises:
        NotPermitted: only a finance officer of the street or district may.
        WrongState: the project is not under contract.
        InvalidInput: ``funds.payment_exceeds_open`` with what is open; ``funds.payee_missing``.
    """
    require(by, Role.FINANCE_OFFICER, place=plan.place)
    plan, lines = _lock(plan)
    transitions.plan.target(plan.status, "pay")
    amount = _not_negative(amount)
    require_text(payee, "funds.payee_missing", field="payee")
    parts = split_payment(amount, [line.open for line in lines])
    draft = Disbursement(
        plan=plan, kind=DisbursementKind.PAYMENT, amount=amount, payee=payee.strip(), stage=stage, reference=reference
    )
    return _write(draft, lines, parts, _PAID, by)


@transaction.atomic
def reverse_payment(*, disbursement: Disbursement, reason: str, by: Membership) -> Disbursement:
    """Take a payment (or a refund) back, line by line; the money is set aside again and may be paid anew.

    Raises:
        NotPermitted: only a finance officer of the street or district may, and never who booked it (`OwnBooking`).
        AlreadyReversed: ``funds.already_reversed``.
        AlreadyRefunded: ``funds.already_refunded``.
        InvalidInput: ``funds.reason_missing``.
    """
    require(by, Role.FINANCE_OFFICER, place=disbursement.plan.place)
    require_text(reason, "funds.reason_missing")
    plan, lines = _lock(disbursement.plan)
    target = transitions.plan.target(plan.status, "reverse")
    first = Disbursement.objects.get(pk=disbursement.pk)
    if first.kind == DisbursementKind.REVERSAL or Disbursement.objects.filter(reverses=first).exists():
        raise AlreadyReversed("funds.already_reversed", amount=first.amount)
    _require_other_hand(by, [first])
    borne = dict(first.parts.values_list("line_id", "amount"))
    parts = [borne.get(line.pk, ZERO) for line in lines]
    effect = _PAID_BACK if first.kind == DisbursementKind.PAYMENT else _REFUND_TAKEN_BACK
    if effect is _PAID_BACK and any(part > line.paid for part, line in zip(parts, lines, strict=True)):
        raise AlreadyRefunded("funds.already_refunded", amount=first.amount)
    plan.status = PlanStatus(target)
    plan.save(update_fields=["status"])
    draft = Disbursement(
        plan=plan,
        kind=DisbursementKind.REVERSAL,
        amount=first.amount,
        reverses=first,
        payee=first.payee,
        stage=first.stage,
        reason=reason.strip()[:300],
    )
    return _write(draft, lines, parts, effect, by)


@transaction.atomic
def refund(*, plan: FundingPlan, amount: Decimal, reason: str, by: Membership, reference: str = "") -> Disbursement:
    """The contractor gives `amount` yuan back: fund money is available again, contributors' can be returned.

    Where the account's year was closed meanwhile, fund money goes back to finance at once.

    Raises:
        NotPermitted: only a finance officer of the street or district may, and never who paid (`OwnBooking`).
        WrongState: nothing was contracted.
        InvalidInput: ``funds.refund_exceeds_paid`` with what was paid; ``funds.reason_missing``.
    """
    require(by, Role.FINANCE_OFFICER, place=plan.place)
    require_text(reason, "funds.reason_missing")
    plan, lines = _lock(plan)
    transitions.plan.target(plan.status, "refund")
    amount, paid = _not_negative(amount), sum((line.paid for line in lines), ZERO)
    if not ZERO < amount <= paid:
        raise InvalidInput("funds.refund_exceeds_paid", field="amount", amount=amount, paid=paid)
    _require_other_hand(by, plan.disbursements.filter(kind=DisbursementKind.PAYMENT, reversed_by__isnull=True))
    parts = split_payment(amount, [line.paid for line in lines])
    latest = plan.disbursements.filter(kind=DisbursementKind.PAYMENT).order_by("-pk").first()
    draft = Disbursement(
        plan=plan,
        kind=DisbursementKind.REFUND,
        amount=amount,
        payee=latest.payee if latest else "",
        reference=reference,
        reason=reason.strip()[:300],
    )
    return _write(draft, lines, parts, _REFUNDED, by)


def _require_other_hand(by: Membership, booked: Iterable[Disbursement]) -> None:
    """What one officer paid another one takes back: nobody lets money out and in again alone (domain 4)."""
    if persons(by) & {row.made_by.user_id for row in booked if row.made_by is not None}:
        raise OwnBooking("funds.own_booking")


def _lock(plan: FundingPlan) -> tuple[FundingPlan, list[FundingLine]]:
    plan = lock_plan(plan)
    return plan, lock_lines(plan)


def _write(
    disbursement: Disbursement, lines: Sequence[FundingLine], parts: Sequence[Decimal], effect: _Effect, by: Membership
) -> Disbursement:
    commitments = {row.line_id: row for row in Commitment.objects.filter(line__in=lines)}
    accounts = lock_accounts(row.account_id for row in commitments.values())
    disbursement.made_by, disbursement.made_at = by, clock.read()
    disbursement.save(force_insert=True)
    earlier = _entries_of(disbursement.reverses)
    for line, part in zip(lines, parts, strict=True):
        if not part:
            continue
        _move_line(line, part, effect)
        DisbursementPart.objects.create(disbursement=disbursement, line=line, amount=part)
        if commitment := commitments.get(line.pk):
            posting = Posting(
                kind=effect.kind,
                amount=part,
                commitment=commitment,
                disbursement=disbursement,
                reverses=earlier.get(commitment.pk),
                counterparty=disbursement.payee,
            )
            _book(accounts[commitment.account_id], posting, by=by, at=disbursement.made_at)
    _record(disbursement, by, list(accounts.values()))
    return disbursement


def _book(account: FundAccount, posting: Posting, *, by: Membership, at: datetime) -> None:
    if posting.kind is EntryKind.REFUND and posting.reverses is None and account.status == AccountStatus.CLOSED:
        post_late_refund(account, posting, by=by, at=at)
    else:
        post(account, posting, by=by, at=at)


def _move_line(line: FundingLine, part: Decimal, effect: _Effect) -> None:
    line.current += effect.current * part
    line.paid += effect.paid * part
    line.save(update_fields=["current", "paid"])


def _entries_of(disbursement: Disbursement | None) -> dict[int | None, LedgerEntry]:
    """The entries a reversal takes back, by commitment."""
    if disbursement is None:
        return {}
    return {entry.commitment_id: entry for entry in disbursement.entries.all()}


def _record(disbursement: Disbursement, by: Membership, accounts: list[FundAccount]) -> None:
    record(
        act=f"funds.{disbursement.kind}",
        target=disbursement,
        by=by,
        parameters={"amount": str(disbursement.amount), "stage": disbursement.stage},
        personal={"payee": disbursement.payee},
        reason=disbursement.reason,
        about=[disbursement.plan, *accounts],
    )


def _not_negative(amount: Decimal) -> Decimal:
    exact = exact_yuan(amount)
    if exact < ZERO:
        raise InvalidInput("money.negative", field="amount", value=str(amount))
    return exact
