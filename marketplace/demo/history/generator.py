"""History, chunk by chunk, so that memory stays flat whatever the number of projects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.demo.history import people
from marketplace.demo.history.accounts import Purse, Treasury
from marketplace.demo.history.blueprint import Dice
from marketplace.demo.history.chunk import Chunk, Job
from marketplace.demo.history.days import Days
from marketplace.demo.history.setting import (
    Setting,
    Town,
    around,
    bidders,
    listed,
    towns,
    works,
)
from marketplace.demo.history.writing.demand import WORDS
from marketplace.places.models import Level, Place
from marketplace.rulebook.queries import in_force, scope_items, work_calendar

# A community's year stays in one chunk, so that its account's statement reads in the order of time.
CHUNK, LARGEST = 100, 300
SEATS = (Role.EXPERT, Role.PROFESSIONAL)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for: so many projects, spread evenly over places and years; the same seed, the same projects.

    With `whole_log` every act is in the log, else the turns of each story only, a third of the rows.
    """

    projects: int
    years: Sequence[int]
    places: Sequence[Place]
    seed: int = 1
    whole_log: bool = False


def generate(order: Order, advance: Callable[[], object] = lambda: None) -> int:
    """Write finished projects, each chunk in a transaction of its own; `advance` is called once for each.

    Everybody and everything made up for it is marked: demands as `generated`, entries of the log likewise.

    Returns:
        How many projects were written.

    Raises:
        NothingToWriteWith: no roster, or a place without street and district.
        TooManyProjects: an account that stands already is too small for its share.
        YearNotOver: a project of a year could not have been finished by now.
        ImproperlyConfigured: not a demonstration.
    """
    with transaction.atomic():
        setting = _set(order)
    written = 0
    for jobs in _chunks(_jobs(order, setting)):
        Chunk(setting, jobs).write()
        for _job in jobs:
            advance()
        written += len(jobs)
    return written


def _set(order: Order) -> Setting:
    today, first = clock.today(), min(order.years)
    entries = listed()
    above = around(order.places)
    providers = [entry.provider for entry in entries]
    seats = people.fill(above, providers, since=date(first - 1, 1, 1), on=today)
    home = next(place for place in above if place.level == Level.DISTRICT)
    roster = bidders(entries, seats)
    return Setting(
        rule_set=in_force(today, home),
        days=Days(work_calendar(), date(first, 1, 1), date(max(order.years) + 1, 3, 31)),
        towns=towns(order.places, seats, first),
        district_officer=seats.of(Role.DISTRICT, home)[0],
        district_group=seats.of(Role.LEADING_GROUP_MEMBER, home),
        experts=seats.of(Role.EXPERT, home),
        professional=seats.of(Role.PROFESSIONAL, home)[0],
        bidders=roster,
        whole_log=order.whole_log,
        works=works(scope_items(today, home), roster, WORDS),
    )


def _jobs(order: Order, setting: Setting) -> Iterator[list[Job]]:
    """The projects of each community's year, the earliest year first."""
    treasury = Treasury(setting, order.seed)
    shares = _spread(order.projects, len(order.years))
    for year, number in zip(sorted(order.years), shares, strict=True):
        dice = Dice(setting, order.seed * 10_000 + year, min(date(year, 12, 31), clock.today()))
        busy = [pair for pair in zip(setting.towns, _spread(number, len(setting.towns)), strict=True) if pair[1]]
        for purse in _purses(treasury, busy, year):
            plans = list(dice.year(purse.town, year, purse.sums))
            yield [Job(plan, purse.account) for plan in plans]


def _purses(treasury: Treasury, busy: Sequence[tuple[Town, int]], year: int) -> Iterator[Purse]:
    with transaction.atomic():
        found = treasury.purses([town for town, _count in busy], year, [count for _town, count in busy])
    yield from found


def _spread(number: int, parts: int) -> list[int]:
    """`number` over so many parts, as evenly as whole projects go."""
    return [number // parts + (part < number % parts) for part in range(parts)]


def _chunks(groups: Iterator[list[Job]]) -> Iterator[list[Job]]:
    """Groups gathered until a chunk is full; a group larger than the largest chunk is cut."""
    waiting: list[Job] = []
    for group in groups:
        waiting += group
        while len(waiting) > LARGEST:
            yield waiting[:LARGEST]
            waiting = waiting[LARGEST:]
        if len(waiting) >= CHUNK:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
