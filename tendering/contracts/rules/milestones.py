"""The plan of delivery: milestones in order, one of them the mid-term (domain 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.primitives.masking import tells_numbers
from marketplace.primitives.refusal import InvalidInput, Refusal

MOST = 8
# Contracts of public services run three years at most (政府购买服务管理办法, MoF Decree 102).
LONGEST_YEARS = 3


def latest_end(period_from: date, year_end: date, *, multi_year: bool) -> date:
    """The last day a contract may run to: its project's year (R27), several years where that was approved."""
    if not multi_year:
        return year_end
    year = period_from.year + LONGEST_YEARS
    leap_day = (period_from.month, period_from.day) == (2, 29)
    return date(year, 2, 28) if leap_day else period_from.replace(year=year) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MilestonePlan:
    """One milestone as the contract says it: what, by which day, whether it is the mid-term."""

    title: str
    due_on: date
    is_midterm: bool = False


def plan_problems(plan: Sequence[MilestonePlan], period_from: date, period_to: date, year_end: date) -> list[Refusal]:
    """Everything wrong with the milestones and the period of a contract.

    At least two milestones, exactly one mid-term and never the last one, days in order and inside the period, the
    period inside the project's year (R27).
    """
    problems: list[Refusal] = []
    if period_to < period_from:
        problems.append(InvalidInput("contracts.period_reversed", field="period_to"))
    if period_to > year_end:
        problems.append(InvalidInput("contracts.period_past_year", field="period_to", last=year_end))
    if not 2 <= len(plan) <= MOST:
        problems.append(InvalidInput("contracts.milestones_number", field="milestones", most=MOST))
    if [one.is_midterm for one in plan].count(True) != 1 or (plan and plan[-1].is_midterm):
        problems.append(InvalidInput("contracts.one_midterm", field="milestones"))
    if any(not one.title.strip() for one in plan):
        problems.append(InvalidInput("contracts.milestone_title", field="milestones"))
    if any(tells_numbers(one.title) for one in plan):
        problems.append(InvalidInput("text.tells_numbers", field="milestones"))
    days = [one.due_on for one in plan]
    if days != sorted(days) or any(not period_from <= day <= period_to for day in days):
        problems.append(InvalidInput("contracts.milestone_days", field="milestones"))
    return problems


def proposed(period_from: date, period_to: date, titles: Sequence[str]) -> list[MilestonePlan]:
    """A first plan, evenly spread over the period; the middle one is the mid-term, the last ends with the period."""
    span = (period_to - period_from).days
    last = len(titles)
    return [
        MilestonePlan(
            title=title,
            due_on=period_from + timedelta(days=span * number // last),
            is_midterm=number == (last + 1) // 2,
        )
        for number, title in enumerate(titles, 1)
    ]


def is_late(due_on: date, on: date) -> bool:
    """Whether a milestone is overdue on a day; its own day is in time."""
    return on > due_on
