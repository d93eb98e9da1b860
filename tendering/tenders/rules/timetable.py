"""A tender's dates, each with the rule it comes from (domain 2.2, 3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from marketplace.primitives.calendar import day_of, last_day_of
from marketplace.primitives.refusal import InvalidInput
from tendering.tenders.rules.procedure import Procedure


class WorkingDays(Protocol):
    """What the timetable needs of a calendar."""

    def add_workdays(self, start: date, n: int, /) -> date:
        """The n-th working day after `start`, which is not counted."""

    def workdays_between(self, start: date, end: date, /) -> int:
        """Working days after `start` up to and including `end`."""

    def roll_forward(self, day: date, /) -> date:
        """`day`, or the first working day after it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One date of a timetable: what happens, the day, its number of days, the keys of the rule set it follows."""

    what: str
    day: date
    days: int
    keys: tuple[str, ...]


def earliest_deadline(announced_on: date, procedure: Procedure, calendar: WorkingDays) -> date:
    """The first day on which responses may close: working days and calendar days both kept."""
    by_workdays = calendar.add_workdays(announced_on, procedure.notice_working_days + procedure.response_working_days)
    by_days = calendar.roll_forward(announced_on + timedelta(days=procedure.response_days))
    return max(by_workdays, by_days)


def announcement_ends_on(announced_on: date, procedure: Procedure, calendar: WorkingDays) -> date:
    """The last day on which the documents are announced, or on offer where no days of notice are ruled (条例31)."""
    days = procedure.notice_working_days or procedure.response_working_days
    return calendar.roll_forward(calendar.add_workdays(announced_on, days))


def moved_by(day: date, working_days: int, calendar: WorkingDays) -> date:
    """So many working days later; the day itself where there are none."""
    return calendar.add_workdays(day, working_days) if working_days else day


def check_deadline(deadline_at: datetime, announced_at: datetime, procedure: Procedure, calendar: WorkingDays) -> None:
    """Refuse a deadline that leaves less time than the rules ask.

    The whole of the last day belongs to the bidders, so a deadline by the clock counts from the day after.

    Raises:
        InvalidInput: `tenders.deadline_too_early` with the earliest day, or `tenders.deadline_past`.
    """
    if deadline_at <= announced_at:
        raise InvalidInput("tenders.deadline_past", field="deadline_at")
    earliest = earliest_deadline(day_of(announced_at), procedure, calendar)
    if last_day_of(deadline_at) < earliest:
        raise InvalidInput("tenders.deadline_too_early", field="deadline_at", earliest=earliest)


def amended_deadline(
    deadline_at: datetime, amended_at: datetime, procedure: Procedure, calendar: WorkingDays
) -> datetime:
    """The deadline after an amendment that touches bids: moved so that the bidders have the days of the rule set."""
    within, days = procedure.amendment_extends_if_within_working_days, procedure.amendment_extends_if_within_days
    today = day_of(amended_at)
    needed = max(
        calendar.add_workdays(today, within) if within else today,
        calendar.roll_forward(today + timedelta(days=days)) if days else today,
    )
    if last_day_of(deadline_at) >= needed:
        return deadline_at
    return deadline_at + (needed - last_day_of(deadline_at))


def extended_deadline(
    deadline_at: datetime, extended_at: datetime, procedure: Procedure, calendar: WorkingDays
) -> datetime:
    """The deadline after the one extension for too few responses, at the same hour.

    Counted from the day on which it is extended: days lost to an outage are not the bidders'.
    """
    last = last_day_of(deadline_at)
    start = last + max(day_of(extended_at) - day_of(deadline_at), timedelta())
    return deadline_at + (calendar.add_workdays(start, procedure.extend_once_working_days) - last)


def timetable(
    announced_on: date, procedure: Procedure, calendar: WorkingDays, deadline: date | None = None
) -> Iterator[Milestone]:
    """The whole way beforehand, where every office uses the days it has; each date with its rules.

    A tender without competition goes straight to publicity.

    Args:
        deadline: the last day of responses once it is fixed; else the first the rules allow.
    """
    letting = f"letting.{procedure.tier}"
    yield Milestone("announced", announced_on, 0, (f"{letting}.documents_approved_by",))
    at = announced_on
    if procedure.competition:
        at = deadline or earliest_deadline(announced_on, procedure, calendar)
        response = procedure.response_days or procedure.notice_working_days + procedure.response_working_days
        yield Milestone("deadline", at, response, response_keys(procedure))
        for what, days, keys in _to_the_report(procedure):
            at = calendar.add_workdays(at, days)
            yield Milestone(what, at, days, keys)
    at = calendar.add_workdays(at, days := procedure.result_publicity_working_days)
    yield Milestone("publicity_end", at, days, (f"{letting}.result_publicity_working_days",))
    yield from to_the_contract(at, procedure, calendar)


def consultation_working_days(procedure: Procedure) -> int:
    """Working days of all rounds: each but the last leaves its days for revised plans, the last takes one."""
    return (procedure.rounds - 1) * procedure.revised_plan_working_days + 1


def consultation_keys(procedure: Procedure) -> tuple[str, ...]:
    """The keys of the rule set that give the rounds their number and their time."""
    letting = f"letting.{procedure.tier}"
    names = ("consultation_rounds", "revised_plan_working_days", "final_quote_hours")
    return tuple(f"{letting}.{name}" for name in names)


def _to_the_report(procedure: Procedure) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """The steps between the deadline and the publicity, with their working days and keys."""
    yield "opening", procedure.opening_working_days, ("duties.open_bids",)
    yield "qualification", procedure.qualification_working_days, ("duties.qualify",)
    if procedure.has_defence:
        key = f"letting.{procedure.tier}.defence.notice_working_days"
        yield "defence", procedure.defence_notice_working_days, (key,)
    if procedure.rounds:
        yield "final_quotes", consultation_working_days(procedure), consultation_keys(procedure)
    yield "report", procedure.report_working_days, ("duties.report",)


def response_keys(procedure: Procedure) -> tuple[str, ...]:
    """The keys of the rule set that give the bidders their time."""
    letting = f"letting.{procedure.tier}"
    if procedure.response_days:
        return f"{letting}.response_days.{procedure.method}", f"{letting}.documents_on_offer_working_days"
    notice = (f"{letting}.notice_working_days",) if procedure.notice_working_days else ()
    return *notice, f"{letting}.response_working_days"


def to_the_contract(published: date, procedure: Procedure, calendar: WorkingDays) -> Iterator[Milestone]:
    """From the end of the publicity on; a challenge under the law may come in meanwhile."""
    confirmed = calendar.add_workdays(published, procedure.confirm_working_days)
    letter = calendar.add_workdays(confirmed, procedure.letter_working_days)
    steps = [
        Milestone("confirmed", confirmed, procedure.confirm_working_days, ("duties.confirm",)),
        Milestone("letter", letter, procedure.letter_working_days, ("duties.letter",)),
    ]
    if days := procedure.challenge_working_days:
        key = "objection.regime_statutory.challenge_working_days"
        steps.append(Milestone("challenge_end", calendar.add_workdays(published, days), days, (key,)))
    signed = calendar.roll_forward(letter + timedelta(days=procedure.sign_to_day))
    steps.append(Milestone("sign_by", signed, procedure.sign_to_day, (f"duties.sign_contract.{procedure.tier}",)))
    yield from sorted(steps, key=lambda step: step.day)
