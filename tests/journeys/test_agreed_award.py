"""Agreed award: two calls fail for want of bids, then the deciding body agrees a provider."""

from __future__ import annotations

import pytest

from tests.gateways import Message
from tests.journeys import awarding, closing, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "老年食堂送餐"


def fails(cast: Cast, bidder: Person, *, again: bool) -> None:
    """One bid where three are needed: extended once, then failed; nobody learns who had answered."""
    letting.prepares(cast, TITLE, "Inquiry", again=again)
    deadline = letting.announces(cast, TITLE)
    letting.bids(bidder, TITLE, "28000.00")
    cast.days.pass_until(deadline)
    Person().opens("Home").follows("Calls").follows(TITLE).sees("Open for responses", "Extension").sees_nothing_of(
        "甲服务中心", "28,000.00"
    )
    cast.days.pass_by(6)
    Person().opens("Home").follows("Calls").follows(TITLE).sees("Failed", "stays sealed for good").sees_nothing_of(
        "甲服务中心", "28,000.00"
    )


def test_after_two_failed_calls_a_provider_is_agreed(days: Days, text_messages: list[Message]) -> None:
    """The method is refused before the second failure and offered after it; the third round shows the two before."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "30000.00")
    cast.add_bidders("甲服务中心", "乙服务中心")
    bidder = cast.bidders[0]
    for again in (False, True):
        assert "Agreed award" not in letting.methods(cast, TITLE)
        fails(cast, bidder, again=again)
    assert "Agreed award" in letting.methods(cast, TITLE)
    letting.prepares(cast, TITLE, "Agreed award")
    letting.records_offer(cast, TITLE, "28000.00", provider="甲服务中心")
    letting.announces(cast, TITLE, days=0)
    visitor = Person().opens("Home").follows("Calls").follows(TITLE, about="Agreed award").sees("Round 3")
    visitor.follows("The round before").sees("Failed", "Round 2").follows("The round before").sees("Failed", "Round 1")

    awarding.awards(cast, TITLE)
    delivering.signs(cast, TITLE, bidder)
    cast.author.opens().sees("Available ¥72,000.00", "Set aside, not yet paid ¥28,000.00")
    closing.finishes(cast, TITLE, bidder, text_messages)
    closing.is_closed(cast, TITLE, "甲服务中心", paid="28,000.00", left="72,000.00")
    closing.is_recorded("甲服务中心", TITLE, "28,000.00")
