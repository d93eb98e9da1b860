"""Members that consent, leave and bid alone while a lead submits (PostgreSQL: real locks)."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import OperationalError

from tendering.bids.models import BidState, Consent, Partner
from tendering.bids.services import consents, submitting
from tests.concurrency.racing import race
from tests.concurrency.test_bids import holding, impatient, submit
from tests.factories import bids, consortia, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R32")]


def test_a_consent_taken_back_while_the_lead_submits_leaves_nothing_sealed() -> None:
    tender, (lead, member) = consortia.call(Office.of()), tenders.providers(2)
    by, leaves = tenders.bidder(lead), tenders.bidder(member)
    bid = consortia.agreed(tender, lead, [member], by)
    partner = consortia.asked(bid, member)
    done = race([submit(bid, by), partial(consents.take_back, partner=partner, by=leaves)])
    assert done["done"] >= 1
    bid.refresh_from_db()
    assert bid.state in {BidState.DRAFT, BidState.WITHDRAWN}
    assert not Partner.objects.filter(state=Consent.CONSENTED).exists()


def test_a_member_that_is_leaving_is_waited_for() -> None:
    tender, (lead, member) = consortia.call(Office.of()), tenders.providers(2)
    by, leaves = tenders.bidder(lead), tenders.bidder(member)
    bid = consortia.agreed(tender, lead, [member], by)
    partner = consortia.asked(bid, member)
    with holding(partial(consents.take_back, partner=partner, by=leaves)), pytest.raises(OperationalError), impatient():
        submitting.submit(bid=bid, by=by, declared=True)


def test_one_body_consents_once_however_many_ask_it() -> None:
    tender, (first, second, member) = consortia.call(Office.of()), tenders.providers(3)
    rows = [consortia.asked(consortia.proposed(tender, lead, [member]), member) for lead in (first, second)]
    by = tenders.bidder(member)
    done = race([partial(consents.answer, partner=row, by=by, accept=True) for row in rows])
    assert done == {"done": 1, "StandsElsewhere": 1}


def test_one_body_bids_alone_or_with_others_and_never_both() -> None:
    tender, (lead, member) = consortia.call(Office.of()), tenders.providers(2)
    partner = consortia.asked(consortia.proposed(tender, lead, [member]), member)
    by, own = tenders.bidder(member), bids.filled(tender, member)
    done = race([submit(own, by), partial(consents.answer, partner=partner, by=by, accept=True)])
    assert done == {"done": 1, "StandsElsewhere": 1}
