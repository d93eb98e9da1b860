"""Direct award: community and provider choose each other, the deciding body names the provider; no bids, no panel."""

from __future__ import annotations

import pytest

from tests.gateways import Message
from tests.journeys import awarding, closing, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R36"), pytest.mark.requirement("R38")]
TITLE = "社区急救培训"


def test_a_direct_award_follows_a_two_way_match(days: Days, text_messages: list[Message]) -> None:
    """From the community's own draft on. The provider is interested, the community confirms, the council names it."""
    cast = Cast.of(days)
    proposing.writes(cast.author, TITLE, "18000.00", households=10, people=20)
    proposing.deliberates(cast, TITLE)
    proposing.decides(cast, TITLE)
    proposing.publishes(cast, TITLE)

    cast.add_bidders("甲服务中心", "乙服务中心")
    chosen, other = cast.bidders
    chosen.opens().follows("Demands").follows(TITLE).follows("Express interest").fills(message="愿意承接。").sends()
    chosen.sees("Interested 1", "Matched 0").lacks("Express interest")
    other.opens().follows("Demands").follows(TITLE).sees("Interested 1").sees_nothing_of("甲服务中心")
    cast.author.does("Answer a provider's interest", TITLE).follows("Confirm the match").fills().sends()
    chosen.opens().follows("Demands").follows(TITLE).sees("Matched 1")

    letting.prepares(cast, TITLE, "Direct award")
    letting.offers_refused(cast, TITLE, "17500.00", provider="乙服务中心")
    letting.records_offer(cast, TITLE, "17500.00", provider="甲服务中心")
    letting.announces(cast, TITLE, days=0)
    other.opens().follows("Calls").follows(TITLE).sees("Direct award", "¥17,500.00").lacks("Answer this call")
    awarding.awards(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees("Awarded to: 甲服务中心", "Named by the resolution")

    delivering.signs(cast, TITLE, chosen)
    cast.author.opens().sees("Available ¥82,500.00", "Set aside, not yet paid ¥17,500.00")
    closing.finishes(cast, TITLE, chosen, text_messages)
    closing.is_closed(cast, TITLE, "甲服务中心", paid="17,500.00", left="82,500.00")
    closing.is_recorded("甲服务中心", TITLE, "17,500.00")
