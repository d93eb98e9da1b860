"""A lot that the limit of its joint call leaves to nobody fails in public, and is let anew like any failed call."""

from __future__ import annotations

import pytest

from catalog.models import RosterEntry
from catalog.rules.states import EntryState
from tendering.awards.rules.remedies import Step, Subject
from tendering.awards.services import exhausting, proposing
from tendering.awards.tasks import fail_exhausted
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries.rounds import failed_calls
from tendering.tenders.rules.states import State as TenderState
from tests.factories import awards, tenders
from tests.tendering.awards.test_limits import Contest

pytestmark = pytest.mark.django_db


def used_up() -> Contest:
    """Two bidders win a lot each; both also are all that answered the third."""
    case = Contest.of([(0, 1), (1, 0), (1, 0)], beside=({}, {}, {}))
    for at in (0, 1):
        case.confirm(case.confirmable(at), at)
    return case


def test_a_lot_whose_bidders_have_all_won_for_good_fails_with_the_reason_in_public_and_can_be_let_anew() -> None:
    case = used_up()
    with pytest.raises(proposing.NobodyLeft):
        proposing.propose_award(tender=case.lots[2], by=case.offices[2].preparer)
    assert fail_exhausted() == 1
    lot = Tender.objects.get(pk=case.lots[2].pk)
    assert lot.state == TenderState.FAILED
    assert "1 个标段" in lot.public_reason
    told = Notice.objects.filter(tender=lot).latest("number")
    assert (told.kind, told.body["reason"]) == (Notice.Kind.FAILURE, lot.public_reason)
    demand = Demand.objects.get(pk=lot.demand_id)
    assert demand.state == DemandState.PUBLISHED
    assert failed_calls(demand) == 1
    assert fail_exhausted() == 0
    states = set(Tender.objects.exclude(pk=lot.pk).values_list("state", flat=True))
    assert states == {TenderState.OPENED}


def test_it_does_not_fail_while_one_of_them_may_still_lose_its_lot() -> None:
    case = Contest.of([(0, 1), (1, 0), (1, 0)], beside=({}, {}, {}))
    case.confirm(case.confirmable(0), 0)
    second = case.confirmable(1)
    assert fail_exhausted() == 0
    case.confirm(second, 1)
    assert fail_exhausted() == 1


def test_it_does_not_fail_because_somebody_is_off_the_roster_today() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2), (1, 0, 2)], beside=({}, {}, {}))
    for at in (0, 1):
        case.confirm(case.confirmable(at), at)
    RosterEntry.objects.filter(provider=case.rivals[2]).update(state=EntryState.SUSPENDED)
    with pytest.raises(proposing.NobodyLeft):
        proposing.propose_award(tender=case.lots[2], by=case.offices[2].preparer)
    assert fail_exhausted() == 0


def test_it_does_not_fail_while_a_challenge_may_change_its_ranking() -> None:
    case = used_up()
    lot = awards.statutory(case.lots[2])
    awards.challenged(lot, tenders.bidder(case.rivals[0]), Subject.PROCESS, Step.EVALUATION)
    assert not exhausting.fail_exhausted(tender=lot)


def test_a_call_with_bidders_left_does_not_fail() -> None:
    """Whoever asks: a call by itself has no limit that could use anybody up."""
    tender = awards.ranked(tenders.Office.of())
    assert not exhausting.fail_exhausted(tender=tender)
    assert Tender.objects.get(pk=tender.pk).state == TenderState.OPENED
