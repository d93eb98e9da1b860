"""Mending what residents were not satisfied with (整改, R50): order, plan, report, check, measured again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction

from catalog.rules.states import CreditKind
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.files.services import store
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.money import ZERO, yuan
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from marketplace.primitives.ruleset import Office
from marketplace.rulebook.queries import work_calendar
from tendering.contracts import permissions
from tendering.contracts.attachments import RECTIFICATION_PHOTO
from tendering.contracts.models import Contract, Rectification, RectificationPhoto, SatisfactionPanel
from tendering.contracts.parties import credit
from tendering.contracts.rules.satisfaction_states import PROVIDERS_TURN, PanelState, RectificationState
from tendering.contracts.services import states as contract_states
from tendering.contracts.services.telling import community_people, contractor_people, office_people, tell
from tendering.contracts.transitions_rectification import MACHINE
from tendering.demands.services.progress import advance
from tendering.demands.services.year_end import bar
from tendering.funds.services import contract_plan

MOST_PHOTOS = 12


class NotOverdue(Refusal):
    """The contractor still has time, or has reported."""


def locked(rectification: Rectification) -> Rectification:
    """The order, read afresh behind its contract's lock."""
    contract = contract_states.locked(rectification.contract)
    row = Rectification.objects.select_related("panel", "planned_by", "reported_by").get(pk=rectification.pk)
    row.contract = contract
    return row


def _move(
    row: Rectification,
    act: str,
    *,
    by: Membership | None,
    reason: str = "",
    guard: str | None = None,
    **parameters: Any,
) -> Rectification:
    """Write the state that follows from `act`; the caller holds the row's lock."""
    row.state = MACHINE.target(RectificationState(row.state), act, guard)
    row.version += 1
    row.save()
    record(
        act=f"contracts.rectification.{act}",
        target=row,
        by=by,
        reason=reason,
        parameters={"to": row.state, **parameters},
        about=[row.contract, row.contract.demand],
    )
    return row


def order(*, panel: SatisfactionPanel, by: Membership | None, now: datetime) -> Rectification:
    """Below the bar: order to mend, due in the rule set's working days; inside the verdict's transaction."""
    days = panel.rule_set.rules.satisfaction.rectify_working_days
    row = Rectification.objects.create(
        contract=panel.contract,
        panel=panel,
        issued_at=now,
        due_at=end_of_day(work_calendar().add_workdays(day_of(now), days)),
    )
    record(
        act="contracts.rectification.ordered",
        target=row,
        by=by,
        parameters={"due": str(row.due_at), "satisfied": panel.satisfied, "answers": panel.answers},
        about=[panel.contract, panel.contract.demand],
    )
    _tell(row, "contracts.rectify", contractor_people(panel.contract))
    return row


def _tell(row: Rectification, kind: str, recipients: Iterable[Membership]) -> None:
    tell(kind, row.contract, recipients, url=row.get_absolute_url())


@transaction.atomic
def submit_plan(*, rectification: Rectification, by: Membership, text: str) -> Rectification:
    """The contractor says what it will mend, and how.

    Raises:
        NotPermitted, WrongState, InvalidInput.
    """
    permissions.require_contractor(by, rectification.contract)
    require_text(text, "contracts.rectification.no_text", field="plan")
    row = locked(rectification)
    row.plan, row.planned_by, row.planned_at = text.strip(), by, clock.read()
    _move(row, "submit_plan", by=by)
    _tell(row, "contracts.rectification_plan", community_people(row.contract))
    return row


@transaction.atomic
def agree_plan(*, rectification: Rectification, by: Membership) -> Rectification:
    """The community agrees with the plan; never whoever wrote it."""
    return _community_move(rectification, "agree_plan", by)


@transaction.atomic
def return_plan(*, rectification: Rectification, by: Membership, reason: str) -> Rectification:
    """The community asks for a better plan; the due day stays."""
    _require_community(by, rectification)
    require_text(reason, "contracts.rectification.no_text")
    return _community_move(rectification, "return_plan", by, reason)


def _require_community(by: Membership, rectification: Rectification) -> None:
    require(by, Role.COMMUNITY, place=rectification.contract.demand.community)


def _community_move(rectification: Rectification, act: str, by: Membership, reason: str = "") -> Rectification:
    _require_community(by, rectification)
    row = locked(rectification)
    _require_apart(by, row)
    row.reason = reason.strip()
    _move(row, act, by=by, reason=reason.strip())
    _tell(row, "contracts.rectification_moved", contractor_people(row.contract))
    return row


def _require_apart(by: Membership, row: Rectification) -> None:
    """Where a residents' group mends, the community's staff plan and report for it: a colleague agrees and checks."""
    if not permissions.is_apart_from_mending(by, row):
        raise permissions.OwnWork("contracts.own_step")


@transaction.atomic
def report(*, rectification: Rectification, by: Membership, text: str, photos: Sequence[File[bytes]]) -> Rectification:
    """The contractor reports what was mended, with photos.

    Raises:
        NotPermitted, WrongState.
        InvalidInput: no words, no photo, or a file that is none.
    """
    permissions.require_contractor(by, rectification.contract)
    require_text(text, "contracts.rectification.no_text", field="report")
    if not 0 < len(photos) <= MOST_PHOTOS:
        raise InvalidInput("contracts.rectification.photos", field="photos", most=MOST_PHOTOS)
    row = locked(rectification)
    row.report, row.reported_by, row.reported_at = text.strip(), by, clock.read()
    _move(row, "report", by=by, photos=len(photos))
    for photo in photos:
        file = store(upload=photo, by=by, purpose=RECTIFICATION_PHOTO)
        RectificationPhoto.objects.create(rectification=row, file=file)
    _tell(row, "contracts.rectification_reported", community_people(row.contract))
    return row


