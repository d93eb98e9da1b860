"""The working calendar, one copy per process, never older than the last change in the database."""

from __future__ import annotations

from functools import lru_cache

from asgiref.local import Local
from django.db.models import QuerySet

from marketplace.primitives.calendar import Override, WorkCalendar
from marketplace.rulebook.models import CalendarOverride, CalendarStamp

_request = Local()


def work_calendar() -> WorkCalendar:
    """The calendar with the district's overrides.

    Outside of requests every call asks the database for the stamp of the last change (one row by key); inside a
    request the first call does, and the rest of the request counts with the same calendar.
    """
    held: WorkCalendar | None = getattr(_request, "calendar", None)
    if held is not None:
        return held
    calendar = _calendar(_stamp())
    if getattr(_request, "is_open", False):
        _request.calendar = calendar
    return calendar


def overrides_of(year: int) -> QuerySet[CalendarOverride]:
    """The overrides of a year, by day."""
    return CalendarOverride.objects.filter(day__year=year).order_by("day")


def open_request(**_: object) -> None:
    """A request begins: its first question decides its calendar (connected to Django's signal in apps.py)."""
    _request.is_open = True
    _request.calendar = None


def close_request(**_: object) -> None:
    """A request has ended, or its calendar is out of date."""
    _request.is_open = False
    _request.calendar = None


def forget_calendar() -> None:
    """The overrides have just changed in this request."""
    _request.calendar = None


def _stamp() -> str:
    found = CalendarStamp.objects.filter(pk=CalendarStamp.ONLY).values_list("token", flat=True)
    return found.first() or ""


@lru_cache(maxsize=4)
def _calendar(stamp: str) -> WorkCalendar:
    """Keyed by a random token, so that a change that was rolled back is never mistaken for a later one."""
    del stamp
    rows = CalendarOverride.objects.order_by("day")
    return WorkCalendar([Override(row.day, row.is_workday, row.name, row.source) for row in rows])
