"""Who may not judge these bidders (回避; 政府采购法 12, 实施条例 9; domain 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from catalog.rules.control import tight

# Employed by, or leading, a bidder within three years before the activity (条例 9).
YEARS = 3


class Relation(StrEnum):
    """What a member declares to be free of, in the order of the declaration."""

    EMPLOYMENT = "employment"
    KINSHIP = "kinship"
    OTHER = "other"


class Obstacle(StrEnum):
    """What the platform itself knows against a seat, or against drawing somebody at all."""

    BIDDER_MEMBER = "bidder_member"
    BIDDER_EMPLOYER = "bidder_employer"
    BIDDER_RESPONSIBLE = "bidder_responsible"
    BIDDER_TIE = "bidder_tie"
    ONE_HEAD = "one_head"
    OF_THE_PLAN = "of_the_plan"
    ASSESSOR = "assessor"
    FINANCE = "finance"
    PLANNER = "planner"
    PURCHASER = "purchaser"
    FORMER_MEMBER = "former_member"
    SUSPENDED = "suspended"
    BAD_MARKS = "bad_marks"
    AWAY = "away"
    PHONE_UNPROVED = "phone_unproved"
    NEW_ROLE = "new_role"


@dataclass(frozen=True, slots=True)
class Bidder:
    """A body that has bid: who leads it, and its name as employers are written.

    Attributes:
        responsible: names as they are compared (`catalog.rules.control.tight`).
        planned: it planned the project instead, and who belongs to it does not judge what others make of it.
    """

    organisation: int
    name: str
    responsible: frozenset[str] = frozenset()
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A person acts or acted for a body; `ended_on` None while it lasts."""

    organisation: int
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Job:
    """An employer as its name is written and, where the platform knows them, the people who lead it, as compared."""

    employer: str
    ended_on: date | None = None
    heads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation to a body known beforehand; `assessed` where it is no more than having assessed it."""

    organisation: int
    ended_on: date | None = None
    assessed: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who might sit."""

    name: str
    links: tuple[Link, ...] = ()
    jobs: tuple[Job, ...] = ()
    ties: tuple[Tie, ...] = ()
    is_finance: bool = False
    is_planner: bool = False
    is_staff: bool = False
    is_suspended: bool = False
    bad_marks: int = 0
    is_away: bool = False
    has_phone: bool = True
    is_new: bool = False
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An obstacle and the bidder it concerns, empty where it concerns none."""

    obstacle: Obstacle
    bidder: str = ""


def obstacles(person: Person, bidders: Sequence[Bidder], on: date, assessor_days: int = 0) -> list[Found]:
    """Everything known that keeps this person off this panel.

    Args:
        assessor_days: calendar days for which somebody who assessed a provider does not judge it (rule set).
    """
    found = [Found(Obstacle.FINANCE)] if person.is_finance else []
    found += [Found(Obstacle.PLANNER)] if person.is_planner else []
    found += [Found(Obstacle.FORMER_MEMBER)] if person.is_former else []
    for bidder in bidders:
        codes = list(_against(person, bidder, on, 0 if bidder.planned else assessor_days))
        if bidder.planned:
            codes = [Obstacle.OF_THE_PLAN] * bool(set(codes) - {Obstacle.ASSESSOR})
        found += [Found(obstacle, bidder.name) for obstacle in codes]
    return found


def absences(person: Person, bad_marks_bar: int) -> list[Obstacle]:
    """Why somebody of the pool is not drawn whoever bids: the purchaser's own staff, suspended, badly marked, away.

    Args:
        bad_marks_bar: how many bad marks keep somebody out of draws (rule set).
    """
    known = (
        (Obstacle.PURCHASER, person.is_staff),
        (Obstacle.SUSPENDED, person.is_suspended),
        (Obstacle.BAD_MARKS, person.bad_marks >= bad_marks_bar),
        (Obstacle.AWAY, person.is_away),
    )
    return [obstacle for obstacle, holds in known if holds]


def unsettled(person: Person) -> list[Obstacle]:
    """Why a residents' representative is not drawn whoever bids: nobody knows them by a phone, or they are new.

    An office makes representatives by an e-mail alone; made up after a call went out they would be its panel.
    """
    known = ((Obstacle.PHONE_UNPROVED, not person.has_phone), (Obstacle.NEW_ROLE, person.is_new))
    return [obstacle for obstacle, holds in known if holds]


def _against(person: Person, bidder: Bidder, on: date, assessor_days: int) -> Iterable[Obstacle]:
    if any(link.organisation == bidder.organisation and _recent(link.ended_on, on) for link in person.links):
        yield Obstacle.BIDDER_MEMBER
    jobs = [job for job in person.jobs if _recent(job.ended_on, on)]
    if any(job.employer and tight(job.employer) == tight(bidder.name) for job in jobs):
        yield Obstacle.BIDDER_EMPLOYER
    elif any(job.heads & bidder.responsible for job in jobs):
        yield Obstacle.ONE_HEAD
    if person.name and tight(person.name) in bidder.responsible:
        yield Obstacle.BIDDER_RESPONSIBLE
    ties = [tie for tie in person.ties if tie.organisation == bidder.organisation]
    if any(not tie.assessed and _recent(tie.ended_on, on) for tie in ties):
        yield Obstacle.BIDDER_TIE
    if any(tie.assessed and _within(tie.ended_on, on, assessor_days) for tie in ties):
        yield Obstacle.ASSESSOR


def _within(ended_on: date | None, on: date, days: int) -> bool:
    return ended_on is None or ended_on + timedelta(days=days) > on


def _recent(ended_on: date | None, on: date) -> bool:
    return ended_on is None or ended_on > three_years_before(on)


def three_years_before(day: date) -> date:
    """The same day three years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - YEARS)
    except ValueError:
        return day.replace(year=day.year - YEARS, day=28)
