"""The movable clock, and where it must not move."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from pytest_django import Settings

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI

OPENING = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
SOON = timedelta(seconds=20)


@pytest.mark.django_db
def test_database_clock_is_in_shanghai_time_and_near_the_applications() -> None:
    read = clock.read()
    assert read.utcoffset() == timedelta(hours=8)
    assert abs(read - timezone.now()) < SOON


@pytest.mark.django_db
def test_every_clock_moves_alike_and_runs_on() -> None:
    with clock.moved_to(OPENING):
        first = clock.now()
        assert OPENING <= first < OPENING + SOON
        assert abs(clock.read() - OPENING) < SOON
        assert clock.today() == OPENING.date()
        assert clock.now() > first
    assert abs(clock.now() - timezone.now()) < SOON


@pytest.mark.django_db
def test_moves_nest_and_a_frozen_clock_stands() -> None:
    with clock.frozen(OPENING):
        assert clock.read() == clock.now() == OPENING
        with clock.shifted(timedelta(milliseconds=1)):
            assert clock.read() - OPENING == timedelta(milliseconds=1)
        with clock.moved_to(OPENING + timedelta(days=1)):
            assert clock.now() == OPENING + timedelta(days=1)
        assert clock.read() == OPENING


def test_an_error_inside_puts_the_clock_back() -> None:
    with pytest.raises(KeyError), clock.moved_to(OPENING):
        raise KeyError
    assert abs(clock.now() - timezone.now()) < SOON


def test_other_threads_see_the_moved_clock() -> None:
    """A live server answers in threads of its own."""
    seen: list[datetime] = []
    with clock.frozen(OPENING):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [OPENING]


def test_demonstration_clock_is_read_from_its_file(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_OFFSET_FILE = str(tmp_path / "new" / "clock-offset")
    assert abs(clock.now() - timezone.now()) < SOON
    clock.start_from(OPENING)
    assert OPENING <= clock.now() < OPENING + SOON
    clock.start_from(OPENING + timedelta(days=30))
    assert abs(clock.now() - OPENING - timedelta(days=30)) < SOON
    with clock.moved_to(OPENING - timedelta(days=300)):
        assert abs(clock.now() - OPENING + timedelta(days=300)) < SOON


def test_the_clock_cannot_be_moved_where_real_deadlines_run(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_OFFSET_FILE = str(tmp_path / "clock-offset")
    clock.start_from(OPENING)
    settings.CLOCK_OFFSET_ALLOWED = False
    assert abs(clock.now() - timezone.now()) < SOON
    with pytest.raises(ImproperlyConfigured), clock.shifted(SOON):
        pass
    with pytest.raises(ImproperlyConfigured), clock.moved_to(OPENING):
        pass
    with pytest.raises(ImproperlyConfigured), clock.frozen(OPENING):
        pass
    with pytest.raises(ImproperlyConfigured):
        clock.start_from(OPENING)
    assert [found.id for found in clock.check_offset()] == ["clock.E002"]


def test_check_refuses_a_movable_clock_outside_demonstrations(settings: Settings) -> None:
    assert clock.check_offset() == []
    settings.DEMONSTRATION = False
    assert [found.id for found in clock.check_offset()] == ["clock.E001"]


def test_starting_the_clock_needs_a_file(settings: Settings) -> None:
    settings.CLOCK_OFFSET_FILE = None
    with pytest.raises(ImproperlyConfigured):
        clock.start_from(OPENING)
