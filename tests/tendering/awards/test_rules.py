"""Publicity, signing days, reasons and the table of transitions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.calendar import SHANGHAI, WorkCalendar, last_day_of
from tendering.awards.rules import publicity, signing
from tendering.awards.rules.reasons import Standing, of_loser, of_winner
from tendering.awards.rules.states import BEFORE_CONTRACT, FALLEN, LIVE, State
from tendering.awards.transitions import MACHINE, OBJECTION
from tendering.bids.rules.states import Invalid
from tendering.evaluation.rules.excluded import Stage, Why

CALENDAR = WorkCalendar()
NEW_YEAR = datetime(2026, 1, 1, tzinfo=SHANGHAI)
moments = st.integers(0, 330 * 24).map(lambda hours: NEW_YEAR + timedelta(hours=hours))


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def test_publicity_does_not_count_its_first_day() -> None:
    """Published on Friday 5 June for three working days: Monday, Tuesday, Wednesday."""
    assert publicity.ends_at(CALENDAR, at(6, 5), 3) == at(6, 11, 0)
    assert last_day_of(at(6, 11, 0)) == date(2026, 6, 10)


def test_publicity_skips_the_holiday_and_counts_the_make_up_day() -> None:
    """National Day 2026 is off from 1 to 7 October; Saturday 10 October is worked."""
    assert publicity.ends_at(CALENDAR, at(9, 30), 3) == at(10, 11, 0)


def test_the_day_of_the_objection_still_counts_as_to_run() -> None:
    """Held on the last day, one day is left; it runs on the working day after the answer."""
    ends = publicity.ends_at(CALENDAR, at(6, 1), 3)
    assert publicity.rest(CALENDAR, at(6, 4, 23), ends, at(6, 1)) == 1
    assert publicity.resumed_ends_at(CALENDAR, at(6, 8), 1) == at(6, 10, 0)


def test_held_on_its_first_day_the_whole_of_it_is_left() -> None:
    """The first day of a run is never counted, whether publication or an answer began it."""
    ends = publicity.ends_at(CALENDAR, at(6, 1), 3)
    assert publicity.rest(CALENDAR, at(6, 1, 12), ends, at(6, 1)) == 3
    assert publicity.rest(CALENDAR, at(6, 2), ends, at(6, 1)) == 3
    assert publicity.rest(CALENDAR, at(6, 3), ends, at(6, 1)) == 2


@given(moments, st.integers(1, 10), st.integers(0, 20), st.integers(0, 40))
def test_a_hold_never_shortens_publicity(start: datetime, days: int, held_after: int, answered_after: int) -> None:
    """Whenever it is held and answered, at least the working days of the procedure have run in all."""
    ends = publicity.ends_at(CALENDAR, start, days)
    held = start + timedelta(days=held_after)
    if held >= ends:
        return
    answered = held + timedelta(days=answered_after)
    resumed = publicity.resumed_ends_at(CALENDAR, answered, publicity.rest(CALENDAR, held, ends, start))
    before = CALENDAR.workdays_between(start.date(), held.date() - timedelta(days=1))
    after = CALENDAR.workdays_between(answered.date(), last_day_of(resumed))
    assert max(before, 0) + after >= days
    assert resumed >= ends


def test_the_signing_days_are_calendar_days_and_the_last_rolls_forward() -> None:
    """Letter on Thursday 4 June: Sunday 7 to Sunday 14, so to Monday 15."""
    window = signing.window(CALENDAR, at(6, 4, 17), 3, 10)
    assert (window.first_day, window.ends_at) == (date(2026, 6, 7), at(6, 16, 0))
    assert window.is_early(at(6, 6, 23))
    assert not window.is_early(at(6, 7, 0))
    assert not window.is_over(at(6, 15, 23))
    assert window.is_over(at(6, 16, 0))


WON = Standing(Decimal("12000.00"), 1, Decimal("91.00"), Decimal("10.00"), Decimal("81.00"))


def test_a_loser_hears_where_it_lost_points() -> None:
    """Total, price, plan: only where it is behind."""
    mine = Standing(Decimal("13000.00"), 2, Decimal("90.23"), Decimal("9.23"), Decimal("81.00"))
    assert [reason.code for reason in of_loser(mine, WON)] == ["lower_total", "price_points"]


def test_a_tie_names_what_decided_it() -> None:
    """Equal totals: the lower quote."""
    won = Standing(Decimal("12000.00"), 1, Decimal("90.00"), Decimal("10.00"), Decimal("80.00"), tie_rule="lower_quote")
    mine = Standing(Decimal("12500.00"), 2, Decimal("90.00"), Decimal("9.60"), Decimal("80.40"))
    assert of_loser(mine, won)[-1].values == {"rule": "lower_quote"}


def test_by_price_alone_nothing_is_said_of_points() -> None:
    """Inquiry: the quote against the award's."""
    won, mine = Standing(Decimal("12000.00"), 1), Standing(Decimal("12000.01"), 2)
    assert of_loser(mine, won)[0].values["gap"] == "0.01"
    assert [reason.code for reason in of_winner(won)] == ["lowest_price"]


def test_an_invalid_bid_hears_why_and_nothing_of_prices() -> None:
    """Neither the award's price nor a rank."""
    (reason,) = of_loser(Standing(Decimal("9000.00"), None, out=Why(Stage.INVALID, Invalid.ABOVE_CEILING)), WON)
    assert (reason.code, reason.values) == ("invalid", {"stage": "invalid", "ground": "above_ceiling", "text": ""})


def test_every_state_is_reached_and_only_the_ends_are_final() -> None:
    """No dead end before the contract, no way out of a fallen award."""
    assert MACHINE.unreachable() == set()
    assert OBJECTION.unreachable() == set()
    assert set(MACHINE.final_states) == FALLEN | {State.CONCLUDED}
    assert LIVE >= BEFORE_CONTRACT


@pytest.mark.parametrize("state", sorted(BEFORE_CONTRACT))
def test_whoever_leaves_the_roster_falls_out_from_anywhere(state: State) -> None:
    """Until the contract is signed."""
    assert MACHINE.target(state, "fall_out") == State.VOID
    assert MACHINE.target(state, "annul") == State.VOID


def test_of_two_lowest_quotes_the_one_not_drawn_hears_of_the_tie() -> None:
    """Without points the price alone makes a tie."""
    won = Standing(Decimal("9000.00"), 1, tie_rule="recorded_draw")
    told = [reason.code for reason in of_loser(Standing(Decimal("9000.00"), 2), won)]
    assert told == ["higher_price", "tie"]
    assert "tie" not in [reason.code for reason in of_loser(Standing(Decimal("9000.01"), 3), won)]
