"""Suspending a call and letting it go on; the days of a suspension count in no period (采购法57; domain 2.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of, end_of_day, last_day_of
from marketplace.primitives.refusal import require_text
from marketplace.rulebook.queries import work_calendar
from tendering.tenders.models import Notice, Tender
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


def pause(*, tender: Tender, by: Membership, reason: str, now: datetime, days: int = 0) -> Tender:
    """Suspend a locked call; whoever may is the caller's to judge.

    Args:
        days: calendar days after which it goes on by itself; zero for a suspension that somebody ends.
    """
    require_text(reason, "tenders.reason_missing")
    tender.suspended_from, tender.suspended_at = tender.state, now
    last = work_calendar().roll_forward(day_of(now) + timedelta(days=days))
    tender.suspended_until = end_of_day(last) if days else None
    move(tender, "suspend", by=by, now=now, reason=reason)
    until = tender.suspended_until.isoformat() if tender.suspended_until else ""
    body = {"reason": reason, "until": until, "ordered_by": _office(by)}
    publish_notice(tender, Notice.Kind.SUSPENSION, body, by=by, now=now)
    return tender


def go_on(*, tender: Tender, by: Membership | None, reason: str, now: datetime) -> Tender:
    """Let a locked call go on where it stopped; its deadline and its publicity move by the working days lost."""
    require_text(reason, "tenders.reason_missing")
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
    """End a suspension whose days are over (the clock's act); says whether it ended now."""
    tender = locked(tender)
    now = clock.read()
    if tender.state != State.SUSPENDED or tender.suspended_until is None or now < tender.suspended_until:
        return False
    go_on(tender=tender, by=None, reason=OVER, now=now)
    return True
