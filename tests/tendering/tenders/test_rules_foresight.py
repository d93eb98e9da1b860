"""What a draft cannot keep is told, each thing once, and nothing where everything holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Kind, Method, Tier
from marketplace.primitives.ruleset.units import MonthDay
from tendering.tenders.rules import timetable
from tendering.tenders.rules.foresight import (
    BeginsTooEarly,
    Doubt,
    EndsTooLate,
    Estimated,
    Late,
    Limit,
    Plan,
    doubts,
    earliest_signing,
)
from tendering.tenders.rules.procedure import procedure_for
from tests.factories.rulebook import rules

CALENDAR = WorkCalendar()
MICRO = procedure_for(rules(), Tier.MICRO, Method.INQUIRY, Kind.SERVICE, ZERO)
SOUND = Plan(
    begins=date(2026, 8, 1),
    ends=date(2026, 11, 1),
    fiscal_year=2026,
    closing_from=MonthDay(12, 1),
    may_run_over=False,
)


def found(today: date, plan: Plan) -> list[Doubt]:
    steps = list(timetable.timetable(today, MICRO, CALENDAR))
    years = {step.day.year for step in steps if CALENDAR.is_estimated(step.day.year)}
    return list(doubts(steps, plan, earliest_signing(today, MICRO, CALENDAR), sorted(years)))


JUNE, NOVEMBER, DECEMBER = date(2026, 6, 1), date(2026, 11, 2), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        (JUNE, {}, []),
        (JUNE, {"begins": date(2026, 6, 11)}, [BeginsTooEarly(date(2026, 6, 11), date(2026, 6, 12))]),
        (
            JUNE,
            {"begins": date(2026, 6, 12)},
            [Late("publicity_end", date(2026, 6, 16), Limit.START, date(2026, 6, 12))],
        ),
        (JUNE, {"begins": date(2026, 7, 6)}, [Late("sign_by", date(2026, 7, 6), Limit.START, date(2026, 7, 6))]),
        (JUNE, {"begins": date(2026, 7, 7)}, []),
        (JUNE, {"ends": date(2027, 1, 1)}, [EndsTooLate(date(2027, 1, 1), 2026)]),
        (JUNE, {"ends": date(2026, 12, 31)}, []),
        (JUNE, {"ends": date(2027, 1, 1), "may_run_over": True}, []),
    ],
)
def test_each_date_is_held_against_what_it_may_come_too_late_for(
    today: date, changes: dict[str, Any], expected: list[Doubt]
) -> None:
    """The first step that is too late is named; the day before it is too late nothing is said."""
    assert found(today, replace(SOUND, **changes)) == expected


def test_from_the_closing_day_on_and_over_the_year_end() -> None:
    """What comes after the books are being closed, and after the year itself (domain 3.6)."""
    later = replace(SOUND, begins=date(2027, 3, 1), ends=date(2027, 6, 1), may_run_over=True)
    november = found(NOVEMBER, later)
    assert [(doubt.step, doubt.limit) for doubt in november if isinstance(doubt, Late)] == [("sign_by", Limit.CLOSING)]
    december = found(DECEMBER, later)
    assert [(doubt.step, doubt.limit) for doubt in december if isinstance(doubt, Late)] == [
        ("announced", Limit.CLOSING),
        ("sign_by", Limit.YEAR_END),
    ]
    assert Estimated(2027) in december
