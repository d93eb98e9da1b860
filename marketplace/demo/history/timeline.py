"""When everything about one finished project happened: in order, on working days, within the rule set's periods."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.demo.history.days import Days, Walk, at
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.ruleset import RuleSet, Tier
from tendering.contracts.rules.payments import pay_by
from tendering.tenders.rules.procedure import Procedure
from tendering.tenders.rules.timetable import earliest_deadline

RECEIVED_BEFORE = (20, 1500)  # minutes before the deadline in which bids come


@dataclass(frozen=True, slots=True)
class Proposal:
    """From the draft to the publication."""

    drafted: datetime
    proposed: datetime
    screened: datetime
    records: tuple[datetime, ...]
    called: datetime
    held: datetime
    recorded: datetime
    countersigned: datetime
    posted: datetime
    posted_until: datetime
    elapsed: datetime
    submitted: datetime
    decisions: tuple[datetime, ...]
    funded: datetime
    published: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """From the preparation of a call to its announcement, and to the ranking where providers compete."""

    matched: tuple[datetime, datetime]
    prepared: datetime
    resolved: tuple[datetime, datetime, datetime]
    submitted: datetime
    announced: datetime
    deadline: datetime | None
    received: tuple[datetime, ...]
    confirmed: tuple[datetime, datetime]
    opened: datetime
    qualified: datetime
    convened: datetime
    declared: datetime
    ranked: datetime
    reported: datetime


@dataclass(frozen=True, slots=True)
class Signing:
    """From the proposed award to the second signature."""

    proposed: datetime
    publicised: datetime
    publicity_ends: datetime
    confirmed: tuple[datetime, ...]
    lettered: datetime
    sign_from: date
    sign_by: datetime
    drafted: datetime
    contractor: datetime
    purchaser: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """The contract's period, two milestones, acceptance."""

    period_from: date
    period_to: date
    reported: tuple[datetime, datetime]
    verified: tuple[datetime, datetime]
    requested: datetime
    team_called: datetime
    inspected: datetime
    concluded: datetime

    @property
    def days_late(self) -> int:
        """Calendar days between the end of the period and the request for acceptance."""
        return max(0, (day_of(self.requested) - self.period_to).days)


@dataclass(frozen=True, slots=True)
class Measuring:
    """One measurement by the residents' panel."""

    created: datetime
    opened: datetime
    ends: datetime
    closed: datetime


@dataclass(frozen=True, slots=True)
class Mending:
    """From the first verdict to the check of what was mended."""

    due: datetime
    planned: datetime
    reported: datetime
    checked: datetime


@dataclass(frozen=True, slots=True)
class Paying:
    """One stage: the day its condition was met, the four steps, the last day for paying."""

    met: date
    requested: datetime
    checked: datetime
    approved: datetime
    paid: datetime
    due: date


