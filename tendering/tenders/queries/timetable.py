"""A tender's dates in words, each with the rule it comes from, and what a draft cannot keep of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import WorkCalendar, day_of, last_day_of
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Kind, Method, Regime, RuleSet, Tier
from marketplace.rulebook.queries import work_calendar
from marketplace.rulebook.wording import RuleInWords, in_words
from tendering.tenders.holds import OF_THE_AWARD, Hold, holds_on, steps_ahead
from tendering.tenders.models import Notice, Tender
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.queries.standing import latest_result
from tendering.tenders.queries.suspensions import Stop, stops
from tendering.tenders.rules import foresight, timetable
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.procedure import procedure_for
from tendering.tenders.rules.states import State
from tendering.tenders.wording.doubts import doubt_words
from tendering.tenders.wording.timetable import STANDS_STILL, STOPPED, SUSPENDED_WHY, WORDS

BEFORE = (State.PREPARING, State.DOC_REVIEW)
# Once opened, what really happened stands in the notices.
FORESEEN = (*BEFORE, State.ANNOUNCED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One line of the timetable with the rules it follows."""

    label: str | Promise
    day: date
    days: int
    is_fixed: bool
    is_past: bool  # it is over: a planned day that has passed is not, what stood there may not have happened
    rules: list[RuleInWords]
    stop: Stop | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Moving:
    """A step whose day moves as long as something holds it, with the days its office has afterwards."""

    label: str | Promise
    rules: list[RuleInWords]


@dataclass(frozen=True, slots=True)
class Wait:
    """What the call waits for, and the rules by which it does."""

    hold: Hold
    rules: list[RuleInWords]


@dataclass(frozen=True, slots=True)
class Timetable:
    """The days that are known or can be kept; what the call waits for, and the steps that move by it."""

    lines: list[PlannedDate]
    waits: list[Wait]
    moving: list[Moving]

    @property
    def is_planned(self) -> bool:
        """Whether days stand in it that nobody has fixed yet."""
        return not all(line.is_fixed for line in self.lines)


def whole(tender: Tender, calendar: WorkCalendar, today: date, by: Membership | None = None) -> Timetable:
    """The whole way, with its suspensions: fixed dates where they are known, else the earliest the rules allow.

    No day is named for what waits for something; of an opened call only what holds it is told.

    Args:
        by: whoever reads it; some waits are known to the offices alone.
    """
    rules, known = tender.rule_set.rules, _known(tender)
    holds = list(_holds(tender, by))
    held = {step for hold in holds for step in hold.steps}
    steps = _steps(tender, calendar, today)
    lines = [
        _planned(step, rules, today, is_fixed=step.what in known)
        for step in steps
        if step.what not in held and (tender.state in FORESEEN or step.what in known)
    ]
    return Timetable(
        lines=sorted([*lines, *suspensions(tender, today)], key=lambda line: line.day),
        waits=[Wait(hold, in_words(rules, hold.keys)) for hold in holds],
        moving=[Moving(WORDS[step.what], in_words(rules, step.keys)) for step in steps if step.what in held],
    )


def days_of(tender: Tender, calendar: WorkCalendar, today: date) -> dict[str, date]:
    """The day of each step that an announced call gives its offices; none of one that was ever suspended."""
    was_stopped = any(row.kind == Notice.Kind.SUSPENSION for row in tender.notices.all())
    if tender.announced_at is None or was_stopped:
        return {}
    return {step.what: step.day for step in _steps(tender, calendar, today)}


def _known(tender: Tender) -> set[str]:
    """The steps whose days are fixed, where the call still shows its way."""
    if tender.state not in (*FORESEEN, State.SUSPENDED):
        return set()
    found = {"announced": tender.announced_at, "deadline": tender.deadline_at}
    return {what for what, at in found.items() if at is not None}


def _holds(tender: Tender, by: Membership | None) -> Iterator[Hold]:
    if tender.state in BEFORE:
        return
    if tender.state == State.SUSPENDED:
        bound = tender.procedure.regime is Regime.STATUTORY and tender.suspended_until is not None
        keys = ("objection.regime_statutory.suspend_days",) if bound else ()
        yield Hold(STANDS_STILL, _suspended_steps(tender), keys, SUSPENDED_WHY)
    yield from holds_on(by, tender)


