from datetime import date

import pytest

from marketplace import clock
from marketplace.demo.agenda import Agenda, at_hour, office_hour, working_day
from marketplace.demo.codes import credit_code
from marketplace.demo.loading import STORIES
from marketplace.demo.stage import Stage
from marketplace.demo.story import providers
from marketplace.demo.story.road import ready_on, start_for
from marketplace.primitives.uscc import check_uscc


def test_acts_are_played_in_the_order_of_time_under_a_clock_that_stands() -> None:
    agenda, seen = Agenda(), []
    for hour in (15, 9, 11):
        agenda.at(at_hour(date(2026, 3, 2), hour), lambda: seen.append(clock.now()))
    agenda.play(lambda: None)
    assert seen == [at_hour(date(2026, 3, 2), hour) for hour in (9, 11, 15)]


def test_offices_act_on_working_days_only() -> None:
    # 15 to 23 February 2026 is Spring Festival; 28 February makes up for a day of it.
    assert working_day(date(2026, 2, 14), 0) == date(2026, 2, 14)
    assert office_hour(date(2026, 2, 15), 0, 9).date() == date(2026, 2, 24)


@pytest.mark.parametrize("wanted", [date(2026, 11, 10), date(2026, 11, 12), date(2026, 11, 18)])
def test_a_road_begins_so_that_it_is_ready_in_time(wanted: date) -> None:
    assert ready_on(start_for(wanted)) <= wanted


@pytest.mark.parametrize("prefix", ["11", "52", "54"])
def test_made_up_credit_codes_pass_their_checks(prefix: str) -> None:
    codes = {check_uscc(credit_code(prefix, serial)) for serial in range(1, 50)}
    assert len(codes) == 49


@pytest.mark.django_db
@pytest.mark.usefixtures("on_the_day")
def test_the_same_acts_are_entered_every_time() -> None:
    def moments() -> list[object]:
        stage = Stage.set()
        for enter in STORIES:
            if enter is not providers.enter:  # which creates the providers' people
                enter(stage)
        return [(moment, serial) for moment, serial, _act in stage.agenda._acts]

    assert moments() == moments()