@dataclass(frozen=True, slots=True)
class Times:
    """The whole life of a project."""

    proposal: Proposal
    call: Call
    signing: Signing
    delivery: Delivery
    measured: tuple[Measuring, ...]
    mending: Mending | None
    paying: tuple[Paying, ...]

    @property
    def closed(self) -> datetime:
        """The last payment closes the project."""
        return self.paying[-1].paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the dates depend on: rules and procedure, how many bid, how long the work takes, how it went."""

    rules: RuleSet
    procedure: Procedure
    bidders: int
    duration: int
    delay: int
    is_mended: bool


def lay_out(course: Course, *, start: date, days: Days, dice: random.Random) -> Times:
    """All dates of a project drafted on `start`."""
    walk = Walk(days, start, dice.randrange(50))
    proposal = _proposal(walk, course)
    call = _call(walk, course, dice)
    signing = _signing(walk, course)
    first = _pay(walk, course, day_of(signing.purchaser))
    delivery, second = _delivery(walk, course, day_of(signing.purchaser), first)
    measured = [_measure(walk, course)]
    mending = None
    if course.is_mended:
        mending = _mend(walk, course, measured[0].closed)
        measured.append(_measure(walk, course))
    walk.until(day_of(measured[-1].closed))
    last = _pay(walk, course, day_of(measured[-1].closed))
    return Times(proposal, call, signing, delivery, tuple(measured), mending, (first, second, last))


def _proposal(walk: Walk, course: Course) -> Proposal:
    decision = course.rules.decision
    drafted, proposed, screened = walk.on(0, 10), walk.on(1, 11), walk.on(2, 10)
    records = tuple(walk.on(days, 17) for days in (2, 1, 3, 2))
    called = walk.on(1, 9)
    held = at(walk.days.add_workdays(walk.day, 1 + decision.meeting_notice_days), 19, 30)
    walk.until(day_of(held))
    recorded, countersigned, posted = walk.on(1, 10), walk.on(1, 10), walk.on(0, 15)
    posted_until = at(day_of(posted), 0) + timedelta(days=decision.resolution_publicity_days + 1)
    elapsed = posted_until + timedelta(hours=6)
    walk.until(day_of(elapsed))
    submitted = walk.on(0, 11)
    decisions = (walk.on(2, 15),) if course.procedure.tier is Tier.MICRO else (walk.on(2, 15), walk.on(2, 15))
    return Proposal(
        drafted=drafted,
        proposed=proposed,
        screened=screened,
        records=records,
        called=called,
        held=held,
        recorded=recorded,
        countersigned=countersigned,
        posted=posted,
        posted_until=posted_until,
        elapsed=elapsed,
        submitted=submitted,
        decisions=decisions,
        funded=walk.on(1, 10),
        published=walk.on(0, 14),
    )


def _call(walk: Walk, course: Course, dice: random.Random) -> Call:
    procedure = course.procedure
    matched = (walk.on(1, 9), walk.on(1, 15)) if not procedure.competition else (walk.on(0, 15), walk.on(0, 15))
    prepared = walk.on(1, 10)
    resolved = (prepared, prepared, prepared)
    if not procedure.competition:
        resolved = (at(walk.day, 19, 30), walk.on(1, 10), walk.on(0, 15))
    submitted, announced = walk.on(1, 9), walk.on(1, 10)
    deadline: datetime | None = None
    received: tuple[datetime, ...] = ()
    if procedure.competition:
        last = walk.days.add_workdays(earliest_deadline(walk.day, procedure, walk.days), dice.randrange(3))
        deadline = end_of_day(last)
        received = _received(deadline, course.bidders, dice)
        walk.until(day_of(deadline))
    confirmed = (walk.on(0, 9), walk.on(0, 9, 5))
    return Call(
        matched=matched,
        prepared=prepared,
        resolved=resolved,
        submitted=submitted,
        announced=announced,
        deadline=deadline,
        received=received,
        confirmed=confirmed,
        opened=confirmed[1] + timedelta(minutes=1),
        qualified=walk.on(1, 14) if deadline else announced,
        convened=walk.on(0, 16),
        declared=walk.on(1, 10) if deadline else announced,
        ranked=walk.on(0, 14),
        reported=walk.on(0, 16),
    )


def _received(deadline: datetime, bidders: int, dice: random.Random) -> tuple[datetime, ...]:
    before = sorted(dice.sample(range(*RECEIVED_BEFORE), bidders), reverse=True)
    return tuple(deadline - timedelta(minutes=minutes, seconds=dice.randrange(60)) for minutes in before)


def _signing(walk: Walk, course: Course) -> Signing:
    procedure = course.procedure
    proposed, publicised = walk.on(1, 9), walk.on(0, 15)
    ends = end_of_day(walk.days.add_workdays(walk.day, procedure.result_publicity_working_days))
    walk.until(day_of(ends))
    confirmed = tuple(walk.on(int(number > 0), 10) for number in range(len(procedure.confirmed_by)))
    lettered = walk.on(1, 11)
    first = day_of(lettered) + timedelta(days=procedure.sign_from_day)
    last = walk.days.roll_forward(day_of(lettered) + timedelta(days=procedure.sign_to_day))
    drafted = walk.on(1, 10)
    walk.until(first)
    return Signing(
        proposed=proposed,
        publicised=publicised,
        publicity_ends=ends,
        confirmed=confirmed,
        lettered=lettered,
        sign_from=first,
        sign_by=end_of_day(last),
        drafted=drafted,
        contractor=walk.on(0, 10),
        purchaser=walk.on(0, 15),
    )


def _pay(walk: Walk, course: Course, met: date) -> Paying:
    """Asked for on the next working day; within the days that each office has."""
    requested = walk.on(1, 9)
    due = pay_by(met, day_of(requested), course.rules.delivery, walk.days)
    return Paying(met, requested, walk.on(1, 10), walk.on(2, 11), walk.on(2, 15), due)


def _delivery(walk: Walk, course: Course, signed: date, first: Paying) -> tuple[Delivery, Paying]:
    days, rules = walk.days, course.rules.delivery
    start = days.add_workdays(signed, 1)
    end = start + timedelta(days=course.duration)
    middle = max(start + timedelta(days=course.duration // 2), day_of(first.paid))
    walk.until(middle)
    midterm = (walk.on(1, 17), walk.on(2, 10))
    second = _pay(walk, course, day_of(midterm[1]))
    walk.until(days.roll_back(end - timedelta(days=9)) + timedelta(days=course.delay))
    final = (walk.on(1, 17), walk.on(1, 10))
    requested, called = walk.on(0, 15), walk.on(1, 10)
    inspected, concluded = walk.on(min(3, rules.acceptance.hold_within_working_days - 1), 9), walk.on(0, 16)
    delivery = Delivery(
        period_from=start,
        # Long holidays before the end belong to the period; a delay does not.
        period_to=end if course.delay else max(end, day_of(requested)),
        reported=(midterm[0], final[0]),
        verified=(midterm[1], final[1]),
        requested=requested,
        team_called=called,
        inspected=inspected,
        concluded=concluded,
    )
    return delivery, second


def _measure(walk: Walk, course: Course) -> Measuring:
    created, opened = walk.on(1, 10), walk.on(1, 9)
    ends = end_of_day(walk.days.add_workdays(walk.day, course.rules.satisfaction.measurement_working_days))
    walk.until(day_of(ends))
    return Measuring(created, opened, ends, ends + timedelta(minutes=5))


def _mend(walk: Walk, course: Course, ordered: datetime) -> Mending:
    due = end_of_day(walk.days.add_workdays(day_of(ordered), course.rules.satisfaction.rectify_working_days))
    return Mending(due, walk.on(1, 16), walk.on(7, 16), walk.on(2, 10))
