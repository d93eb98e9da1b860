"""How much time is left, in working days, before the date (docs/interface.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.ui.formats import due, split_midnight

if TYPE_CHECKING:
    from collections.abc import Callable

SOON = 3  # working days; amber from here on (design principle 2)


class Calendar(Protocol):
    """What `primitives.calendar.WorkCalendar` offers."""

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`."""
        ...


class _Weekdays:
    """Monday to Friday; stands in until the rule book registers the official calendar."""

    def workdays_between(self, start: date, end: date) -> int:
        return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, (end - start).days + 1))


_provider: list[Callable[[], Calendar]] = [_Weekdays]


def set_calendar(provider: Callable[[], Calendar]) -> None:
    """Register where working days come from. It is asked once per deadline shown, so it must be cheap."""
    _provider[0] = provider


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in words: `state` is ``""``, ``is-soon`` or ``is-late``."""

    words: str
    state: str
    moment: datetime
    text: str


def describe(moment: datetime, now: datetime, *, year: bool = True) -> Deadline:
    """Words for the time left until `moment`, seen from `now` (both aware)."""
    on, clock = split_midnight(moment)
    today, _clock = split_midnight(now + timedelta(microseconds=1))
    text = due(moment, year=year)
    if now >= moment:
        return Deadline(_late(_workdays(on, today)), "is-late", moment, text)
    if on <= today:
        return Deadline(_("Due today %(time)s") % {"time": clock}, "is-soon", moment, text)
    left = _workdays(today, on)
    return Deadline(_left(left, (on - today).days), "is-soon" if left <= SOON else "", moment, text)


def _workdays(start: date, end: date) -> int:
    return _provider[0]().workdays_between(start, end)


def _late(days: int) -> str:
    if not days:
        return _("Overdue")
    return ngettext("%(days)s working day overdue", "%(days)s working days overdue", days) % {"days": days}


def _left(workdays: int, days: int) -> str:
    if not workdays:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s working day left", "%(days)s working days left", workdays) % {"days": workdays}