@transaction.atomic
def check(*, rectification: Rectification, by: Membership) -> Rectification:
    """The community has looked: it is mended, a fresh panel measures again (R50); never whoever reported it."""
    _require_community(by, rectification)
    row = locked(rectification)
    _require_apart(by, row)
    row.checked_by_id, row.checked_at = by.user_id, clock.read()
    return _move(row, "check", by=by)


@transaction.atomic
def return_report(*, rectification: Rectification, by: Membership, reason: str) -> Rectification:
    """It is not mended yet."""
    _require_community(by, rectification)
    require_text(reason, "contracts.rectification.no_text")
    return _community_move(rectification, "return_report", by, reason)


def remeasured(*, panel: SatisfactionPanel, by: Membership | None, now: datetime) -> Rectification:
    """What the new measurement means; inside the verdict's transaction.

    The bar reached: mended, and in time gives some credit back. Below again: the street's leading group decides.
    """
    waiting = Rectification.objects.get(contract=panel.contract, state=RectificationState.REMEASURING)
    row = locked(waiting)
    if panel.state != PanelState.PASSED:
        return _escalate(row, "missed_again", CreditKind.LOW_SATISFACTION, by=by, now=now)
    row.closed_at = now
    _move(row, "pass", by=by, satisfied=panel.satisfied, answers=panel.answers)
    advance(demand=row.contract.demand, act="remeasure", by=by, now=now)
    in_time = row.reported_at is not None and row.reported_at <= row.due_at
    if in_time:
        credit(row.contract, CreditKind.RECTIFIED_IN_TIME, now)
    return row


@transaction.atomic
def escalate_overdue(*, rectification: Rectification) -> Rectification:
    """The clock hands an overdue order to the street's leading group.

    Raises:
        NotOverdue: the database's clock is before the end of the due day, or it is not the contractor's turn.
    """
    row = locked(rectification)
    now = clock.read()
    if row.state not in PROVIDERS_TURN or now < row.due_at:
        raise NotOverdue("contracts.rectification.not_overdue")
    return _escalate(row, "overdue", CreditKind.LATE_DELIVERY, by=None, now=now)


def _escalate(row: Rectification, act: str, kind: CreditKind, *, by: Membership | None, now: datetime) -> Rectification:
    """The street decides; it costs the contractor points, and the project is barred next year (domain 3.5)."""
    demand = row.contract.demand
    row.escalated_at = now
    _move(row, act, by=by)
    credit(row.contract, kind, now, cause=f"{row.contract.number}/{row.panel.round}")
    bar(demand=demand, year=max(demand.fiscal_year, day_of(now).year) + 1, by=by, now=now)
    _tell(row, "contracts.rectification_escalated", office_people(row.contract, Office.STREET))
    return row


@transaction.atomic
def close_reduced(*, rectification: Rectification, by: Membership, share: Decimal, reason: str) -> Rectification:
    """The street's leading group ends it: the last payment is made in part, the rest released (domain 3.5).

    Args:
        share: of the last payment, at least 0 and below 1.

    Raises:
        NotPermitted: `by` is neither of the street nor of its leading group.
        WrongState, InvalidInput.
    """
    require(by, Role.STREET, Role.LEADING_GROUP_MEMBER, place=rectification.contract.demand.community)
    require_text(reason, "contracts.rectification.no_text")
    if not 0 <= share < 1:
        raise InvalidInput("contracts.rectification.share", field="share")
    row = locked(rectification)
    now = clock.read()
    row.last_payment_share, row.decided_by_id, row.reason, row.closed_at = share, by.user_id, reason.strip(), now
    _move(row, "close_reduced", by=by, reason=reason.strip(), share=str(share))
    _reduce_last_payment(row.contract, share, by=by, now=now)
    advance(demand=row.contract.demand, act="settle", by=by, now=now, guard="reduced", reason=reason.strip())
    return row


def _reduce_last_payment(contract: Contract, share: Decimal, *, by: Membership, now: datetime) -> None:
    """The difference goes back to the account at once; the caller holds the lock."""
    stage = contract.stages.filter(is_cancelled=False).order_by("position").last()
    if contract.settlement is not None or stage is None:
        return
    left = yuan(stage.amount * share)
    cut = stage.amount - left
    contract.settlement = contract.total - cut
    stage.amount, stage.is_cancelled = left, left == ZERO
    stage.save()
    contract_states.save(contract)
    contract_plan(plan=contract.plan, total=contract.total, by=by, now=now)
    contract_states.note("payment.reduce", contract, by=by, parameters={"amount": str(left), "cut": str(cut)})


def end_with_contract(*, contract: Contract, by: Membership | None, now: datetime) -> None:
    """A contract that is terminated takes its open order along; called inside that transaction."""
    for row in Rectification.objects.filter(contract=contract, closed_at__isnull=True).order_by("pk"):
        held = locked(row)
        held.closed_at = now
        _move(held, "terminate", by=by)
