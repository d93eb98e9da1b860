"""Resident-implemented: a named group of the light register does the work for a list of costs, against receipts."""

from __future__ import annotations

import pytest

from tests.gateways import Message
from tests.journeys import awarding, closing, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R34"), pytest.mark.requirement("R38")]
TITLE, GROUP = "楼道清洁", "和美互助队"


def test_residents_carry_out_their_own_project(days: Days, text_messages: list[Message]) -> None:
    """The community's staff act for a group without accounts; whoever acts for it does not answer it."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "9000.00", delivery_class="resident_implemented")
    cast.author.opens().follows("Community groups").follows("Register a community group")
    members = "赵队长 13900000001\n钱队员\n孙队员"
    cast.author.fills(name=GROUP, purpose="楼道清洁", members=members).sends()
    letting.prepares(cast, TITLE, "Resident-implemented")
    letting.records_offer(cast, TITLE, "8800.00", group=GROUP)
    letting.announces(cast, TITLE, days=0)
    awarding.awards(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees(f"Awarded to: {GROUP}", "¥8,800.00")

    delivering.signs(cast, TITLE, None)
    cast.author.opens().sees("Available ¥91,200.00", "Set aside, not yet paid ¥8,800.00")
    closing.finishes(cast, TITLE, cast.author, text_messages, spent="2500.00")
    closing.is_closed(cast, TITLE, GROUP, paid="8,800.00", left="91,200.00")
    closing.is_recorded(GROUP, TITLE, "8,800.00", register="Community groups")
