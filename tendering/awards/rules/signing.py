"""The days in which the contract must be signed: calendar days after the letter (domain 2.2; procurement law 46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.primitives.calendar import WorkCalendar, day_of, end_of_day, last_day_of


@dataclass(frozen=True, slots=True)
class SigningWindow:
    """From the start of the first day to the end of the last; a last day on a day off moves to the next working day."""

    first_day: date
    ends_at: datetime

    def is_early(self, moment: datetime) -> bool:
        """Before the first day."""
        return day_of(moment) < self.first_day

    def is_over(self, moment: datetime) -> bool:
        """After the last day."""
        return moment >= self.ends_at


def had_its_days(ends_at: datetime, offered_at: datetime | None, from_day: int, to_day: int) -> bool:
    """Whether a contract lay ready as long as the rule leaves between the first and the last day of signing."""
    return offered_at is not None and day_of(offered_at) + timedelta(days=to_day - from_day) <= last_day_of(ends_at)


def window(calendar: WorkCalendar, lettered_at: datetime, from_day: int, to_day: int) -> SigningWindow:
    """The window that a letter opens, `from_day` to `to_day` calendar days after it."""
    day = day_of(lettered_at)
    last = calendar.roll_forward(day + timedelta(days=to_day))
    return SigningWindow(day + timedelta(days=from_day), end_of_day(last))
