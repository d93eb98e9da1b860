"""Three payments by four different people each, and what the last one closes."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from catalog.models import ProviderRecord
from marketplace.accounts.models import Membership
from marketplace.demo.history.draft import Draft
from marketplace.demo.history.timeline import Paying
from marketplace.demo.history.writing import contract as contract_rows
from marketplace.demo.history.writing import demand as demand_rows
from marketplace.demo.papers import paper
from marketplace.files.models import StoredFile, private_storage
from marketplace.primitives.calendar import day_of
from tendering.contracts.attachments import INVOICE
from tendering.contracts.models import ContractNotice, Payment, PaymentStage
from tendering.contracts.rules.states import PaymentState

PDF = paper("").read()
SHA256 = hashlib.sha256(PDF).hexdigest()


@dataclass(frozen=True, slots=True)
class Hands:
    """Who asks, checks, approves and pays."""

    asks: Membership
    checks: Membership
    approves: Membership
    pays: Membership

    @property
    def users(self) -> list[int]:
        """Their ids, for the payment's list of people."""
        return sorted(member.user_id for member in (self.asks, self.checks, self.approves, self.pays))


def write(draft: Draft, stages: list[PaymentStage]) -> list[Payment]:
    """The paid stages; each payment still lacks its disbursement, which the money's flush makes."""
    town = draft.town
    hands = Hands(draft.blueprint.signer, town.approver, town.office[-1], town.finance)
    payments = [_payment(draft, stage, paying, hands) for stage, paying in zip(stages, draft.times.paying, strict=True)]
    _close(draft, hands)
    return payments


def _payment(draft: Draft, stage: PaymentStage, paying: Paying, hands: Hands) -> Payment:
    invoice = _invoice(draft, stage, paying, hands)
    payment = Payment(
        stage=stage,
        number=1,
        amount=stage.amount,
        state=PaymentState.PAID,
        invoice_number=f"{draft.contract.number.replace('-', '')}{stage.position:02d}",
        invoice_date=day_of(paying.requested),
        invoice=invoice,
        due_on=paying.due,
        people=hands.users,
        requester=hands.asks.user,
        requested_at=paying.requested,
        checker=hands.checks.user,
        checked_at=paying.checked,
        approver=hands.approves.user,
        approved_at=paying.approved,
        payer=hands.pays.user,
        paid_at=paying.paid,
        reference=voucher(draft.contract.number, stage.position),
    )
    draft.rows.add(invoice, payment)
    _tell(draft, payment, paying, hands)
    return payment


def voucher(contract: str, position: int) -> str:
    """The number of the voucher of a contract's stage."""
    return f"PZ-{contract}-{position}"


def _invoice(draft: Draft, stage: PaymentStage, paying: Paying, hands: Hands) -> StoredFile:
    """A paper that says that it is none, kept where the product keeps files."""
    key = uuid.uuid4()
    kept = private_storage().save(f"{key.hex[:2]}/{key.hex}", ContentFile(PDF))
    return StoredFile(
        id=key,
        purpose=INVOICE,
        name=f"{draft.contract.number}第{stage.position}期发票（演示）.pdf",
        content_type="application/pdf",
        size=len(PDF),
        sha256=SHA256,
        content=kept,
        uploaded_by=hands.asks.user,
        created_at=paying.requested,
    )


def _tell(draft: Draft, payment: Payment, paying: Paying, hands: Hands) -> None:
    stage, amount = {"stage": str(payment.stage.position)}, {"amount": str(payment.amount)}
    steps: list[tuple[str, Any, Membership, dict[str, str]]] = [
        ("request", paying.requested, hands.asks, stage | amount),
        ("check", paying.checked, hands.checks, stage),
        ("approve", paying.approved, hands.approves, stage),
        ("pay", paying.paid, hands.pays, stage | amount | {"reference": payment.reference}),
    ]
    for act, at, by, parameters in steps:
        contract_rows.note(draft, f"payment.{act}", at, by, parameters)


def _close(draft: Draft, hands: Hands) -> None:
    contract, closed, verdict = draft.contract, draft.times.closed, draft.blueprint.tallies[-1]
    counted: dict[str, Any] = {
        "paid": str(contract.paid),
        "satisfied": verdict.satisfied,
        "answers": verdict.answers,
    }
    contract_rows.publish(draft, ContractNotice.Kind.COMPLETION, counted, closed, by=hands.pays)
    moved = {"from": "active", "to": "completed", "paid": str(contract.paid)}
    contract_rows.note(draft, "contract.complete", closed, hands.pays, moved)
    demand_rows.advance(draft, "close", closed, hands.pays, "evaluated", "closed")
    if draft.blueprint.provider is not None:
        _record(draft, hands)


def _record(draft: Draft, hands: Hands) -> None:
    """The result in the provider's own record (R61)."""
    provider, contract, verdict = draft.blueprint.provider, draft.contract, draft.blueprint.tallies[-1]
    assert provider is not None
    draft.rows.add(
        ProviderRecord(
            provider=provider,
            number=contract.number,
            title=draft.demand.title,
            place=draft.demand.community,
            amount=contract.paid,
            closed_date=day_of(draft.times.closed),
            satisfied=verdict.satisfied,
            answers=verdict.answers,
            days_late=draft.times.delivery.days_late,
            url=draft.demand.get_absolute_url(),
            recorded_at=draft.times.closed,
        )
    )
    parameters = {"provider": str(provider), "number": contract.number, "amount": str(contract.paid)}
    draft.note("catalog.provider.result", draft.times.closed, provider, by=hands.pays, parameters=parameters)
