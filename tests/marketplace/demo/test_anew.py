"""Results of the demonstration that were set aside: one the panel corrected itself, one judged anew by another."""

import pytest
from django.test import Client

from marketplace import clock
from marketplace.primitives.calendar import day_of
from tendering.awards.models import Award
from tendering.awards.rules.remedies import Outcome
from tendering.bids.models import Qualification
from tendering.evaluation.models import Panel
from tendering.evaluation.queries.comparison import against_before
from tendering.evaluation.rules.states import Error, Remedy
from tests.marketplace.demo.lettings import tender

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("on_the_day"),
    pytest.mark.requirement("R39"),
]


def panels(key: str) -> list[Panel]:
    return list(Panel.objects.filter(tender=tender(key)).order_by("number"))


def awards(key: str) -> list[Award]:
    return list(Award.objects.filter(tender=tender(key)).order_by("pk"))


def test_a_panel_corrected_its_own_result_and_another_bidder_is_in_publicity() -> None:
    first, again = panels("32")
    assert (first.superseded_by, again.rechecks, again.error) == (Remedy.RECHECK, first, Error.RANGE)
    assert {seat.user_id for seat in first.seats.all()} == {seat.user_id for seat in again.seats.all()}
    before, now = awards("32")
    assert (before.state, now.state) == ("set_aside", "publicity")
    assert before.provider != now.provider


def test_all_bids_were_checked_anew_and_who_had_been_refused_wrongly_is_in_publicity() -> None:
    first, second = panels("17")
    assert first.superseded_by == Remedy.OBJECTION
    judges = [{seat.user_id for seat in one.seats.all() if seat.votes} for one in (first, second)]
    assert not judges[0] & judges[1]
    before, now = awards("17")
    assert before.objections.get().outcome == Outcome.REQUALIFY
    assert (before.state, now.state, now.rank) == ("set_aside", "publicity", 1)
    views = Qualification.objects.filter(bid__tender=tender("17"), bid=now.bid).order_by("pk")
    assert [row.passed for row in views] == [False, True]
    assert {row.counts_for_id is None for row in Qualification.objects.filter(bid=now.bid, passed=False)} == {True}


@pytest.mark.parametrize("key", ["17", "32"])
def test_everybody_reads_what_changed_and_the_publicity_still_runs(key: str) -> None:
    award = awards(key)[-1]
    assert award.publicity_last_day
    assert award.publicity_last_day >= day_of(clock.now())
    found = against_before(panels(key)[-1], None)
    assert found
    assert found.has_changed
    page = Client().get(award.get_absolute_url()).content.decode()
    assert found.panel.superseded_reason in page
