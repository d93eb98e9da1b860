"""Suspending a call and letting it go on; the days of a suspension count in no period (采购法57; domain 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of, end_of_day, last_day_of
from marketplace.primitives.refusal import Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.tenders.models import Notice, SuspensionOrder, Tender
from tendering.tenders.permissions import has_ordered
from tendering.tenders.queries.suspensions import in_force
from tendering.tenders.rules import timetable
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import locked, move, publish_notice

COMPLAINT = "受理投诉,暂停采购活动"
DECIDED = "投诉处理结束,恢复采购活动"
OVER = "暂停期限届满,恢复采购活动"

# What later stages shift by the working days of a suspension, with the call's row locked.
Shift = Callable[[Tender, int], None]
_shifts: list[Shift] = []


def register(shift: Shift) -> None:
    """Let `shift` run when a call goes on; call it in `AppConfig.ready()`."""
    if shift not in _shifts:
        _shifts.append(shift)


class SuspendedAlready(Refusal):
    """An office that acts by itself holds a call by one order."""

    def __init__(self) -> None:
        super().__init__("tenders.suspended_already")


def pause(
    *, tender: Tender, by: Membership, reason: str, now: datetime, days: int = 0, complaint: int | None = None
) -> Tender:
    """Order the suspension of a locked call; whoever may is the caller's to judge.

    What is suspended already is held by this order as well.

    Args:
        days: calendar days after which the order ends by itself; zero for one that its office lifts.
        complaint: the key of the complaint it is ordered on; none where an office acts by itself.

    Raises:
        SuspendedAlready: the office holds the call by an order of its own.
    """
    require_text(reason, "tenders.reason_missing")
    orders = in_force(tender)
    if complaint is None and has_ordered(by, orders):
        raise SuspendedAlready
    if not tender.is_suspended:
        tender.suspended_from, tender.suspended_at = tender.state, now
    calendar = work_calendar()
    last = calendar.roll_forward(day_of(now) + timedelta(days=days))
    order = SuspensionOrder(tender=tender, complaint=complaint, reason=reason.strip(), ordered_by=by, ordered_at=now)
    order.until = end_of_day(last) if days else None
    if complaint is None:
        decision = tender.rule_set.rules.objection.regime_statutory.decision_working_days
        order.decision_due_at = end_of_day(calendar.add_workdays(day_of(now), decision))
    tender.suspended_until = _ends_by_itself([*orders, order])
    move(tender, "suspend", by=by, now=now, reason=reason)
    order.save()
    until = order.until.isoformat() if order.until else ""
    body = {"reason": reason, "until": until, "ordered_by": by.role}
    publish_notice(tender, Notice.Kind.SUSPENSION, body, by=by, now=now)
    return tender


def _ends_by_itself(orders: Sequence[SuspensionOrder]) -> datetime | None:
    """When the last of these orders ends by itself; None where one of them is to be lifted."""
    ends = [order.until for order in orders]
    return None if None in ends else max(filter(None, ends), default=None)


def lift(*, tender: Tender, order: SuspensionOrder, by: Membership | None, reason: str, now: datetime) -> Tender:
    """Lift one order of a locked call, which goes on when no other holds it; whoever may is the caller's to judge."""
    require_text(reason, "tenders.reason_missing")
    _close(order, by, reason, now)
    rest = in_force(tender)
    if not rest:
        return _go_on(tender, by=by, reason=reason, now=now)
    tender.suspended_until = _ends_by_itself(rest)
    return move(tender, "lift", by=by, now=now, reason=reason)


def _close(order: SuspensionOrder, by: Membership | None, reason: str, now: datetime) -> None:
    order.lifted_by, order.lifted_at, order.lifted_reason = by, now, reason.strip()
    order.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])


def lift_of(*, tender: Tender, complaint: int, by: Membership, now: datetime) -> None:
    """The complaint is decided: the order given on it is lifted, where it stands, and no other."""
    order = SuspensionOrder.objects.filter(tender=tender, complaint=complaint, lifted_at__isnull=True).first()
    if order is not None:
        lift(tender=tender, order=order, by=by, reason=DECIDED, now=now)


def end_with_call(tender: Tender, *, by: Membership | None, reason: str, now: datetime) -> None:
    """A locked call ends while it is suspended: nothing is held any more; the caller writes its state."""
    for order in in_force(tender):
        _close(order, by, reason, now)
    tender.suspended_from, tender.suspended_at, tender.suspended_until = "", None, None


def _go_on(tender: Tender, *, by: Membership | None, reason: str, now: datetime) -> Tender:
    """Let a locked call go on where it stopped; its deadline and its publicity move by the working days lost."""
    came_from, lost = tender.suspended_from, _lost(tender, now)
    if came_from == State.ANNOUNCED and tender.deadline_at is not None:
        tender.deadline_at = _moved(tender, tender.deadline_at, lost, now)
    tender.suspended_from, tender.suspended_at, tender.suspended_until = "", None, None
    move(tender, "resume", by=by, now=now, guard=came_from, reason=reason)
    for shift in _shifts:
        shift(tender, lost)
    deadline = tender.deadline_at.isoformat() if tender.deadline_at else ""
    body = {"reason": reason, "deadline_at": deadline, "working_days": str(lost), "ordered_by": _office(by)}
    publish_notice(tender, Notice.Kind.RESUMPTION, body, by=by, now=now)
    return tender


def _office(by: Membership | None) -> str:
    """The role of whoever ordered it; empty where the days were over."""
    return by.role if by else ""


def _lost(tender: Tender, now: datetime) -> int:
    """Working days after the day of the suspension up to the day on which the call goes on."""
    if tender.suspended_at is None:
        return 0
    return work_calendar().workdays_between(day_of(tender.suspended_at), day_of(now))


def _moved(tender: Tender, deadline_at: datetime, lost: int, now: datetime) -> datetime:
    """At the same hour, so many working days later; with nothing left, as long as a new call would have."""
    calendar, last = work_calendar(), last_day_of(deadline_at)
    moved = deadline_at + (timetable.moved_by(last, lost, calendar) - last)
    if moved > now:
        return moved
    return deadline_at + (timetable.earliest_deadline(day_of(now), tender.procedure, calendar) - last)


@transaction.atomic
def resume_due(*, tender: Tender) -> bool:
    """Lift the orders whose days are over (the clock's act); says whether the call went on now."""
    tender = locked(tender)
    now = clock.read()
    if tender.state != State.SUSPENDED:
        return False
    for order in in_force(tender):
        if order.until is not None and order.until <= now:
            lift(tender=tender, order=order, by=None, reason=OVER, now=now)
    return not tender.is_suspended
