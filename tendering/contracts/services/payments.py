"""Paying a stage: asked for with an invoice, checked, approved, paid by four different people (domain 2.7, 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for, persons
from marketplace.files.services import store
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.contracts import permissions
from tendering.contracts.attachments import INVOICE
from tendering.contracts.models import Contract, Payment, PaymentStage
from tendering.contracts.queries.conditions import unmet
from tendering.contracts.rules.offices import office_over
from tendering.contracts.rules.payments import pay_by
from tendering.contracts.rules.states import LIVE_PAYMENT, State
from tendering.contracts.services import closing
from tendering.contracts.services.payment_steps import ContractStopped, begin, note_payment, payable, step
from tendering.contracts.services.states import locked, save
from tendering.contracts.services.telling import (
    community_people,
    contractor_people,
    finance_people,
    office_people,
    tell,
)
from tendering.demands.rules.steps import State as DemandState
from tendering.funds import services as funds


class StageTaken(Refusal):
    """The stage is paid, or a payment of it is under way."""


class ConditionOpen(Refusal):
    """The stage's condition is not met yet."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """The contractor's invoice; for a residents' group its receipts, bound together, without number (domain 3.4)."""

    number: str
    day: date
    file: File[bytes]


@transaction.atomic
def request_payment(*, stage: PaymentStage, by: Membership, invoice: Invoice) -> Payment:
    """Ask for a stage's money once its condition is met; the clock of paying starts with condition and invoice.

    Raises:
        NotPermitted: `by` does not act for the contractor.
        ConditionOpen: ``contracts.condition_open`` with what is missing, for instance open rectification (R50).
        StageTaken: ``contracts.stage_taken``.
        ContractStopped: ``contracts.stopped``; ``contracts.year_over``, while the settlement of an unfinished project
            waits.
        InvalidInput: an invoice of the future or without number.
    """
    permissions.require_contractor(by, stage.contract)
    contract = payable(locked(stage.contract))
    stage = contract.stages.get(pk=stage.pk)
    now = clock.read()
    _check_invoice(invoice, contract, now)
    _check_stage(stage, contract)
    if stage.met_on is None:
        stage.met_on = day_of(now)
        stage.save(update_fields=["met_on"])
    delivery = contract.rule_set.rules.delivery
    payment = Payment.objects.create(
        stage=stage,
        number=stage.payments.count() + 1,
        amount=stage.amount,
        invoice_number=invoice.number.strip(),
        invoice_date=invoice.day,
        invoice=store(upload=invoice.file, by=by, purpose=INVOICE),
        due_on=pay_by(stage.met_on, day_of(now), delivery, work_calendar()),
        people=sorted(counts_for(by)),
        requester_id=by.user_id,
        requested_at=now,
    )
    save(contract)
    note_payment(payment, "request", by, amount=str(payment.amount))
    tell("contracts.payment_to_check", contract, community_people(contract), url=payment.get_absolute_url())
    return payment


def _check_stage(stage: PaymentStage, contract: Contract) -> None:
    if contract.demand.state == DemandState.UNFINISHED and contract.state != State.TERMINATED:
        # Only what was asked for in its year is owed.
        raise ContractStopped("contracts.year_over")
    if stage.is_cancelled or stage.payments.filter(state__in=sorted(LIVE_PAYMENT)).exists():
        raise StageTaken("contracts.stage_taken")
    if missing := unmet(contract, stage):
        raise ConditionOpen("contracts.condition_open", needs=[need.value for need in missing])


def _check_invoice(invoice: Invoice, contract: Contract, now: datetime) -> None:
    if contract.group_id is None and not invoice.number.strip():
        raise InvalidInput("contracts.invoice_number", field="invoice_number")
    if invoice.day > day_of(now):
        raise InvalidInput("contracts.invoice_future", field="invoice_date")


@transaction.atomic
def check_payment(*, payment: Payment, by: Membership) -> Payment:
    """The community checks invoice and delivery.

    Raises:
        NotPermitted: `by` is not of the community, or sits on the acceptance team (``contracts.checker_on_team``).
        OwnWork: `by` asked for it.
        WrongState: it does not wait for this.
    """
    permissions.require_community(by, payment.stage.contract)
    contract, payment, now = begin(payment, "check")
    permissions.require_apart(by, payment.people)
    if contract.acceptances.filter(members__user__in=persons(by)).exists():
        raise NotPermitted("contracts.checker_on_team")
    payment.checker_id, payment.checked_at = by.user_id, now
    step(payment, by, "check")
    people = office_people(contract, office_over(contract.tier_code))
    tell("contracts.payment_to_approve", contract, people, url=payment.get_absolute_url())
    return payment


@transaction.atomic
def approve_payment(*, payment: Payment, by: Membership) -> Payment:
    """The street approves, for major projects the district.

    Raises:
        NotPermitted: another office approves payments of this tier.
        OwnWork: `by` did an earlier step.
        WrongState: it is not checked yet.
    """
    office = office_over(payment.stage.contract.tier_code)
    permissions.require_office(by, payment.stage.contract, office)
    contract, payment, now = begin(payment, "approve")
    permissions.require_apart(by, payment.people)
    payment.approver_id, payment.approved_at = by.user_id, now
    step(payment, by, "approve")
    tell("contracts.payment_to_pay", contract, finance_people(contract), url=payment.get_absolute_url())
    return payment


@transaction.atomic
def pay(*, payment: Payment, by: Membership, reference: str) -> Payment:
    """The finance officer pays: out of the commitment, never more than the contract; the last one closes it.

    Raises:
        NotPermitted: `by` is no finance officer of the street or district.
        OwnWork: `by` did an earlier step.
        ConditionOpen: the condition fell away meanwhile (a rectification was ordered).
        InvalidInput: no voucher number, or more than is set aside.
    """
    permissions.require_finance(by, payment.stage.contract)
    require_text(reference, "contracts.reference_missing", field="reference")
    contract, payment, now = begin(payment, "pay")
    permissions.require_apart(by, payment.people)
    if missing := unmet(contract, payment.stage):
        raise ConditionOpen("contracts.condition_open", needs=[need.value for need in missing])
    payment.disbursement = funds.pay(
        plan=contract.plan,
        amount=payment.amount,
        payee=_payee(contract),
        by=by,
        stage=str(payment.stage.position),
        reference=reference.strip(),
    )
    payment.payer_id, payment.paid_at, payment.reference = by.user_id, now, reference.strip()
    step(payment, by, "pay", amount=str(payment.amount), reference=payment.reference)
    contract.paid += payment.amount
    save(contract)
    tell("contracts.paid", contract, contractor_people(contract), url=payment.get_absolute_url())
    closing.after_payment(contract, by=by, now=now)
    return payment


def _payee(contract: Contract) -> str:
    """Who gets the money, of a consortium its lead.

    A residents' group's goes through its community's account, against receipts (R34).
    """
    if contract.group_id is None:
        return contract.contractor.name
    return f"{contract.demand.community.name_zh}({contract.contractor.name})"
