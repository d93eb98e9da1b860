"""Days off and make-up workdays of the district's calendar."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit import services as audit
from marketplace.primitives.calendar import Override, WorkCalendar
from marketplace.primitives.canonical import Json
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook import effects
from marketplace.rulebook.models import CalendarOverride, CalendarStamp
from marketplace.rulebook.permissions import require_editor
from marketplace.rulebook.queries.calendar import forget_calendar, work_calendar


class DayIsPast(InvalidInput):
    """Periods that ran over past days have been counted; they stay as they were."""


@transaction.atomic
def set_days(*, by: Membership | None, days: Sequence[Override]) -> list[CalendarOverride]:
    """Add or change overrides, a whole notice at once; due dates that depend on them are moved (domain 6).

    Raises:
        RoleMissing: not district staff.
        DayIsPast: ``rulebook.day_past`` with the day.
    """
    member = require_editor(by)
    before = _lock_calendar()
    rows = []
    for day in days:
        _require_future(day)
        values = {"is_workday": day.is_workday, "name": day.name, "source": day.source}
        row, _created = CalendarOverride.objects.update_or_create(day=day.day, defaults=values)
        rows.append(row)
    moved = _changed(before, member)
    for row in rows:
        parameters: dict[str, Json] = {
            "day": row.day.isoformat(),
            "is_workday": row.is_workday,
            "name": row.name,
            "moved": moved,
        }
        audit.record(act="rulebook.day.set", target=row, by=member, parameters=parameters)
    return rows


@transaction.atomic
def remove_day(*, by: Membership | None, override: CalendarOverride, reason: str) -> int:
    """Let the official calendar decide again; how many due dates moved.

    Raises:
        RoleMissing: not district staff.
        DayIsPast: ``rulebook.day_past`` with the day.
    """
    member = require_editor(by)
    before = _lock_calendar()
    _require_future(Override(override.day, override.is_workday))
    row = CalendarOverride.objects.get(pk=override.pk)
    audit.record(act="rulebook.day.removed", target=row, by=member, parameters=_said(row), reason=reason)
    row.delete()
    return _changed(before, member)


def _said(row: CalendarOverride) -> dict[str, Json]:
    return {"day": row.day.isoformat(), "is_workday": row.is_workday, "name": row.name}


def _require_future(day: Override) -> None:
    if day.day < clock.today():
        raise DayIsPast("rulebook.day_past", field="day", day=day.day)


def _lock_calendar() -> WorkCalendar:
    """One change of the calendar at a time: the stamp's row is the lock."""
    CalendarStamp.objects.get_or_create(pk=CalendarStamp.ONLY, defaults={"token": secrets.token_hex(16)})
    CalendarStamp.objects.select_for_update().get(pk=CalendarStamp.ONLY)
    forget_calendar()
    return work_calendar()


def _changed(before: WorkCalendar, by: Membership) -> int:
    """Tell every process, then move what depends on the calendar."""
    CalendarStamp.objects.filter(pk=CalendarStamp.ONLY).update(token=secrets.token_hex(16))
    forget_calendar()
    return effects.recompute(before, work_calendar(), by)
