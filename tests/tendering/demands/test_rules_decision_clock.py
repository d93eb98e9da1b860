"""The five-working-day clock of R21 over the real calendar of 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.calendar import WorkCalendar
from tendering.demands.rules import decision_clock

CALENDAR = WorkCalendar()
days = st.dates(date(2026, 1, 1), date(2026, 11, 30))


@pytest.mark.requirement("R21")
@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 9, 30), date(2026, 10, 13)),
        (date(2026, 11, 16), date(2026, 11, 23)),
    ],
)
def test_due_after_five_working_days(submitted: date, due: date) -> None:
    """The day of submission is not counted; make-up workdays count, holidays do not."""
    assert decision_clock.start(submitted, 5, CALENDAR).due_on == due


@pytest.mark.requirement("R21")
def test_returned_papers_stop_the_clock() -> None:
    """Used two days, three days with the community: the last day moves by three working days."""
    clock = decision_clock.start(date(2026, 11, 16), 5, CALENDAR)
    paused = decision_clock.pause(clock, date(2026, 11, 18), CALENDAR)
    assert (paused.is_paused, paused.remaining_when_paused) == (True, 3)
    assert not decision_clock.is_overdue(paused, date(2026, 12, 31))
    resumed = decision_clock.resume(paused, date(2026, 11, 23), CALENDAR)
    assert resumed.due_on == date(2026, 11, 26)


@pytest.mark.requirement("R21")
def test_overdue_is_counted_and_stays_overdue_through_a_return() -> None:
    """A late office does not win time by sending the papers back."""
    clock = decision_clock.start(date(2026, 11, 9), 5, CALENDAR)
    late = date(2026, 11, 18)
    assert decision_clock.is_overdue(clock, late)
    assert decision_clock.remaining(clock, late, CALENDAR) == -2
    resumed = decision_clock.resume(decision_clock.pause(clock, late, CALENDAR), late, CALENDAR)
    assert decision_clock.is_overdue(resumed, late + timedelta(days=1))


@given(day=days, used=st.integers(0, 5), away=st.integers(0, 30))
def test_a_pause_neither_gives_nor_takes_working_days(day: date, used: int, away: int) -> None:
    """What was left when the papers went back is left when they return."""
    clock = decision_clock.start(day, 5, CALENDAR)
    returned = CALENDAR.add_workdays(day, used) if used else day
    left = decision_clock.remaining(clock, returned, CALENDAR)
    again = returned + timedelta(days=away)
    resumed = decision_clock.resume(decision_clock.pause(clock, returned, CALENDAR), again, CALENDAR)
    if left:
        assert decision_clock.remaining(resumed, again, CALENDAR) == left == 5 - used


def test_a_clock_that_stands_keeps_its_days() -> None:
    """Returned twice, or asked about while the papers lie with the community: still three, never fewer."""
    clock = decision_clock.start(date(2026, 11, 16), 5, CALENDAR)
    paused = decision_clock.pause(clock, date(2026, 11, 18), CALENDAR)
    assert decision_clock.remaining(paused, date(2026, 12, 31), CALENDAR) == 3
    assert decision_clock.pause(paused, date(2026, 12, 31), CALENDAR) == paused
