"""How every act on a payment goes: contract locked, payment read under the lock, moved, written and noted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for
from marketplace.primitives.refusal import Refusal
from tendering.contracts.models import Contract, Payment
from tendering.contracts.rules.states import PAYABLE, PaymentState
from tendering.contracts.services.states import locked, note
from tendering.contracts.transitions import PAYMENT


class ContractStopped(Refusal):
    """The contract is suspended, or has ended and is settled."""


def begin(
    payment: Payment, act: str, *, guard: str | None = None, expected: str | None = None
) -> tuple[Contract, Payment, datetime]:
    """Lock the contract, read the payment under the lock, move it in memory."""
    contract = locked(payment.stage.contract)
    if act in ("check", "approve", "pay"):
        payable(contract)
    fresh = Payment.objects.select_related("stage", "disbursement", "withheld_by__place").get(pk=payment.pk)
    if expected is not None and fresh.state != expected:
        raise Refusal("contracts.payment_moved")
    fresh.stage.contract = contract
    fresh.state = PAYMENT.target(PaymentState(fresh.state), act, guard)
    return contract, fresh, clock.read()


def payable(contract: Contract) -> Contract:
    """Running contracts are paid, terminated ones their settlement."""
    if contract.state not in PAYABLE:
        raise ContractStopped("contracts.stopped", state=contract.get_state_display())
    return contract


def step(payment: Payment, by: Membership, act: str, reason: str = "", **parameters: str) -> None:
    """Write a payment that was moved: whoever acted joins its people, for no two steps are one person's."""
    payment.people = sorted({*payment.people, *counts_for(by)})
    payment.save()
    note_payment(payment, act, by, reason=reason, **parameters)


def note_payment(payment: Payment, act: str, by: Membership | None, reason: str = "", **parameters: Any) -> None:
    """Into the log, at the contract, under the number of the stage."""
    stage = payment.stage
    parameters["stage"] = str(stage.position)
    note(f"payment.{act}", stage.contract, by=by, reason=reason, parameters=parameters)
