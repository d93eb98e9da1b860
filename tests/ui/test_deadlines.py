"""The time left in words, counted in working days."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from marketplace.primitives.calendar import SHANGHAI, WorkCalendar
from marketplace.ui import deadlines
from marketplace.ui.drawing import values

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


def at(day: int, hour: int = 17) -> datetime:
    return NOW.replace(day=1, hour=0) + timedelta(days=day - 1, hours=hour)


@pytest.fixture(autouse=True)
def calendar() -> Iterator[None]:
    before = deadlines._provider[0]
    deadlines.set_calendar(WorkCalendar)
    with translation.override("en"):
        yield
    deadlines.set_calendar(before)


@pytest.mark.parametrize(
    ("moment", "words", "state"),
    [
        (at(24), "Due today 17:00", "is-soon"),
        (at(24, 24), "Due today 24:00", "is-soon"),
        (at(25), "1 working day left", "is-soon"),
        (at(27), "3 working days left", "is-soon"),
        (at(30), "4 working days left", ""),
        (at(24, 10), "Overdue", "is-late"),
        (at(24, 9), "Overdue", "is-late"),
        (at(23), "1 working day overdue", "is-late"),
        (at(20), "2 working days overdue", "is-late"),
        (at(20, 24), "2 working days overdue", "is-late"),
    ],
)
def test_words(moment: datetime, words: str, state: str) -> None:
    told = deadlines.describe(moment, NOW)
    assert (told.words, told.state) == (words, state)


def test_without_a_working_day_between_natural_days_are_told() -> None:
    friday = at(27, 18)
    assert deadlines.describe(at(29), friday).words == "2 days left"


def test_chinese_puts_the_working_days_first() -> None:
    with translation.override("zh-hans"):
        drawn = str(values.deadline(at(27), NOW))
    assert strip_tags(drawn) == "还剩 3 个工作日 2026年11月27日 17:00"
    assert 'class="deadline is-soon"' in drawn
    assert 'datetime="2026-11-27T17:00+08:00"' in drawn


def test_nothing_due_is_a_dash() -> None:
    assert values.deadline(None) == "—"
