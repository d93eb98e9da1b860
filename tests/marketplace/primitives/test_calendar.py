"""Working days, against the State Council's notice for 2026 (domain 6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.calendar import SHANGHAI, Override, WorkCalendar, day_of, end_of_day, last_day_of
from marketplace.primitives.refusal import InvalidInput

CALENDAR = WorkCalendar()
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.requirement("R21")
@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 9, 18), 3, date(2026, 9, 22)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 2, 13), 0, date(2026, 2, 13)),
    ],
)
def test_periods_of_2026(start: date, count: int, end: date) -> None:
    assert CALENDAR.add_workdays(start, count) == end
    assert CALENDAR.workdays_between(start, end) == count


@pytest.mark.parametrize("day", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
def test_make_up_days_are_worked(day: str) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(f"2026-{day}"))


@pytest.mark.parametrize("day", ["01-01", "02-15", "02-23", "05-05", "10-01", "10-07", "11-21", "11-22"])
def test_holidays_and_weekends_are_off(day: str) -> None:
    assert not CALENDAR.is_workday(date.fromisoformat(f"2026-{day}"))


def test_the_districts_table_wins() -> None:
    monday, saturday = date(2026, 11, 23), date(2026, 11, 28)
    calendar = WorkCalendar([Override(monday, is_workday=False), Override(saturday, is_workday=True, source="通知")])
    assert not calendar.is_workday(monday)
    assert calendar.is_workday(saturday)
    assert calendar.roll_forward(date(2026, 11, 21)) == date(2026, 11, 24)


def test_a_year_is_estimated_until_its_make_up_days_are_known() -> None:
    assert not CALENDAR.is_estimated(2026)
    assert CALENDAR.is_estimated(2091)
    sunday = date(2091, 9, 30)
    assert sunday.weekday() == 6
    assert not WorkCalendar([Override(sunday, is_workday=True, source="国办发明电")]).is_estimated(2091)
    assert WorkCalendar([Override(date(2091, 9, 28), is_workday=False)]).is_estimated(2091)


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    assert end_of_day(date(2026, 11, 20)) == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert end_of_day(date(2026, 12, 31)).isoformat() == "2027-01-01T00:00:00+08:00"


def test_a_negative_period_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        CALENDAR.add_workdays(date(2026, 1, 1), -1)
    assert refused.value.code == "calendar.negative_period"


@given(days, st.integers(1, 40))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = CALENDAR.add_workdays(start, count)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.workdays_between(start, end) == count
    assert CALENDAR.workdays_between(end, start) == -count


@given(days, st.integers(0, 20), st.integers(0, 20))
def test_periods_add_up(start: date, one: int, other: int) -> None:
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(start, one), other) == CALENDAR.add_workdays(start, one + other)


@given(days)
def test_rolling_forward_skips_only_days_off(day: date) -> None:
    rolled = CALENDAR.roll_forward(day)
    assert CALENDAR.is_workday(rolled)
    assert not any(CALENDAR.is_workday(day + timedelta(n)) for n in range((rolled - day).days))


@pytest.mark.parametrize("hour", [0, 1, 7, 8, 23])
def test_a_moment_is_of_the_day_in_shanghai_in_whichever_zone_it_comes(hour: int) -> None:
    moment = datetime(2026, 11, 18, hour, 30, tzinfo=SHANGHAI)
    assert day_of(moment) == day_of(moment.astimezone(UTC)) == day_of(date(2026, 11, 18)) == date(2026, 11, 18)


@given(days)
def test_midnight_closes_the_day_before(day: date) -> None:
    end = end_of_day(day).astimezone(UTC)
    assert (last_day_of(end), day_of(end)) == (day, day + timedelta(days=1))
    assert last_day_of(end - timedelta(hours=7)) == last_day_of(day) == day
