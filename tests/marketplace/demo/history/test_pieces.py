import random
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.demo.history import money
from marketplace.demo.history.days import Days
from marketplace.demo.history.generator import _spread
from marketplace.demo.history.money import TooManyProjects
from marketplace.demo.history.rows import ORDER, Rows, UnknownTable
from marketplace.demo.history.timeline import Course, Times, lay_out
from marketplace.places.models import Place
from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Kind, Method, Tier
from tendering.tenders.rules.procedure import procedure_for
from tests.factories import rulebook

CALENDAR = WorkCalendar()
DAYS = Days(CALENDAR, date(2025, 1, 1), date(2027, 3, 31))


@given(st.dates(date(2025, 1, 10), date(2026, 12, 1)), st.integers(0, 40))
def test_looked_up_days_are_counted_days(start: date, number: int) -> None:
    assert DAYS.add_workdays(start, number) == CALENDAR.add_workdays(start, number)
    assert DAYS.roll_forward(start) == CALENDAR.roll_forward(start)
    end = DAYS.add_workdays(start, number)
    assert DAYS.workdays_between(start, end) == CALENDAR.workdays_between(start, end)


def moments(times: Times) -> list[datetime]:
    proposal, call, signing, delivery = times.proposal, times.call, times.signing, times.delivery
    return [
        proposal.drafted,
        proposal.proposed,
        *proposal.records,
        proposal.called,
        proposal.held,
        proposal.recorded,
        proposal.countersigned,
        proposal.posted,
        proposal.elapsed,
        proposal.submitted,
        *proposal.decisions,
        proposal.published,
        call.prepared,
        call.announced,
        *([*call.received, call.deadline, *call.confirmed, call.opened, call.qualified] if call.deadline else []),
        call.reported,
        signing.proposed,
        signing.publicised,
        signing.publicity_ends,
        *signing.confirmed,
        signing.lettered,
        signing.contractor,
        signing.purchaser,
        times.paying[0].requested,
        times.paying[0].paid,
        times.paying[1].requested,
        times.paying[1].paid,
        delivery.requested,
        delivery.team_called,
        delivery.inspected,
        delivery.concluded,
        *(moment for one in times.measured for moment in (one.created, one.opened, one.ends, one.closed)),
        times.paying[2].requested,
        times.paying[2].checked,
        times.paying[2].approved,
        times.closed,
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 51),
    st.sampled_from([Method.INQUIRY, Method.DIRECT_AWARD, Method.RESIDENT_IMPLEMENTED]),
    st.booleans(),
    st.sampled_from([0, 16]),
    st.integers(0, 10**6),
)
def test_dates_come_in_order_and_offices_act_on_working_days(
    offset: int, method: Method, is_mended: bool, delay: int, seed: int
) -> None:
    rules = rulebook.rules()
    course = Course(
        rules=rules,
        procedure=procedure_for(rules, Tier.MICRO, method, Kind.SERVICE, ZERO),
        bidders=3,
        duration=40,
        delay=delay,
        is_mended=is_mended,
    )
    start = date.fromordinal(date(2026, 1, 19).toordinal() + offset)
    times = lay_out(course, start=start, days=DAYS, dice=random.Random(seed))
    shown = moments(times)
    # Within one measurement the check of what was mended stands between; everything else follows its predecessor.
    assert shown == sorted(shown)
    acts = [times.call.announced, times.signing.purchaser, times.delivery.inspected, *times.signing.confirmed]
    acts += [moment for paying in times.paying for moment in (paying.requested, paying.checked, paying.paid)]
    assert all(CALENDAR.is_workday(moment.date()) for moment in acts)
    assert all(paying.paid.date() <= paying.due for paying in times.paying)
    assert times.signing.sign_from <= times.signing.purchaser.date()
    assert times.signing.purchaser < times.signing.sign_by
    assert bool(times.delivery.days_late) <= bool(delay)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 40), st.integers(150_000, 390_000), st.integers(0, 10**6))
def test_sums_fit_the_account(number: int, inflow: int, seed: int) -> None:
    prices = money.wanted(number, random.Random(seed))
    at_most = Decimal(inflow)
    found = money.sums(prices, spend=at_most * Decimal("0.96"), at_most=at_most)
    assert sum(one.price for one in found) <= at_most * Decimal("0.96")
    assert sum(one.ceiling for one in found) < at_most
    assert all(Decimal(1000) <= one.price < one.ceiling <= 200_000 for one in found)


def test_too_many_projects_for_an_account_are_refused() -> None:
    with pytest.raises(TooManyProjects):
        money.sums([Decimal(5000)] * 100, spend=Decimal(20_000), at_most=Decimal(20_000))


def test_projects_are_spread_evenly() -> None:
    assert _spread(10, 4) == [3, 3, 2, 2]
    assert sum(_spread(96_000, 94)) == 96_000


def test_a_table_without_a_place_in_the_order_is_refused() -> None:
    rows = Rows()
    rows.add(Place())
    with pytest.raises(UnknownTable):
        rows.flush()


def test_every_table_is_written_once_and_after_its_parents() -> None:
    assert len(set(ORDER)) == len(ORDER)
    for place, table in enumerate(ORDER):
        parents = {field.related_model for field in table._meta.fields if field.is_relation and not field.null}
        later = set(ORDER[place + 1 :])
        assert not parents & later, table
