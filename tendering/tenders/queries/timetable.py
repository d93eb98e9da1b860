"""A tender's dates in words, each with the rule it comes from, and what a draft cannot keep of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from marketplace.primitives.calendar import WorkCalendar, day_of, last_day_of
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Kind, Method, RuleSet, Tier
from marketplace.rulebook.queries import work_calendar
from marketplace.rulebook.wording import RuleInWords, in_words
from tendering.tenders.models import Tender
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.queries.suspensions import Stop, stops
from tendering.tenders.rules import foresight, timetable
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.procedure import procedure_for
from tendering.tenders.rules.states import State
from tendering.tenders.wording.doubts import doubt_words
from tendering.tenders.wording.timetable import STOPPED, WORDS

BEFORE = (State.PREPARING, State.DOC_REVIEW)


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One line of the timetable with the rules it follows."""

    label: str | Promise
    day: date
    days: int
    is_fixed: bool
    is_past: bool
    rules: list[RuleInWords]
    stop: Stop | None = None


def dates(tender: Tender, calendar: WorkCalendar, today: date) -> list[PlannedDate]:
    """The whole way: fixed dates where they are known, else the earliest the rules allow; with its suspensions."""
    known = {"announced": tender.announced_at is not None, "deadline": tender.deadline_at is not None}
    found = [
        _planned(step, tender.rule_set.rules, today, is_fixed=known.get(step.what, False))
        for step in _steps(tender, calendar, today)
    ]
    return sorted([*found, *suspensions(tender, today)], key=lambda line: line.day)


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
    is_past = step.day <= today if is_fixed else step.day < today
    return PlannedDate(WORDS[step.what], step.day, step.days, is_fixed, is_past, in_words(rules, step.keys))
