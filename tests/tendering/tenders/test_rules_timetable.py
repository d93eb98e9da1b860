"""Deadlines over the real calendar of 2026 (domain 2.2, 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.calendar import SHANGHAI, WorkCalendar, end_of_day
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import Kind, Method, Tier
from tendering.tenders.rules import foresight, timetable
from tendering.tenders.rules.procedure import methods_for, procedure_for
from tests.factories.rulebook import rules

CALENDAR = WorkCalendar()
MICRO = procedure_for(rules(), Tier.MICRO, Method.INQUIRY, Kind.SERVICE, ZERO)
ORDINARY = procedure_for(rules(), Tier.ORDINARY, Method.COMPARISON_PUBLIC, Kind.SERVICE, ZERO)
MAJOR = procedure_for(rules(), Tier.MAJOR, Method.OPEN_TENDER, Kind.SERVICE, ZERO)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("announced", "earliest"),
    [
        (date(2026, 9, 18), date(2026, 9, 22)),
        (date(2026, 9, 30), date(2026, 10, 10)),
        (date(2026, 11, 25), date(2026, 11, 30)),
    ],
)
def test_three_working_days_for_a_micro_call(announced: date, earliest: date) -> None:
    """A Sunday made a working day counts; the October week does not."""
    assert timetable.earliest_deadline(announced, MICRO, CALENDAR) == earliest


def test_twenty_days_for_an_open_tender_roll_over_a_holiday() -> None:
    """20 calendar days from 15 September end in the October holidays: the first working day after counts."""
    assert timetable.earliest_deadline(date(2026, 9, 15), MAJOR, CALENDAR) == date(2026, 10, 8)


def test_a_deadline_one_day_early_is_refused() -> None:
    """With the earliest day told."""
    announced = at(date(2026, 11, 25))
    timetable.check_deadline(end_of_day(date(2026, 11, 30)), announced, MICRO, CALENDAR)
    with pytest.raises(InvalidInput) as refused:
        timetable.check_deadline(end_of_day(date(2026, 11, 29)), announced, MICRO, CALENDAR)
    assert refused.value.parameters["earliest"] == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("extended", "new"),
    [
        (at(date(2026, 6, 2), 15), date(2026, 6, 4)),
        (at(date(2026, 6, 2), 23), date(2026, 6, 4)),
        (at(date(2026, 6, 5), 9), date(2026, 6, 9)),
    ],
)
def test_the_one_extension_is_counted_from_the_day_it_is_made(extended: datetime, new: date) -> None:
    """Three days of outage take none of the bidders' two working days."""
    assert timetable.extended_deadline(at(date(2026, 6, 2), 15), extended, MICRO, CALENDAR) == at(new, 15)


def test_a_deadline_at_the_end_of_a_day_is_extended_from_that_day() -> None:
    """Whoever looks at midnight, or in the morning after, finds the same two days."""
    over = end_of_day(date(2026, 6, 2))
    for late in (timedelta(), timedelta(hours=9)):
        assert timetable.extended_deadline(over, over + late, MICRO, CALENDAR) == end_of_day(date(2026, 6, 4))


@pytest.mark.parametrize(
    ("announced", "earliest"),
    [(date(2026, 6, 1), date(2026, 6, 11)), (date(2026, 11, 25), date(2026, 12, 7))],
)
def test_an_ordinary_call_leaves_three_working_days_of_notice_and_five_to_answer(
    announced: date, earliest: date
) -> None:
    """One after the other, eight together: a deadline on the seventh is refused."""
    timetable.check_deadline(end_of_day(earliest), at(announced), ORDINARY, CALENDAR)
    with pytest.raises(InvalidInput, match="deadline_too_early") as refused:
        timetable.check_deadline(end_of_day(earliest - timedelta(days=1)), at(announced), ORDINARY, CALENDAR)
    assert refused.value.parameters["earliest"] == earliest


@given(day=st.dates(date(2026, 1, 5), date(2026, 11, 30)), left=st.integers(0, 15))
def test_an_amendment_never_shortens_and_always_leaves_its_days(day: date, left: int) -> None:
    """The bidders have the working days of the rule set after an amendment."""
    before = end_of_day(day + timedelta(days=left))
    after = timetable.amended_deadline(before, at(day), MICRO, CALENDAR)
    assert after >= before
    assert after >= end_of_day(CALENDAR.add_workdays(day, MICRO.amendment_extends_if_within_working_days))


def test_the_timetable_names_a_rule_for_every_date() -> None:
    """Dates never go back, and a call without competition has no deadline."""
    steps = list(timetable.timetable(date(2026, 11, 25), MICRO, CALENDAR))
    assert [step.what for step in steps] == [
        *("announced", "deadline", "opening", "qualification", "report"),
        *("publicity_end", "confirmed", "letter", "sign_by"),
    ]
    assert all(step.keys for step in steps)
    assert all(one.day <= two.day for one, two in pairwise(steps))
    slower = replace(MICRO, opening_working_days=3, qualification_working_days=1, report_working_days=4)
    days = [step.days for step in timetable.timetable(date(2026, 11, 25), slower, CALENDAR)]
    assert days == [0, 3, 3, 1, 4, *[step.days for step in steps[5:]]]
    direct = procedure_for(rules(), Tier.MICRO, Method.DIRECT_AWARD, Kind.SERVICE, ZERO)
    assert [step.what for step in timetable.timetable(date(2026, 11, 25), direct, CALENDAR)] == [
        "announced",
        *("publicity_end", "confirmed", "letter", "sign_by"),
    ]


def test_under_the_law_the_last_day_of_a_challenge_is_told() -> None:
    """Seven working days from the end of the notice of the result (domain 2.6)."""
    bound = procedure_for(rules("statutory"), Tier.MAJOR, Method.OPEN_TENDER, Kind.GOODS, ZERO)
    days = {step.what: step.day for step in timetable.timetable(date(2026, 6, 1), bound, CALENDAR)}
    assert days["challenge_end"] == CALENDAR.add_workdays(days["publicity_end"], 7)
    assert days["deadline"] == date(2026, 6, 22)


def test_a_deadline_that_is_fixed_moves_all_that_follows() -> None:
    fixed = date(2026, 12, 15)
    steps = {step.what: step.day for step in timetable.timetable(date(2026, 11, 25), MICRO, CALENDAR, fixed)}
    assert (steps["deadline"], steps["opening"]) == (fixed, date(2026, 12, 16))


@given(day=st.dates(date(2026, 1, 5), date(2026, 9, 1)), preset=st.sampled_from(["jinniu_example_2026", "statutory"]))
def test_nobody_signs_before_the_earliest_day_nor_after_the_last(day: date, preset: str) -> None:
    """For every tier and method, the two ends of the way stand in order."""
    for tier in Tier:
        for method in methods_for(rules(preset), tier):
            procedure = procedure_for(rules(preset), tier, method, Kind.SERVICE, ZERO)
            steps = list(timetable.timetable(day, procedure, CALENDAR))
            assert all(one.day <= two.day for one, two in pairwise(steps))
            assert day < foresight.earliest_signing(day, procedure, CALENDAR) <= steps[-1].day
