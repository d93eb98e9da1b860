"""Presentations by the bidders (答辩, domain 2.5): when they may be held, in which order, what absence means.

Absence never excludes a bid: its points come from the documents alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol


class SessionState(StrEnum):
    """Where a session stands."""

    SCHEDULED = "scheduled"
    DRAWN = "drawn"
    CLOSED = "closed"


class SlotState(StrEnum):
    """Where one bidder's time stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    ABSENT = "absent"


SPOKEN_OR_MISSED = frozenset({SlotState.DONE, SlotState.ABSENT})


class WorkingDays(Protocol):
    """What is asked of a calendar."""

    def add_workdays(self, start: date, number: int) -> date:
        """The day so many working days after `start`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A bidder's place in the order and its state."""

    position: int
    state: SlotState


def earliest_day(told_on: date, notice: int, calendar: WorkingDays) -> date:
    """The first day of a session of which bidders are told today: `notice` working days later."""
    return calendar.add_workdays(told_on, notice)


def is_turn(position: int, slots: Sequence[Slot]) -> bool:
    """Whether this place may begin: nobody speaks, and everybody drawn before has spoken or was missed.

    A bidder that was missed and comes later speaks after all who still wait.
    """
    if any(slot.state is SlotState.RUNNING for slot in slots):
        return False
    own = next((slot for slot in slots if slot.position == position), None)
    if own is None or own.state is SlotState.DONE:
        return False
    before = slots if own.state is SlotState.ABSENT else [slot for slot in slots if slot.position < position]
    return all(slot.state in SPOKEN_OR_MISSED for slot in before)


def may_close(slots: Sequence[Slot]) -> bool:
    """Whether everybody has spoken or was missed."""
    return all(slot.state in SPOKEN_OR_MISSED for slot in slots)


def ends_at(started_at: datetime, minutes: int) -> datetime:
    """When the time that began then is over."""
    return started_at + timedelta(minutes=minutes)


def seconds_left(started_at: datetime, minutes: int, now: datetime) -> int:
    """Whole seconds of a bidder's time that are left; negative once it is over."""
    return int((ends_at(started_at, minutes) - now).total_seconds() // 1)


def expected_at(starts_at: datetime, position: int, minutes: int) -> datetime:
    """About when this place will be called, if everybody uses the whole time."""
    return starts_at + timedelta(minutes=minutes * (position - 1))


def over_at(starts_at: datetime, minutes: int, bidders: int) -> datetime:
    """When a session is over if everybody uses the whole time."""
    return starts_at + timedelta(minutes=minutes * bidders)
