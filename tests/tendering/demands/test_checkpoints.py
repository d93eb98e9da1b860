"""Departments and experts called together about a project: when, with whom, and what they leave to answer (R46)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.demands.models import Checkpoint
from tendering.demands.services import checkpoints
from tests.factories import demands
from tests.factories.demands import People
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46")]
EARLY = Checkpoint.Kind.EARLY


def test_a_checkpoint_goes_from_its_call_to_its_last_answer() -> None:
    """One of a kind at a time, of a known kind, ahead; held at its hour, with people; closed once answered."""
    people = People.of()
    demand = demands.published(people.community)
    now = clock.now()
    call: dict[str, Any] = {"demand": demand, "by": people.author, "now": now}
    with refused("demands.checkpoint.kind", kind=InvalidInput):
        checkpoints.schedule_checkpoint(kind="whenever", scheduled_for=now, **call)
    with refused("demands.checkpoint.past", kind=InvalidInput):
        checkpoints.schedule_checkpoint(kind=EARLY, scheduled_for=now - timedelta(minutes=1), **call)
    row = checkpoints.schedule_checkpoint(kind=EARLY, scheduled_for=now + timedelta(days=1), **call)
    with refused("demands.checkpoint.open"):
        checkpoints.schedule_checkpoint(kind=EARLY, scheduled_for=now + timedelta(days=2), **call)
    assert demand.checkpoints.get() == row

    held: dict[str, Any] = {
        "checkpoint": row,
        "by": people.street,
        "findings": [("城建科", "消防通道不足")],
        "summary": "现场查看",
    }
    with refused("demands.checkpoint.nobody", kind=InvalidInput):
        checkpoints.hold_checkpoint(participants=[], **held)
    with refused("demands.checkpoint.not_yet"):
        checkpoints.hold_checkpoint(participants=[("周工", "城建科")], **held)
    with clock.shifted(timedelta(days=1, minutes=1)):
        with pytest.raises(NotPermitted):
            checkpoints.hold_checkpoint(participants=[("周工", "城建科")], **(held | {"by": people.author}))
        row = checkpoints.hold_checkpoint(participants=[("周工", "城建科")], **held)
        with refused("demands.checkpoint.unanswered"):
            checkpoints.close_checkpoint(checkpoint=row, by=people.street)
        checkpoints.answer_finding(finding=row.findings.get(), by=people.author, answer="已拓宽")
        assert checkpoints.close_checkpoint(checkpoint=row, by=people.street).state == Checkpoint.State.CLOSED
