"""Final quotes that meet at the deadline of the last round (PostgreSQL: real locks)."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import OperationalError

from marketplace import clock
from tendering.bids.models import Bid, BidDraft, BidState, BidVersion, OpenedBid, Round
from tendering.bids.services import gate, round_closing, submitting
from tests.concurrency.racing import race
from tests.concurrency.test_bids import holding, impatient, submit
from tests.factories import consultations
from tests.factories.evaluation import Jury

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R39")]


def ready() -> tuple[Jury, Round, list[Bid]]:
    """A last round with a complete final quote of every bidder, none of them sealed."""
    found = consultations.jury()
    within = consultations.final_round(found)
    pairs = zip(found.bids, found.contest.bidders, ("24000.00", "25000.00", "26000.00"), strict=True)
    return found, within, [consultations.priced(within, bid, by, price) for bid, by, price in pairs]


def test_closing_waits_for_a_final_quote_in_flight() -> None:
    """Whoever read the clock before the deadline is in: the round closes after them, not beside them."""
    found, within, drafts = ready()
    for draft, by in zip(drafts, found.contest.bidders, strict=True):
        submit(draft, by)()  # enough of them: a call that fails would wait for its own lock
    with (
        clock.moved_to(consultations.after(within)),
        holding(partial(gate.shared, within.tender_id)),
        pytest.raises(OperationalError),
        impatient(),
    ):
        round_closing.close_due(within=within)


def test_no_final_quote_comes_in_beside_the_closing() -> None:
    """Final quotes and the closing at the same instant: what is sealed stands before the closing, or is refused."""
    found, within, drafts = ready()
    with clock.moved_to(consultations.after(within, milliseconds=-150)):
        acts = [submit(draft, by) for draft, by in zip(drafts, found.contest.bidders, strict=True)]
        outcome = race([*acts, partial(round_closing.close_due, within=within)])
    sealed = BidVersion.objects.filter(bid__round=within)
    assert all(row.received_at < row.deadline_at for row in sealed)
    late = outcome["TooLate"] + outcome["NotOpen"] + outcome["NoDraft"]
    assert (sealed.count() + late, outcome["done"]) == (len(drafts), sealed.count() + 1)


def test_rivals_do_not_wait_for_each_other() -> None:
    found, within, drafts = ready()
    with holding(partial(gate.shared, within.tender_id)), impatient():
        submitting.submit(bid=drafts[0], by=found.contest.bidders[0], declared=True)
    assert Bid.every.filter(round=within, state=BidState.SUBMITTED).count() == 1


def test_a_round_opens_once() -> None:
    found, within, drafts = ready()
    for draft, by in zip(drafts, found.contest.bidders, strict=True):
        submitting.submit(bid=draft, by=by, declared=True)
    with clock.moved_to(consultations.after(within)):
        round_closing.close_due(within=within)
        for officer in (found.contest.office.approver, found.contest.office.committee):
            round_closing.confirm_opening(within=within, by=officer, declared=True)
        assert race([partial(round_closing.open_answers, within=within)] * 3) == {"done": 3}
    assert OpenedBid.objects.filter(bid__round=within).count() == 3
    assert not BidDraft.objects.filter(bid__round=within).exists()
