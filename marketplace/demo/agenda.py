"""What happens when: acts are written into the agenda by every story and played in the order of time.

The log then reads as a real one does: nobody's entry stands before what happened earlier.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI, WorkCalendar, day_of
from tendering.tenders.rules import timetable
from tendering.tenders.rules.procedure import Procedure

Act = Callable[[], object]
_CALENDAR = WorkCalendar()


class Agenda:
    """Acts with their moments; acts of one moment keep the order in which they were entered."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []

    def at(self, moment: datetime, act: Act) -> None:
        """Enter an act."""
        self._acts.append((moment, len(self._acts), act))

    def __len__(self) -> int:
        return len(self._acts)

    def play(self, advance: Callable[[], object]) -> None:
        """Do every act while every clock stands at its moment; `advance` is called after each."""
        for moment, _serial, act in sorted(self._acts, key=lambda entry: entry[:2]):
            with clock.frozen(moment):
                act()
            advance()


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour of that day in Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def working_day(start: date, days: int = 0) -> date:
    """The working day so many working days after `start`; with 0, `start` itself or the next working day."""
    first = _CALENDAR.roll_forward(start)
    return _CALENDAR.add_workdays(first, days) if days else first


def earliest_deadline(announced: date, procedure: Procedure) -> date:
    """The first day on which a call announced on a day may close."""
    return timetable.earliest_deadline(announced, procedure, _CALENDAR)


def office_hour(start: date, days: int, hour: int, minute: int = 0) -> datetime:
    """An hour of the working day so many working days after `start`."""
    return at_hour(working_day(start, days), hour, minute)


def morning_after(moment: datetime, days: int) -> datetime:
    """Six in the morning so many days later, when the clock's acts of the night are done."""
    return at_hour(day_of(moment) + timedelta(days=days), 6)
