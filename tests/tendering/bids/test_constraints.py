"""What the database itself holds, whatever the code does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.audit import triggers
from marketplace.audit.triggers import missing
from tendering.bids.models import (
    Bid,
    BidVersion,
    OpenedBid,
    OpenedLine,
    Opening,
    OpeningConfirmation,
    Qualification,
    SealedAttachment,
)
from tests.factories import accounts, bids, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def refused(act: Any) -> bool:
    """Whether the database refuses it."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_no_version_is_received_at_its_deadline() -> None:
    version = bids.submitted(tenders.announced(Office.of()), tenders.providers(1)[0])
    version.pk, version.receipt, version.number = None, "R-2", 2
    version.received_at = version.deadline_at
    assert refused(version.save)
    version.received_at -= timedelta(milliseconds=1)
    assert not refused(version.save)


def test_one_bid_a_provider() -> None:
    tender, provider = tenders.announced(Office.of()), tenders.providers(1)[0]
    bids.drafted(tender, provider)
    assert refused(lambda: Bid.objects.create(tender=tender, provider=provider, created_at=clock.now()))


def test_a_bid_counts_by_a_sealed_version_only() -> None:
    bid = bids.drafted(tenders.announced(Office.of()), tenders.providers(1)[0])
    assert refused(lambda: Bid.objects.filter(pk=bid.pk).update(state="submitted"))


def test_only_a_withdrawn_bid_has_left_the_roster() -> None:
    bid = bids.submitted(tenders.announced(Office.of()), tenders.providers(1)[0]).bid
    assert refused(lambda: Bid.objects.filter(pk=bid.pk).update(left_roster_at=clock.now()))


def test_one_confirmation_an_office_and_a_person() -> None:
    office = Office.of()
    tender, now = tenders.announced(office), clock.now()
    opening = Opening.objects.create(tender=tender, started_at=now)

    def confirm(who: Any, code: str) -> OpeningConfirmation:
        return OpeningConfirmation.objects.create(
            opening=opening, office=code, confirmed_by=who.user, membership=who, confirmed_at=now
        )

    confirm(office.approver, "community")
    assert refused(lambda: confirm(office.preparer, "community"))
    assert refused(lambda: confirm(office.approver, "street"))
    assert not refused(lambda: confirm(office.committee, "supervision_committee"))


def test_nothing_is_opened_before_the_list_is_fixed() -> None:
    now = clock.now()
    tender = tenders.announced(Office.of())
    assert refused(lambda: Opening.objects.create(tender=tender, started_at=now, opened_at=now))


def test_nobody_is_disqualified_without_a_reason() -> None:
    found = bids.contest(3, qualified=False)
    officer = accounts.user()
    values = {"bid": found.bids[0], "counts_for": found.bids[0], "decided_by": officer, "decided_at": clock.now()}
    assert refused(lambda: Qualification.objects.create(passed=False, **values))
    assert not refused(lambda: Qualification.objects.create(passed=True, **values))


CHANGES: dict[Any, dict[str, Any]] = {
    BidVersion: {"commitment": "0" * 64},
    OpeningConfirmation: {"office": "street"},
    OpenedBid: {"price": "1.00"},
    OpenedLine: {"amount": "1.00"},
    Qualification: {"passed": False, "reason": "x"},
}


def test_what_was_sealed_and_opened_is_never_changed() -> None:
    found = bids.contest(3)
    for model, change in CHANGES.items():
        row = model.objects.first()
        assert refused(lambda row=row, change=change: type(row).objects.filter(pk=row.pk).update(**change)), model
        assert refused(lambda row=row: type(row).objects.filter(pk=row.pk).delete()), model
    assert not refused(lambda: OpenedBid.objects.filter(bid=found.bids[0]).update(team=[]))  # a person's erasure
    assert not [name for name in missing(connection) if "bids_" in name]
    with triggers.lifted(connection):
        assert not refused(lambda: BidVersion.objects.update(commitment="1" * 64))


def test_the_tables_of_files_are_held_too() -> None:
    tables = {SealedAttachment._meta.db_table, "bids_openedfile"}
    with triggers.lifted(connection):
        lacking = missing(connection)
    assert all(any(table in name for name in lacking) for table in tables)
