"""What a draft's dates cannot keep: told to whoever prepares and whoever approves, never a refusal (domain 3.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace.primitives.ruleset.units import MonthDay
from tendering.tenders.rules.procedure import Procedure
from tendering.tenders.rules.timetable import Milestone, WorkingDays, earliest_deadline


class Limit(StrEnum):
    """What a step of the timetable may come too late for."""

    START = "start"
    CLOSING = "closing"
    YEAR_END = "year_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the dates are held against: the days of the work, and the year whose money pays for it.

    Attributes:
        closing_from: the day of the year from which the accounts are being closed (`money.closing_from`).
        may_run_over: the project was approved for more than one year.
    """

    begins: date
    ends: date
    fiscal_year: int
    closing_from: MonthDay
    may_run_over: bool

    @property
    def limits(self) -> dict[Limit, date]:
        """The first day that is too late for each limit."""
        return {
            Limit.START: self.begins,
            Limit.CLOSING: date(self.fiscal_year, *self.closing_from),
            Limit.YEAR_END: date(self.fiscal_year + 1, 1, 1),
        }


@dataclass(frozen=True, slots=True)
class Late:
    """The first step that comes on or after the first day that is too late."""

    step: str
    day: date
    limit: Limit
    limit_day: date


@dataclass(frozen=True, slots=True)
class BeginsTooEarly:
    """The work is to begin before the contract can be signed, however quick everybody is."""

    begins: date
    earliest: date


@dataclass(frozen=True, slots=True)
class EndsTooLate:
    """The work ends after the year it is paid from: what is unfinished then counts as failed acceptance (R27)."""

    ends: date
    fiscal_year: int


@dataclass(frozen=True, slots=True)
class Estimated:
    """No official calendar is known for this year: its days off are guessed."""

    year: int


Doubt = Late | BeginsTooEarly | EndsTooLate | Estimated


def earliest_signing(
    announced_on: date, procedure: Procedure, calendar: WorkingDays, deadline: date | None = None
) -> date:
    """The first day of signing where every office is done at once and only the rules' periods run."""
    at = announced_on
    if procedure.competition:
        at = deadline or earliest_deadline(announced_on, procedure, calendar)
    return calendar.add_workdays(at, procedure.result_publicity_working_days) + timedelta(days=procedure.sign_from_day)


def doubts(steps: Sequence[Milestone], plan: Plan, earliest: date, estimated: Sequence[int] = ()) -> Iterator[Doubt]:
    """Everything in a timetable that will not hold; `earliest` is the first day of signing."""
    limits = plan.limits
    if plan.begins < earliest:
        yield BeginsTooEarly(plan.begins, earliest)
        del limits[Limit.START]
    for limit, day in limits.items():
        if late := next((step for step in steps if step.day >= day), None):
            yield Late(late.what, late.day, limit, day)
    if plan.ends.year > plan.fiscal_year and not plan.may_run_over:
        yield EndsTooLate(plan.ends, plan.fiscal_year)
    years = {step.day.year for step in steps}
    yield from (Estimated(year) for year in sorted(years & set(estimated)))
