"""Last days that tables keep, counted in working days: a changed calendar moves them (domain 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from marketplace.primitives.calendar import WorkCalendar, day_of, end_of_day, last_day_of
from marketplace.rulebook import effects
from marketplace.rulebook.effects import Effect

Moment = date | datetime


@dataclass(frozen=True, kw_only=True)
class StoredPeriod:
    """One kind of running period.

    Attributes:
        words: what would move, with ``%(count)s``.
        rows: the rows whose period runs now.
        start: the field with the day (or moment) on which the period began, which is not counted.
        due: the field with the last day, or with the midnight after it.
    """

    words: str | Promise
    rows: Callable[[], QuerySet[Any]]
    start: str
    due: str

    def effects(self, old: WorkCalendar, new: WorkCalendar) -> list[Effect]:
        """How many last days the new calendar would move."""
        count = sum(1 for _row in self._moving(self.rows(), old, new))
        return [Effect(str(self.words) % {"count": count}, count)] if count else []

    def recompute(self, old: WorkCalendar, new: WorkCalendar) -> int:
        """Move them; the caller's transaction holds the rows."""
        moving = list(self._moving(self.rows().select_for_update(of=("self",)), old, new))
        for row, due in moving:
            type(row)._default_manager.filter(pk=row.pk).update(**{self.due: due})
        return len(moving)

    def _moving(self, rows: QuerySet[Any], old: WorkCalendar, new: WorkCalendar) -> Iterator[tuple[Model, Moment]]:
        for row in rows.order_by("pk"):
            before: Moment | None = getattr(row, self.due)
            if before is None:
                continue
            first, last = day_of(getattr(row, self.start)), last_day_of(before)
            after = new.add_workdays(first, max(old.workdays_between(first, last), 0))
            if after != last:
                yield row, end_of_day(after) if isinstance(before, datetime) else after


def register(*periods: StoredPeriod) -> None:
    """Let a changed calendar show and move these periods; call it in `AppConfig.ready()`."""
    for period in periods:
        effects.register_day(period.effects)
        effects.register_recomputation(period.recompute)
