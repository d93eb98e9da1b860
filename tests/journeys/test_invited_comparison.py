"""Invited comparison: four are asked, three answer, points decide and not the lowest quote alone."""

from __future__ import annotations

import pytest

from tests.gateways import Message
from tests.journeys import awarding, closing, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "社区花园共建"
INVITED = ("甲服务中心", "乙服务中心", "丙服务中心", "丁服务中心")
PRICES = {"甲服务中心": "36000.00", "乙服务中心": "38000.00", "丙服务中心": "39000.00"}
POINTS = {"甲服务中心": "10", "乙服务中心": "18", "丙服务中心": "15"}


def test_the_better_plan_wins_an_invited_comparison(days: Days, text_messages: list[Message]) -> None:
    """54 points of 80 for the plan outweigh the lowest quote; each loser reads its own reasons and no others."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "40000.00")
    cast.add_bidders(*INVITED, "戊服务中心")
    first, winner, third, busy, stranger = cast.bidders
    letting.prepares(cast, TITLE, "Invited comparison").follows("Invite providers").fills(providers=INVITED).sends()
    deadline = letting.announces(cast, TITLE)
    stranger.opens().follows("Calls").follows(TITLE).sees("invit").lacks("Answer this call")
    letting.replies(busy, TITLE, accept=False)
    for bidder, price in zip((first, winner, third), PRICES.values(), strict=True):
        letting.replies(bidder, TITLE, accept=True)
        letting.bids(bidder, TITLE, price)
    Person().opens("Home").follows("Calls").follows(TITLE).sees("Kept sealed").sees_nothing_of(*INVITED, "38,000.00")

    days.pass_until(deadline)
    letting.opens_bids(cast, TITLE)
    letting.qualifies(cast, TITLE, *PRICES)
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    letting.scores(panel, cast, TITLE, POINTS)
    letting.ranks(cast, panel, TITLE).sees("1 乙服务中心", "65.47")
    awarding.awards(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees("Awarded to: 乙服务中心", "¥38,000.00", "65.47")
    for loser, said in ((first, "Rank 3: 42.00 points"), (third, "Rank 2: 56.23 points")):
        loser.opens().follows("Results").follows(TITLE).lacks("Award letter")
        loser.follows("Notice of the result").sees("Awarded to: 乙服务中心 · ¥38,000.00", said)

    delivering.signs(cast, TITLE, winner)
    cast.author.opens().sees("Available ¥62,000.00", "Set aside, not yet paid ¥38,000.00")
    closing.finishes(cast, TITLE, winner, text_messages)
    closing.is_closed(cast, TITLE, "乙服务中心", paid="38,000.00", left="62,000.00")
    closing.is_recorded("乙服务中心", TITLE, "38,000.00")
