"""When a payment stage may be asked for, by when it is due (domain 2.7, 3.5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.ruleset import CheckpointKind, PaymentTrigger
from marketplace.primitives.ruleset.sections.delivery import Delivery


class Need(StrEnum):
    """What a stage of payment waits for; each has its words."""

    SIGNED = "signed"
    EARLIER_STAGES = "earlier_stages"
    MIDTERM_VERIFIED = "midterm_verified"
    MIDTERM_CHECKPOINT = "midterm_checkpoint"
    ACCEPTED = "accepted"
    SATISFIED = "satisfied"
    NO_RECTIFICATION = "no_rectification"


@dataclass(frozen=True, slots=True)
class Facts:
    """What has happened under a contract."""

    signed: bool = False
    earlier_paid: bool = False
    midterm_verified: bool = False
    midterm_checkpoint_closed: bool = False
    accepted: bool = False
    satisfied: bool = False
    rectification_open: bool = False


def needs(trigger: PaymentTrigger | str, checkpoints: Collection[CheckpointKind]) -> list[Need]:
    """What a stage needs, in the order people read it; an agreed settlement needs the signed contract alone."""
    found = [Need.SIGNED]
    if trigger != PaymentTrigger.SIGNING and trigger in set(PaymentTrigger):
        found.append(Need.EARLIER_STAGES)
    if trigger == PaymentTrigger.MIDTERM_VERIFIED:
        found.append(Need.MIDTERM_VERIFIED)
        if CheckpointKind.MIDTERM in checkpoints:
            found.append(Need.MIDTERM_CHECKPOINT)
    if trigger == PaymentTrigger.ACCEPTED_AND_SATISFIED:
        found += [Need.ACCEPTED, Need.SATISFIED, Need.NO_RECTIFICATION]
    return found


def is_met(need: Need, facts: Facts) -> bool:
    """Whether one need is met."""
    return {
        Need.SIGNED: facts.signed,
        Need.EARLIER_STAGES: facts.earlier_paid,
        Need.MIDTERM_VERIFIED: facts.midterm_verified,
        Need.MIDTERM_CHECKPOINT: facts.midterm_checkpoint_closed,
        Need.ACCEPTED: facts.accepted,
        Need.SATISFIED: facts.satisfied,
        Need.NO_RECTIFICATION: not facts.rectification_open,
    }[need]


def pay_by(condition_on: date, invoice_on: date, delivery: Delivery, calendar: WorkCalendar) -> date:
    """The last day for paying: working days after both condition and invoice are there, and never past the law's days.

    The start day is not counted; a period in calendar days that ends on a day off rolls forward (domain 6).
    """
    start = max(condition_on, invoice_on)
    by_rule = calendar.add_workdays(start, delivery.pay_working_days_after_invoice)
    by_law = calendar.roll_forward(start + timedelta(days=delivery.pay_days_after_condition))
    return min(by_rule, by_law)


def days_late(due_on: date, on: date) -> int:
    """Calendar days past the due day; zero in time."""
    return max(0, (on - due_on).days)
