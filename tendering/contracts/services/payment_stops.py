"""What keeps a payment from going its way: sent back, withheld and let go on, taken back, late (domain 3.5)."""

from __future__ import annotations

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import NotPermitted, Refusal, require_text
from tendering.contracts import permissions
from tendering.contracts.models import Contract, Payment
from tendering.contracts.rules.offices import office_over
from tendering.contracts.rules.states import LIVE_PAYMENT, MOVING_PAYMENT, PaymentState, State
from tendering.contracts.services.payment_steps import ContractStopped, begin, note_payment, step
from tendering.contracts.services.states import locked, save
from tendering.contracts.services.telling import contractor_people, finance_people, office_people, tell
from tendering.funds import services as funds


@transaction.atomic
def reject_payment(*, payment: Payment, by: Membership, reason: str) -> Payment:
    """Whoever's step it is sends the request back with a reason; the contractor may ask again.

    Raises:
        NotPermitted: the step is another office's.
        InvalidInput: ``contracts.reason_missing``.
    """
    contract = payment.stage.contract
    before = payment.state
    _require_holder(by, contract, before)
    require_text(reason, "contracts.reason_missing")
    contract, payment, _now = begin(payment, "reject", expected=before)
    permissions.require_apart(by, payment.people)
    payment.reason = reason.strip()
    step(payment, by, "reject", reason=reason)
    save(contract)
    _tell_contractor("contracts.payment_rejected", contract, payment, reason)
    return payment


@transaction.atomic
def withhold_payment(*, payment: Payment, by: Membership, reason: str) -> Payment:
    """Stop a payment on its way: a complaint, or an auditor's finding (domain 3.5, 4).

    Raises:
        NotPermitted: neither street nor district, auditor nor discipline inspector.
        InvalidInput: ``contracts.reason_missing``.
    """
    permissions.require_oversight(by, payment.stage.contract)
    require_text(reason, "contracts.reason_missing")
    source = payment.state
    contract, payment, _now = begin(payment, "withhold", expected=source)
    payment.withheld_from, payment.withheld_by, payment.reason = source, by, reason.strip()
    step(payment, by, "withhold", reason=reason)
    save(contract)
    _tell_contractor("contracts.payment_withheld", contract, payment, reason)
    return payment


@transaction.atomic
def let_go_on(*, payment: Payment, by: Membership, reason: str) -> Payment:
    """The finding is answered: the payment goes on where it stood.

    Raises:
        NotPermitted: as for `withhold_payment`; ``contracts.others_stop``: neither the office that withheld it, nor
            one above.
    """
    permissions.require_oversight(by, payment.stage.contract)
    require_text(reason, "contracts.reason_missing")
    contract, payment, _now = begin(payment, "release", guard=payment.withheld_from)
    if not permissions.may_release(by, payment):
        raise NotPermitted("contracts.others_stop")
    payment.withheld_from = ""
    step(payment, by, "release", reason=reason)
    save(contract)
    return payment


@transaction.atomic
def reverse_payment(*, payment: Payment, by: Membership, reason: str) -> Payment:
    """Take a payment back that went wrong; its money is set aside anew, the stage may be asked for again.

    Raises:
        NotPermitted: `by` is no finance officer, or did a step of this payment (domain 4).
        WrongState: it is not paid; or the contract is completed (its plan has ended).
    """
    permissions.require_finance(by, payment.stage.contract)
    require_text(reason, "contracts.reason_missing")
    contract, payment, _now = begin(payment, "reverse")
    permissions.require_apart(by, payment.people)
    if contract.state == State.COMPLETED:
        raise ContractStopped("contracts.stopped", state=contract.get_state_display())
    later = contract.stages.filter(position__gt=payment.stage.position, payments__state__in=sorted(LIVE_PAYMENT))
    if later.exists():
        raise Refusal("contracts.later_stage_live")
    assert payment.disbursement is not None  # the check constraint says so
    funds.reverse_payment(disbursement=payment.disbursement, reason=reason, by=by)
    payment.reason = reason.strip()
    contract.paid -= payment.amount
    save(contract)
    step(payment, by, "reverse", reason=reason, amount=str(payment.amount))
    _tell_contractor("contracts.payment_reversed", contract, payment, reason)
    return payment


@transaction.atomic
def flag_late(*, payment: Payment) -> bool:
    """Mark a payment whose day has passed (the clock's act); says whether it was marked now."""
    contract = locked(payment.stage.contract)
    payment = Payment.objects.select_related("stage").get(pk=payment.pk)
    now = clock.read()
    if payment.state not in MOVING_PAYMENT or payment.flagged_late_at is not None or day_of(now) <= payment.due_on:
        return False
    payment.flagged_late_at = now
    payment.save(update_fields=["flagged_late_at"])
    payment.stage.contract = contract
    note_payment(payment, "late", None, due=payment.due_on.isoformat())
    people = [*office_people(contract, office_over(contract.tier_code)), *finance_people(contract)]
    tell("contracts.payment_late", contract, people, url=payment.get_absolute_url())
    return True


def _tell_contractor(kind: str, contract: Contract, payment: Payment, reason: str) -> None:
    tell(kind, contract, contractor_people(contract), url=payment.get_absolute_url(), reason=reason)


def _require_holder(by: Membership, contract: Contract, state: str) -> None:
    if state == PaymentState.REQUESTED:
        permissions.require_community(by, contract)
    elif state == PaymentState.CHECKED:
        permissions.require_office(by, contract, office_over(contract.tier_code))
    else:
        permissions.require_finance(by, contract)
