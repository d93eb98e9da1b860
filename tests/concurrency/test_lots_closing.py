"""Lots that close together, one of which ends at that moment (PostgreSQL: real locks)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from marketplace import clock
from tendering.bids.services import closed_telling, closing
from tendering.bids.tasks import tell_closed
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.services import announcing
from tests.concurrency.racing import stuck
from tests.factories import bids, demands, joint, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office
from tests.tendering.bids.test_lots import PRICES, messages

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@transaction.atomic
def answered() -> tuple[Office, list[Tender]]:
    """Two lots of one community, each with three bids."""
    demands.rules()
    office = Office.of()
    rows = [joint.project(office.community, budget) for budget in ("9700.00", "8900.00")]
    lots = joint.announced(StreetOffice.of(office.community.parent), rows)
    for lot, prices in zip(lots, PRICES, strict=True):
        for provider, price in zip(tenders.providers(3), prices, strict=True):
            bids.submitted(lot, provider, price)
    return office, lots


def test_the_last_lot_is_cancelled_while_another_one_closes() -> None:
    """The other is closed, not committed yet, and waits for it: whoever opens is told all the same, once."""
    office, (first, last) = answered()
    assert first.deadline_at is not None

    def cancel() -> None:
        announcing.cancel(tender=last, by=office.preparer, reason="项目取消")

    connection.set_autocommit(False)
    try:
        with clock.moved_to(first.deadline_at + timedelta(seconds=1)):
            assert closing.close_due(tender=first) == "closed"
        with stuck(cancel):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert messages("bids.to_open", office.approver) == []
    assert tell_closed() == 1
    assert messages("bids.to_open", office.approver) == [first.demand.title]


def test_two_clocks_tell_once() -> None:
    office, (first, last) = answered()
    bids.closed(first)
    announcing.cancel(tender=last, by=office.preparer, reason="项目取消")
    call = JointCall.objects.get()
    connection.set_autocommit(False)
    try:
        closed_telling.tell_rest(joint=call, now=clock.now())
        with stuck(lambda: closed_telling.tell_rest(joint=call, now=clock.now())):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert messages("bids.to_open", office.approver) == [first.demand.title]
