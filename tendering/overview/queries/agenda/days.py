"""The days of a month with their entries, and whether offices work on them."""

from __future__ import annotations

import re
from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from marketplace.primitives.calendar import SATURDAY, WorkCalendar
from tendering.overview.queries.agenda.entries import Entry, entries_of_each
from tendering.overview.queries.agenda.rows import Window
from tendering.tenders.models import Tender

FIRST_YEAR, LAST_YEAR = 2014, 2100
WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
SHOWN = 4  # entries of a day in the month's table; the rest stands in the agenda


@dataclass(frozen=True)
class Day:
    """One day of the table."""

    day: date
    entries: list[Entry]
    is_workday: bool
    is_other_month: bool
    is_today: bool

    @property
    def is_holiday(self) -> bool:
        """A weekday on which offices are closed (休)."""
        return not self.is_workday and self.day.weekday() < SATURDAY

    @property
    def is_make_up_day(self) -> bool:
        """A Saturday or Sunday on which they work (调休, 班)."""
        return self.is_workday and self.day.weekday() >= SATURDAY

    @property
    def first(self) -> list[Entry]:
        """What the month's table has room for."""
        return self.entries if len(self.entries) <= SHOWN + 1 else self.entries[:SHOWN]

    @property
    def more(self) -> int:
        """How many more there are."""
        return len(self.entries) - len(self.first)


@dataclass(frozen=True)
class Month:
    """A month with the days of the weeks that it begins and ends in."""

    year: int
    month: int

    @staticmethod
    def read(text: str, today: date) -> Month:
        """A month written ``2026-11``; the month of `today` for anything else."""
        found = WRITTEN.fullmatch(text)
        if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            return Month(int(found[1]), int(found[2]))
        return Month(today.year, today.month)

    @property
    def key(self) -> str:
        """As it stands in the address."""
        return f"{self.year}-{self.month:02}"

    def plus(self, months: int) -> Month:
        """So many months later."""
        years, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, month + 1)

    @cached_property
    def weeks(self) -> list[list[date]]:
        """From Monday to Sunday."""
        return Calendar().monthdatescalendar(self.year, self.month)

    @property
    def window(self) -> Window:
        """All days of the table."""
        return Window(self.weeks[0][0], self.weeks[-1][-1])


def weeks_of(month: Month, tenders: Iterable[Tender], calendar: WorkCalendar, today: date) -> list[list[Day]]:
    """The month's table. Of calls that came to nothing only the deadline says so, not all that was planned."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for _tender, entries in entries_of_each(tenders, calendar, today):
        for entry in entries:
            if entry.day in month.window and not (entry.is_off and entry.is_planned):
                by_day[entry.day].append(entry)
    for of_day in by_day.values():
        of_day.sort(key=lambda entry: (entry.hour or "99", entry.tender.number))
    return [[_day(day, by_day, month, calendar, today) for day in week] for week in month.weeks]


def _day(day: date, by_day: dict[date, list[Entry]], month: Month, calendar: WorkCalendar, today: date) -> Day:
    return Day(day, by_day.get(day, []), calendar.is_workday(day), day.month != month.month, day == today)
