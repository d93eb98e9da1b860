"""The five-working-day clock of R21: starts on submission, pauses while returned, never approves by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol


class WorkingDays(Protocol):
    """What the clock needs of a calendar."""

    def add_workdays(self, start: date, n: int, /) -> date:
        """The n-th working day after `start`, which is not counted."""

    def workdays_between(self, start: date, end: date, /) -> int:
        """Working days after `start` up to and including `end`."""


@dataclass(frozen=True, slots=True)
class DecisionClock:
    """One clock: when it started, the day it runs out, the working days kept while it is paused."""

    started_on: date
    due_on: date
    remaining_when_paused: int | None = None

    @property
    def is_paused(self) -> bool:
        """Whether the papers lie with the community."""
        return self.remaining_when_paused is not None


def start(today: date, working_days: int, calendar: WorkingDays) -> DecisionClock:
    """A clock of so many working days, the day of submission not counted."""
    return DecisionClock(today, calendar.add_workdays(today, working_days))


def remaining(clock: DecisionClock, today: date, calendar: WorkingDays) -> int:
    """Working days left; negative where overdue."""
    if clock.remaining_when_paused is not None:
        return clock.remaining_when_paused
    if today > clock.due_on:
        return -calendar.workdays_between(clock.due_on, today)
    return calendar.workdays_between(today, clock.due_on)


def pause(clock: DecisionClock, today: date, calendar: WorkingDays) -> DecisionClock:
    """Stop while the community mends the papers; overdue stays overdue."""
    return replace(clock, remaining_when_paused=remaining(clock, today, calendar))


def resume(clock: DecisionClock, today: date, calendar: WorkingDays) -> DecisionClock:
    """Go on with the working days that were left; a clock that had run out is due at once."""
    left = clock.remaining_when_paused or 0
    due_on = calendar.add_workdays(today, left) if left > 0 else min(clock.due_on, today)
    return replace(clock, due_on=due_on, remaining_when_paused=None)


def is_overdue(clock: DecisionClock, today: date) -> bool:
    """Whether the last day has passed while the papers lay with the office."""
    return not clock.is_paused and today > clock.due_on
