"""Working days looked up instead of counted: a generated project asks for hundreds of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from marketplace.primitives.calendar import SHANGHAI, WorkCalendar

ONE_DAY = timedelta(days=1)


class Days(WorkCalendar):
    """The working days of some years, looked up; asked beyond them it fails."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        super().__init__()
        self._days = [day for day in _every(first, last) if calendar.is_workday(day)]

    def add_workdays(self, start: date, days: int) -> date:
        """The working day so many working days after `start`, which is not counted."""
        return start if not days else self._days[bisect_right(self._days, start) + days - 1]

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`."""
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def roll_forward(self, day: date) -> date:
        """`day`, or the next working day."""
        return self._days[bisect_left(self._days, day)]

    def roll_back(self, day: date) -> date:
        """`day`, or the working day before it."""
        return self._days[bisect_right(self._days, day) - 1]


def _every(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That minute of that day in Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


class Walk:
    """A walk over working days: every act of an office falls on one, at an hour at which it is open."""

    def __init__(self, days: Days, start: date, minute: int) -> None:
        self.days, self.minute = days, minute
        self.day = days.roll_forward(start)

    def on(self, days: int, hour: int, later: int = 0) -> datetime:
        """So many working days on, at this hour; `later` minutes after the walk's own minute."""
        self.day = self.days.add_workdays(self.day, days)
        return at(self.day, hour, self.minute) + timedelta(minutes=later)

    def until(self, day: date) -> None:
        """Go on to this day, or to the first working day after it; never back."""
        self.day = self.days.roll_forward(max(day, self.day))
