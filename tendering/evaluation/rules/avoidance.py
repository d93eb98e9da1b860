"""Who may not judge these bidders (回避; 政府采购法 12, 实施条例 9; domain 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Employed by, or leading, a bidder within three years before the activity (条例 9).
YEARS = 3


class Relation(StrEnum):
    """What a member declares to be free of, in the order of the declaration."""

    EMPLOYMENT = "employment"
    KINSHIP = "kinship"
    OTHER = "other"


class Obstacle(StrEnum):
    """What the platform itself knows against a seat."""

    BIDDER_MEMBER = "bidder_member"
    BIDDER_EMPLOYER = "bidder_employer"
    BIDDER_RESPONSIBLE = "bidder_responsible"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Bidder:
    """A body that has bid: who leads it by name, and its name as employers are written."""

    organisation: int
    name: str
    responsible: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """A person acts or acted for a body; `ended_on` None while it lasts."""

    organisation: int
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who might sit."""

    name: str
    links: tuple[Link, ...] = ()
    employer: str = ""
    is_finance: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An obstacle and the bidder it concerns, empty where it concerns none."""

    obstacle: Obstacle
    bidder: str = ""


def obstacles(person: Person, bidders: Sequence[Bidder], on: date) -> list[Found]:
    """Everything known that keeps this person off this panel."""
    found = [Found(Obstacle.FINANCE)] if person.is_finance else []
    for bidder in bidders:
        found += [Found(obstacle, bidder.name) for obstacle in _against(person, bidder, on)]
    return found


def _against(person: Person, bidder: Bidder, on: date) -> Iterable[Obstacle]:
    if any(link.organisation == bidder.organisation and _recent(link.ended_on, on) for link in person.links):
        yield Obstacle.BIDDER_MEMBER
    if person.employer and person.employer.strip() == bidder.name.strip():
        yield Obstacle.BIDDER_EMPLOYER
    if person.name and person.name in bidder.responsible:
        yield Obstacle.BIDDER_RESPONSIBLE


def _recent(ended_on: date | None, on: date) -> bool:
    return ended_on is None or ended_on > three_years_before(on)


def three_years_before(day: date) -> date:
    """The same day three years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - YEARS)
    except ValueError:
        return day.replace(year=day.year - YEARS, day=28)
