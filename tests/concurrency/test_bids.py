"""Bids that meet at the deadline, confirmations that meet at the opening (PostgreSQL: real locks)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from tendering.bids.models import Bid, BidDraft, BidState, BidVersion, OpenedBid, OpeningConfirmation
from tendering.bids.services import closing, gate, opening, qualifying, submitting
from tendering.tenders.models import Tender
from tests.concurrency.racing import race
from tests.factories import accounts, bids, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R39")]


def ready(count: int, office: Office | None = None) -> tuple[Tender, list[tuple[Bid, Membership]]]:
    """A running call and so many complete drafts with their signers."""
    tender = tenders.announced(office or Office.of())
    rivals = tenders.providers(count)
    return tender, [(bids.filled(tender, provider), tenders.bidder(provider)) for provider in rivals]


def submit(bid: Bid, by: Membership) -> Callable[[], object]:
    return partial(submitting.submit, bid=bid, by=by, declared=True)


@contextmanager
def holding(act: Callable[[], object]) -> Iterator[None]:
    """Another transaction that has done `act` and stays open meanwhile."""
    held, release = Event(), Event()

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                held.set()
                release.wait(timeout=30)
        finally:
            held.set()
            connection.close()

    thread = Thread(target=run)
    thread.start()
    held.wait(timeout=30)
    try:
        yield
    finally:
        release.set()
        thread.join()


@contextmanager
def impatient() -> Iterator[None]:
    """A transaction that waits for no lock longer than half a second."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
        yield


def test_fifty_bids_in_the_last_millisecond_are_all_taken() -> None:
    tender, drafts = ready(50)
    assert tender.deadline_at is not None
    with clock.frozen(tender.deadline_at - timedelta(milliseconds=1)):
        assert race([submit(*draft) for draft in drafts]) == {"done": 50}
    assert Bid.objects.filter(tender=tender, state=BidState.SUBMITTED).count() == 50
    assert len(set(BidVersion.objects.values_list("receipt", flat=True))) == 50
    assert not BidDraft.objects.exists()


def test_fifty_bids_across_the_deadline_are_taken_or_refused_rightly_and_none_is_lost() -> None:
    tender, drafts = ready(50)
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at - timedelta(milliseconds=250)):
        outcome = race([submit(*draft) for draft in drafts])
    assert outcome["done"] + outcome["TooLate"] == 50
    versions = BidVersion.objects.filter(bid__tender=tender)
    assert versions.count() == outcome["done"] == Bid.objects.filter(state=BidState.SUBMITTED).count()
    assert all(version.received_at < tender.deadline_at for version in versions)
    assert BidDraft.objects.count() == outcome["TooLate"]


def test_rivals_do_not_wait_for_each_other() -> None:
    tender, drafts = ready(1)
    with holding(partial(gate.shared, tender.pk)), impatient():
        assert submit(*drafts[0])()


def test_closing_waits_for_a_bid_in_flight() -> None:
    tender, _drafts = ready(1)
    assert tender.deadline_at is not None
    with (
        clock.moved_to(tender.deadline_at),
        holding(partial(gate.shared, tender.pk)),
        pytest.raises(OperationalError),
        impatient(),
    ):
        closing.close_due(tender=tender)


def test_a_bid_is_submitted_once_by_two_colleagues() -> None:
    _tender, drafts = ready(1)
    bid, bidder = drafts[0]
    colleague = accounts.membership(Role.PROVIDER_ADMIN, bid.provider.organisation)
    assert race([submit(bid, bidder), submit(bid, colleague)] * 3) == {"done": 1, "NoDraft": 5}
    assert BidVersion.objects.count() == 1


def test_a_draft_is_begun_once_by_two_colleagues() -> None:
    tender = tenders.announced(Office.of())
    provider = tenders.providers(1)[0]
    people = [tenders.bidder(provider) for _number in range(6)]
    assert race([partial(bids.drafted, tender, provider, by) for by in people]) == {"done": 6}
    assert (Bid.objects.count(), BidDraft.objects.count()) == (1, 1)


def closed(office: Office) -> Tender:
    tender, drafts = ready(3, office)
    for draft in drafts:
        submit(*draft)()
    return bids.closed(tender)


def confirm(tender: Tender, by: Membership) -> Callable[[], Any]:
    return partial(opening.confirm_opening, tender=tender, by=by, declared=True)


def test_the_second_confirmation_counts_once_however_often_it_is_sent() -> None:
    office = Office.of()
    tender = closed(office)
    confirm(tender, office.approver)()
    assert race([confirm(tender, office.committee)] * 6) == {"done": 1, "AlreadyConfirmed": 5}
    assert Message.objects.filter(topic=opening.TOPIC).count() == 1
    assert OpeningConfirmation.objects.count() == 2


def test_both_offices_at_once_begin_one_opening() -> None:
    office = Office.of()
    tender = closed(office)
    assert race([confirm(tender, office.approver), confirm(tender, office.committee)]) == {"done": 2}
    assert Message.objects.filter(topic=opening.TOPIC).count() == 1
    assert race([partial(opening.open_bids, tender=tender)] * 4) == {"done": 4}
    assert OpenedBid.objects.count() == 3


def test_a_bidder_is_decided_on_once() -> None:
    office = Office.of()
    found = bids.contest(3, office=office, qualified=False)
    decide = partial(qualifying.qualify, bid=found.bids[0], by=office.preparer, passed=True)
    assert race([decide] * 6) == {"done": 1, "NotToQualify": 5}
