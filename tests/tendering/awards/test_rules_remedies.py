"""Until when the statute lets somebody challenge, and what may follow (MoF Decree 94, articles 10 and 42)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.calendar import Override, WorkCalendar
from tendering.awards.rules import remedies
from tendering.awards.rules.remedies import ChallengeLate, Outcome, Performance, Subject
from tendering.awards.rules.states import FALLEN, State

CALENDAR = WorkCalendar()
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 20))
OVERRIDES = st.lists(st.builds(Override, DAYS, st.booleans()), max_size=30)


@given(OVERRIDES, DAYS, st.integers(0, 40))
def test_no_limit_ends_on_a_day_off_and_the_first_day_is_never_counted(
    overrides: list[Override], since: date, days: int
) -> None:
    """Whatever the district's table says of single days."""
    calendar = WorkCalendar(overrides)
    last = remedies.last_day(calendar, since, days)
    assert calendar.is_workday(last)
    assert last > since or (days == 0 and calendar.roll_forward(since) == last)
    counted = [since + timedelta(days=n) for n in range(1, (last - since).days + 1)]
    assert sum(calendar.is_workday(day) for day in counted) in {days, days + 1 if days == 0 else days}


@given(DAYS, st.integers(1, 15), st.integers(0, 60))
def test_in_time_until_the_last_day_and_never_after(since: date, days: int, later: int) -> None:
    """The last day belongs to whoever challenges."""
    today, last = since + timedelta(days=later), remedies.last_day(CALENDAR, since, days)
    if today <= last:
        remedies.require_in_time(CALENDAR, today, since, days)
    else:
        with pytest.raises(ChallengeLate):
            remedies.require_in_time(CALENDAR, today, since, days)


def test_seven_working_days_over_the_october_holidays() -> None:
    """From 30 September 2026: the week off is not counted, Saturday 10 October is a working day."""
    assert remedies.last_day(CALENDAR, date(2026, 9, 30), 7) == date(2026, 10, 15)


def test_what_still_runs_is_always_in_time() -> None:
    remedies.require_in_time(CALENDAR, date(2026, 9, 30), None, 7)


@given(DAYS, st.none() | DAYS)
def test_documents_are_counted_from_the_later_of_receipt_and_announcement(ends: date, obtained: date | None) -> None:
    since = remedies.documents_since(obtained, ends)
    assert since >= ends
    assert since in {ends, obtained}


@given(st.sampled_from(Subject), st.booleans(), st.none() | st.sampled_from(State))
def test_a_challenge_always_has_an_answer_and_never_one_that_cannot_follow(
    subject: Subject, is_running: bool, award: State | None
) -> None:
    """Fallen and concluded awards are never voided; documents are amended only while the call runs."""
    found = remedies.outcomes(subject, is_running=is_running, award=award)
    assert {Outcome.NOT_UPHELD, Outcome.CANCELLED} <= set(found)
    assert (Outcome.AMENDED in found) == (subject is Subject.DOCUMENTS and is_running)
    if award is None or award in FALLEN | {State.CONCLUDED}:
        assert not {Outcome.VOID, Outcome.REPUBLISHED} & set(found)


@given(st.sampled_from(Subject), st.sampled_from(Performance))
def test_after_the_contract_it_is_revoked_or_stands_and_nothing_earlier_is_undone(
    subject: Subject, contract: Performance
) -> None:
    found = remedies.outcomes(subject, is_running=False, award=State.CONCLUDED, contract=contract)
    last = {Performance.NOT_BEGUN: Outcome.REVOKED, Performance.BEGUN: Outcome.STANDS}[contract]
    assert found == (Outcome.NOT_UPHELD, Outcome.HARMLESS, last)
