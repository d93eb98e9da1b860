"""What the pages show."""

from __future__ import annotations

import calendar as months_of
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from marketplace import clock
from marketplace.places import queries as places
from marketplace.primitives.calendar import WorkCalendar
from marketplace.rulebook.models import RuleSet, RuleSetStatus, ScopeCategory, ScopeItem, ServiceDomain
from marketplace.rulebook.queries.calendar import overrides_of
from marketplace.rulebook.queries.rulesets import in_force, service_domains


@dataclass(frozen=True)
class Overview:
    """The district's published rule sets as they stand on a day."""

    current: list[RuleSet]
    coming: list[RuleSet]
    past: list[RuleSet]


def readable(*, drafts: bool) -> QuerySet[RuleSet]:
    """Rule sets a person may read, the newest version first."""
    rows = RuleSet.objects.select_related("place", "catalogue", "based_on")
    rows = rows if drafts else rows.exclude(status=RuleSetStatus.DRAFT)
    return rows.order_by("code", "-version")


def overview(on: date) -> Overview:
    """What holds on a day, what comes, what held before; one of each regime holds."""
    rows = readable(drafts=False).filter(place=places.district())
    started = [row for row in rows if row.effective_from <= on]
    started.sort(key=lambda row: (row.effective_from, row.version))
    current = {row.regime: row for row in started}
    past = [row for row in reversed(started) if current[row.regime] is not row]
    coming = [row for row in rows if row.effective_from > on]
    return Overview([current[regime] for regime in sorted(current)], coming, past)


@dataclass(frozen=True)
class Day:
    """A day of the calendar as the page colours it."""

    day: date
    is_workday: bool
    is_special: bool
    name: str


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday; None outside of it."""

    first: date
    weeks: list[list[Day | None]]
    workdays: int


def months(calendar: WorkCalendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    names = {day.day: day.name for day in overrides_with_names(year)}
    return [_month(calendar, date(year, number, 1), names) for number in range(1, 13)]


def overrides_with_names(year: int) -> list[Day]:
    """The overrides of a year as days."""
    return [Day(row.day, row.is_workday, True, row.name) for row in overrides_of(year)]


def _month(calendar: WorkCalendar, first: date, names: dict[date, str]) -> Month:
    weeks = months_of.Calendar().monthdatescalendar(first.year, first.month)
    cells = [[_day(calendar, day, names) if day.month == first.month else None for day in week] for week in weeks]
    return Month(first, cells, sum(cell.is_workday for week in cells for cell in week if cell))


def _day(calendar: WorkCalendar, day: date, names: dict[date, str]) -> Day:
    works = calendar.is_workday(day)
    return Day(day, works, works is (day.weekday() >= months_of.SATURDAY), names.get(day, ""))


def categories() -> QuerySet[ScopeCategory]:
    """The categories of the catalogue in force with their items and domains."""
    items = ScopeItem.objects.prefetch_related("domains").order_by("code")
    catalogue = in_force(clock.today()).catalogue
    return catalogue.categories.prefetch_related(Prefetch("items", queryset=items)).order_by("code")


def domains_with_items() -> QuerySet[ServiceDomain]:
    """The domains in use with the items of the catalogue in force."""
    items = in_force(clock.today()).catalogue.items.order_by("code")
    return service_domains().prefetch_related(Prefetch("scope_items", queryset=items, to_attr="items_in_force"))