def _suspended_steps(tender: Tender) -> list[str]:
    """Whatever was still to come when it was suspended."""
    before_opening = ["opening", "qualification", "defence", "final_quotes", "report", *OF_THE_AWARD, "challenge_end"]
    if tender.suspended_from == State.ANNOUNCED:
        return ["deadline", *before_opening]
    if tender.suspended_from == State.CLOSED:
        return before_opening
    return steps_ahead(tender) if latest_result(tender) is not None else ["report", *OF_THE_AWARD]


def suspensions(tender: Tender, today: date) -> list[PlannedDate]:
    """When it was suspended, by which office and why, when it went on or will, when it was to be evaluated anew."""
    if tender.announced_at is None:
        return []
    found = [_stopped(stop, today) for stop in stops(tender)]
    if tender.suspended_until is not None:
        day = last_day_of(tender.suspended_until)
        found.append(PlannedDate(WORDS["resumes"], day, 0, is_fixed=True, is_past=day < today, rules=[]))
    return found


def _stopped(stop: Stop, today: date) -> PlannedDate:
    day = day_of(stop.at)
    return PlannedDate(STOPPED[stop.kind], day, 0, is_fixed=True, is_past=day <= today, rules=[], stop=stop)


@dataclass(frozen=True, slots=True)
class Way:
    """What choosing a method means for the dates, if the call were announced today."""

    method: str | Promise
    closes_on: date | None
    first_signing: date
    last_signing: date


def ways(methods: Iterable[Method], rules: RuleSet, tier: Tier, kind: Kind, today: date) -> list[Way]:
    """The dates of every method that is open, to choose by."""
    calendar, labels = work_calendar(), dict(TenderMethod.choices)
    found = []
    for method in methods:
        # No date follows from the budget, only seats do.
        procedure = procedure_for(rules, tier, method, kind, ZERO)
        days = {step.what: step.day for step in timetable.timetable(today, procedure, calendar)}
        first = foresight.earliest_signing(today, procedure, calendar)
        found.append(Way(labels[method], days.get("deadline"), first, days["sign_by"]))
    return found


def doubts(tender: Tender, calendar: WorkCalendar, today: date) -> list[str]:
    """What a draft that was announced today could not keep, in words; empty once it is announced."""
    return list(_doubts(tender, calendar, today)) if tender.state in BEFORE else []


def _doubts(tender: Tender, calendar: WorkCalendar, today: date) -> Iterator[str]:
    content, demand = Content.from_mapping(tender.content), tender.demand
    plan = foresight.Plan(
        begins=content.period_from,
        ends=content.period_to,
        fiscal_year=demand.fiscal_year,
        closing_from=tender.rule_set.rules.money.closing_from,
        may_run_over=demand.multi_year,
    )
    steps = _steps(tender, calendar, today)
    earliest = foresight.earliest_signing(today, tender.procedure, calendar)
    estimated = [year for year in {step.day.year for step in steps} if calendar.is_estimated(year)]
    for doubt in foresight.doubts(steps, plan, earliest, estimated):
        yield doubt_words(doubt)


def _steps(tender: Tender, calendar: WorkCalendar, today: date) -> list[timetable.Milestone]:
    announced = day_of(tender.announced_at) if tender.announced_at else today
    deadline = last_day_of(tender.deadline_at) if tender.deadline_at else None
    return list(timetable.timetable(announced, tender.procedure, calendar, deadline))


def _planned(step: timetable.Milestone, rules: RuleSet, today: date, *, is_fixed: bool = False) -> PlannedDate:
    rules_in_words = in_words(rules, step.keys)
    return PlannedDate(
        WORDS[step.what],
        step.day,
        step.days,
        is_fixed,
        is_past=is_fixed and step.day <= today,
        is_late=not is_fixed and step.day < today,
        rules=rules_in_words,
    )
