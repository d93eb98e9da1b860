"""What a change of the calendar would move, before it is made (domain 6)."""

from __future__ import annotations

from datetime import date, datetime

from marketplace.primitives.calendar import Override, WorkCalendar
from marketplace.rulebook import effects
from marketplace.rulebook.models import CalendarOverride
from marketplace.rulebook.queries.calendar import work_calendar


def preview_day(day: date, *, is_workday: bool | None, now: datetime) -> list[effects.Effect]:
    """What setting `day` would move now; None lets the official calendar decide again."""
    others = CalendarOverride.objects.exclude(day=day).order_by("day")
    kept = [Override(row.day, row.is_workday, row.name, row.source) for row in others]
    changed = [] if is_workday is None else [Override(day, is_workday)]
    return effects.of_days(work_calendar(), WorkCalendar([*kept, *changed]), now)
