"""Lots of a joint call under many hands (PostgreSQL: real locks)."""

from __future__ import annotations

import pytest
from django.db import connection

from marketplace import clock
from marketplace.primitives.state_machine import WrongState
from tendering.tenders.models import JointCall, Notice
from tendering.tenders.rules.joint import JointState
from tendering.tenders.services import joining, joint_calls, keys
from tests.concurrency.racing import race, stuck
from tests.factories import demands, joint, tenders
from tests.factories.joint import StreetOffice

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def submitted(office: StreetOffice) -> JointCall:
    call = joint.prepared(office, joint.projects(office, "23000.00", "14600.00", "9100.00"))
    joint_calls.submit_joint(joint=call, by=office.preparer)
    keys.fill_pool(size=3, now=clock.now())
    return call


def test_a_lot_is_taken_out_while_the_joint_call_goes_out() -> None:
    """It is out, not committed yet: whoever announces waits for it, and finds the documents in preparation."""
    demands.rules()
    office = StreetOffice.of()
    call = submitted(office)
    lots = joint.lots_of(call)
    deadline = tenders.deadline(lots[0])

    def announce() -> None:
        with pytest.raises(WrongState):
            joint_calls.announce_joint(joint=call, by=office.approver, deadline_at=deadline)

    connection.set_autocommit(False)
    try:
        joining.take_out(tender=lots[2], by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=None)
        with stuck(announce):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    call.refresh_from_db()
    assert call.state == JointState.PREPARING
    assert not Notice.objects.exists()


def test_announcing_and_taking_out_at_the_same_instant_leaves_all_or_none_announced() -> None:
    demands.rules()
    office = StreetOffice.of()
    call = submitted(office)
    lots = joint.lots_of(call)
    deadline = tenders.deadline(lots[0])
    done = race(
        [
            lambda: joint_calls.announce_joint(joint=call, by=office.approver, deadline_at=deadline),
            lambda: joining.take_out(
                tender=lots[2], by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=None
            ),
        ]
    )
    assert done["done"] == 1
    call.refresh_from_db()
    states = {lot.state for lot in call.lots.all()}
    assert states == ({"announced"} if call.state == JointState.ANNOUNCED else {"preparing"})
    assert Notice.objects.count() == (3 if call.state == JointState.ANNOUNCED else 0)
