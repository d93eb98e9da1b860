"""Working days of the Chinese calendar, with make-up workdays (调休) and the district's own overrides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from marketplace.primitives.refusal import InvalidInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Override:
    """One day on which the district's table decides, with the notice it rests on (`source`)."""

    day: date
    is_workday: bool
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class _Year:
    days_off: frozenset[date]
    make_up_days: frozenset[date]


@lru_cache(maxsize=64)
def _official(year: int) -> _Year:
    """What the State Council's notice says of `year`; only the statutory days where none is known."""
    calendar = holidays.country_holidays("CN", years=year)
    # The package hands out make-up days of all years it has met, so the year is filtered here.
    make_up = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    return _Year(frozenset(day for day in calendar if day.year == year) - make_up, make_up)


class WorkCalendar:
    """Counts working days (domain 6). Overrides win over the official calendar.

    Periods in working days never count the day on which they start.
    """

    def __init__(self, overrides: Iterable[Override] = ()) -> None:
        self._overrides = {override.day: override for override in overrides}
        self._announced = {day.year for day, override in self._overrides.items() if _is_make_up_day(override)}

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if override := self._overrides.get(day):
            return override.is_workday
        year = _official(day.year)
        if day in year.make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in year.days_off

    def add_workdays(self, start: date, days: int) -> date:
        """The day on which a period of `days` working days ends; `start` itself is not counted.

        Raises:
            InvalidInput: `calendar.negative_period`.
        """
        if days < 0:
            raise InvalidInput("calendar.negative_period", days=days)
        day = start
        while days:
            day += ONE_DAY
            days -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.workdays_between(end, start)
        span = (end - start).days
        return sum(self.is_workday(start + ONE_DAY * offset) for offset in range(1, span + 1))

    def roll_forward(self, day: date) -> date:
        """`day`, or the next working day where a period in calendar days ends on a day off."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def is_estimated(self, year: int) -> bool:
        """Whether no official notice for `year` is known: neither the package nor an override has make-up days."""
        return not _official(year).make_up_days and year not in self._announced


def end_of_day(day: date) -> datetime:
    """24:00 of `day` in Asia/Shanghai: the midnight that begins the next day."""
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=SHANGHAI)


def day_of(when: date) -> date:
    """The day in Shanghai of a moment, in whichever zone it comes (the database answers in UTC); a day is its own."""
    return when.astimezone(SHANGHAI).date() if isinstance(when, datetime) else when


def last_day_of(end: date) -> date:
    """The last day of a period with this end: midnight closes the day before; a day is its own."""
    return day_of(end - timedelta(microseconds=1)) if isinstance(end, datetime) else end


def _is_make_up_day(override: Override) -> bool:
    return override.is_workday and override.day.weekday() >= SATURDAY
