"""The publicity of a proposed award: working days, held by an objection, the rest runs afterwards (domain 2.6, 3.8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from catalog.rules.periods import publicity_ends_on, remaining_workdays, resumed_ends_on
from marketplace.primitives.calendar import WorkCalendar, day_of, end_of_day, last_day_of


def ends_at(calendar: WorkCalendar, started_at: datetime, working_days: int) -> datetime:
    """The midnight at which publicity of `working_days` ends; the day on which it starts is not counted."""
    return end_of_day(publicity_ends_on(calendar, day_of(started_at), working_days))


def rest(calendar: WorkCalendar, held_at: datetime, publicity_ends_at: datetime, running_since: datetime) -> int:
    """Working days still to run when an objection stops the clock; the day of the objection is one of them.

    Args:
        running_since: when this run began, by the publication or the last answer; that day is never counted.
    """
    held_on = max(day_of(held_at), day_of(running_since) + timedelta(days=1))
    return remaining_workdays(calendar, held_on, last_day_of(publicity_ends_at))


def resumed_ends_at(calendar: WorkCalendar, answered_at: datetime, remaining: int) -> datetime:
    """When publicity ends after the last objection was dismissed; the day of the answer is not counted."""
    return end_of_day(resumed_ends_on(calendar, day_of(answered_at), remaining))


def due_at(calendar: WorkCalendar, since: datetime, working_days: int) -> datetime:
    """The end of the last day an office has for what waits since then."""
    return end_of_day(calendar.add_workdays(day_of(since), working_days))


def shifted(calendar: WorkCalendar, ends_at: datetime, working_days: int) -> datetime:
    """The end of a publicity after a suspension took so many working days."""
    return end_of_day(calendar.add_workdays(last_day_of(ends_at), working_days))
