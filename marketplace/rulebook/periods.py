"""Last days that tables keep, counted in working days: a changed calendar moves them (domain 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
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
        story: the way, with dots, from a row to the object whose story tells that it moved; empty: the row itself.
    """

    words: str | Promise
    rows: Callable[[], QuerySet[Any]]
    start: str
    due: str
    story: str = ""

    def effects(self, old: WorkCalendar, new: WorkCalendar, _now: datetime) -> list[Effect]:
        """How many last days the new calendar would move."""
        count = sum(1 for _row in self._moving(self.rows(), old, new))
        return [Effect(str(self.words) % {"count": count}, count)] if count else []

    def recompute(self, old: WorkCalendar, new: WorkCalendar, by: Membership) -> int:
        """Move them, each on record; the caller's transaction holds the rows."""
        rows = self.rows().select_for_update(of=("self",))
        moving = list(self._moving(self._with_story(rows), old, new))
        for row, due in moving:
            days = {"was": last_day_of(getattr(row, self.due)).isoformat(), "ends": last_day_of(due).isoformat()}
            type(row)._default_manager.filter(pk=row.pk).update(**{self.due: due})
            record(act="rulebook.period.moved", target=self._told_of(row), by=by, parameters={**days})
        return len(moving)

    def _with_story(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related(self.story.replace(".", "__")) if self.story else rows

    def _told_of(self, row: Model) -> Model:
        told: Model = attrgetter(self.story)(row) if self.story else row
        return told

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
