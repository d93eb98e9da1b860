"""A sealed bid from the draft to the qualification, step by step."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.primitives import sealing
from tendering.bids import draft_box
from tendering.bids.models import BidDraft, BidState
from tendering.bids.queries.valid import is_qualified, valid_bids
from tendering.bids.services import submitting
from tendering.bids.services.gate import TooLate
from tendering.tenders.models import Tender
from tests.factories import bids, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


@pytest.fixture
def office() -> Office:
    return Office.of()


@pytest.fixture
def tender(office: Office) -> Tender:
    return tenders.announced(office)


def test_a_contest_is_opened_with_its_qualified_bids() -> None:
    found = bids.contest(3)
    assert found.tender.state == "opened"
    assert [bid.opened.price for bid in valid_bids(found.tender)] == [
        Decimal("27600.00"),
        Decimal("28000.00"),
        Decimal("28800.00"),
    ]
    assert all(bid.opened.hash_ok for bid in valid_bids(found.tender))
    assert is_qualified(found.tender)


def test_submission_destroys_the_draft_and_gives_a_receipt(tender: Tender) -> None:
    version = bids.submitted(tender, tenders.providers(1)[0])
    assert not BidDraft.objects.exists()
    assert version.receipt.startswith("R-")
    assert len(version.commitment) == 64
    assert version.bid.state == BidState.SUBMITTED
    assert version.received_at < version.deadline_at == tender.deadline_at


def test_a_draft_lies_encrypted_and_its_key_opens_nothing_else(tender: Tender) -> None:
    one, other = tenders.providers(2)
    first, second = bids.drafted(tender, one), bids.drafted(tender, other)
    bidder = tenders.bidder(one)
    bids.written(first, bidder)
    draft = BidDraft.objects.get(bid=first)
    assert bids.PLAN.encode() not in bytes(draft.ciphertext)
    assert draft_box.read(draft).plan == bids.PLAN
    draft.bid = second
    with pytest.raises(sealing.DoesNotOpen):
        draft_box.read(draft)


def test_late_by_a_millisecond_is_refused_and_a_millisecond_before_is_not(tender: Tender) -> None:
    one, other = tenders.providers(2)
    bidder, rival = tenders.bidder(one), tenders.bidder(other)
    early, late = (
        bids.written(bids.drafted(tender, provider, by), by) for provider, by in ((one, bidder), (other, rival))
    )
    assert tender.deadline_at is not None
    with clock.frozen(tender.deadline_at - timedelta(milliseconds=1)):
        assert submitting.submit(bid=early, by=bidder, declared=True).receipt
    with clock.frozen(tender.deadline_at), pytest.raises(TooLate):
        submitting.submit(bid=late, by=rival, declared=True)
    with clock.frozen(tender.deadline_at), pytest.raises(TooLate):
        submitting.withdraw(bid=early, by=bidder)
