"""Inquiry: a resident's proposal becomes a project let to the lowest compliant quote, mended, judged and paid."""

from __future__ import annotations

import pytest

from tests.gateways import Message
from tests.journeys import awarding, delivering, judging, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R50")]
TITLE = "独居老人助浴"


def test_an_inquiry_from_a_residents_proposal_to_paid_and_judged(days: Days, text_messages: list[Message]) -> None:
    """23 of 30 satisfied (76.7 %) is mended; 24 of 30 (80.0 %) passes, the last stage is paid, the project closes."""
    cast = Cast.of(days)
    proposing.writes(cast.resident, TITLE, "30000.00")
    proposing.takes_up(cast, TITLE)
    proposing.deliberates(cast, TITLE)
    proposing.decides(cast, TITLE)
    proposing.publishes(cast, TITLE)

    cast.add_bidders("甲服务中心", "乙服务中心", "丙服务中心")
    letting.prepares(cast, TITLE, "Inquiry")
    deadline = letting.announces(cast, TITLE)
    cast.bidders[0].opens().follows("Calls").follows(TITLE).follows("Ask a question").fills(text="含交通费吗？").sends()
    cast.author.does("Answer a question", TITLE).follows("Answer the question").fills(answer="含。").sends()
    Person().opens("Home").follows("Calls").follows(TITLE).sees("含交通费吗？", "含。").sees_nothing_of("甲服务中心")
    for bidder, price in zip(cast.bidders, ("25300.00", "24000.00", "26000.00"), strict=True):
        letting.bids(bidder, TITLE, price)
    days.pass_until(deadline)
    letting.opens_bids(cast, TITLE)
    letting.qualifies(cast, TITLE, "甲服务中心", "乙服务中心", "丙服务中心")
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    letting.ranks(cast, panel, TITLE)

    awarding.awards(cast, TITLE)
    winner = cast.bidders[1]
    delivering.signs(cast, TITLE, winner)
    cast.author.opens().sees("Available ¥76,000.00")
    delivering.pays(cast, TITLE, winner, "CW-1")
    delivering.delivers(cast, TITLE, winner)
    delivering.pays(cast, TITLE, winner, "CW-2")
    delivering.accepts(cast, TITLE, winner)

    phones = cast.neighbours(30)
    judging.names_panel(cast, TITLE, phones)
    judging.answers(text_messages[-30:], satisfied=23)
    days.pass_by(hours=1)
    Person().opens("Home").follows("Demands").follows(TITLE).follows("The project's file").sees("23 ÷ 30")
    assert not winner.has("Ask for a payment")
    judging.mends(cast, TITLE, winner)
    judging.names_panel(cast, TITLE, phones)
    judging.answers(text_messages[-30:], satisfied=24)
    days.pass_by(hours=1)
    delivering.pays(cast, TITLE, winner, "CW-3")
    Person().opens("Home").follows("Contracts").follows(TITLE).sees("Completed")
    Person().opens("Home").follows("Demands").follows(TITLE).sees("Closed")
    cast.author.opens().sees("Paid ¥24,000.00", "Available ¥76,000.00", "Everything is done")
