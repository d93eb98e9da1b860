from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
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


@pytest.mark.parametrize("served", [True, False])
def test_the_clock_is_put_ahead_whether_it_is_served_or_not(settings: Settings, *, served: bool) -> None:
    settings.DEMONSTRATION = True
    if not served:
        with standstill.afterwards():
            pass
    call_command("demo_clock", days=2, hours=3)
    with standstill.afterwards():
        assert timedelta(0) <= since_the_beginning() - timedelta(days=2, hours=3) < timedelta(minutes=1)


def test_the_clock_is_never_put_back(settings: Settings) -> None:
    settings.DEMONSTRATION = True
    with pytest.raises(CommandError, match="ahead only"):
        call_command("demo_clock", days=-1)


def test_the_clock_of_a_portal_in_use_is_left_alone(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="demo"):
        call_command("demo_clock", days=1)
