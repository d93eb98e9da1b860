from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from marketplace import clock
from marketplace.demo import loading, standstill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_clock(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.CLOCK_OFFSET_FILE = str(tmp_path / "clock-offset")
    clock.start_from(loading.BEGINNING)


def since_the_beginning() -> timedelta:
    return clock.now() - loading.BEGINNING


def test_time_runs_on_from_where_it_stopped() -> None:
    with standstill.afterwards():
        pass
    clock.start_from(loading.BEGINNING + timedelta(days=30))  # as if a month had gone by
    with standstill.afterwards():
        assert since_the_beginning() < timedelta(minutes=1)
    assert since_the_beginning() < timedelta(minutes=1)


def test_a_first_start_and_one_after_a_crash_leave_the_clock_alone() -> None:
    clock.start_from(loading.BEGINNING + timedelta(days=2))
    with standstill.afterwards():
        assert since_the_beginning() >= timedelta(days=2)


def test_time_stops_however_it_ends() -> None:
    with pytest.raises(KeyboardInterrupt), standstill.afterwards():
        raise KeyboardInterrupt
    clock.start_from(loading.BEGINNING + timedelta(days=30))
    with standstill.afterwards():
        assert since_the_beginning() < timedelta(minutes=1)
