"""Ordinary projects: documents approved by the street, checked by community and street, confirmed by both (§3.4)."""

from __future__ import annotations

import pytest

from tests.journeys import awarding, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "社区为老服务站运营"
NAMES = ("甲服务中心", "乙服务中心", "丙服务中心")
PRICES = ("88000.00", "90000.00", "85000.00")
POINTS = {"甲服务中心": "5", "乙服务中心": "9", "丙服务中心": "6"}


def opened(days: Days, method: str) -> Cast:
    """A call of this method with three bids, all opened."""
    cast = Cast.of(days, money="200000.00")
    proposing.approved(cast, TITLE, "95000.00")
    cast.add_bidders(*NAMES)
    letting.prepares(cast, TITLE, method)
    deadline = letting.announces(cast, TITLE, days=16, approver=cast.street)
    for bidder, price in zip(cast.bidders, PRICES, strict=True):
        letting.bids(bidder, TITLE, price)
    days.pass_until(deadline)
    letting.opens_bids(cast, TITLE)
    return cast


def confirmed_by_both(cast: Cast, winner: str) -> None:
    """Published, confirmed by the community, countersigned by the street."""
    awarding.proposes(cast, TITLE)
    awarding.confirms(cast, TITLE, also=[cast.street])
    Person().opens("Home").follows("Results").follows(TITLE).sees(f"Awarded to: {winner}")


def test_a_public_comparison_from_the_streets_approval_to_its_countersign(days: Days) -> None:
    """One bidder is doubted by the street and goes on, for the community says why; drawn experts sit on the panel."""
    cast = opened(days, "Public comparison")
    cast.add_experts(4)
    letting.qualifies(cast, TITLE, *NAMES)
    letting.qualifies(cast, TITLE, *NAMES[:2], by=cast.street)
    letting.doubts(cast.street, TITLE, "丙服务中心", "授权书未见签章。")
    cast.colleague.does("Answer another office's doubt about a bidder", TITLE).follows("Answer the doubt 丙服务中心")
    cast.colleague.sees("授权书未见签章。").fills(passed="Qualified", reason="签章在附件第 3 页。").sends()
    cast.author.has("Convene the panel")
    panel = letting.convenes(cast, TITLE)
    assert len(panel) == 6  # one of the community, two residents, two experts, the committee that watches
    letting.declares(panel)
    letting.hears(cast, TITLE, cast.bidders, missing="甲服务中心")
    letting.scores(panel, cast, TITLE, POINTS)
    letting.ranks(cast, panel, TITLE).sees("1 乙服务中心")
    confirmed_by_both(cast, "乙服务中心")
    Person().opens("Home").follows("Results").follows(TITLE).sees("乙服务中心")
    delivering.signs(cast, TITLE, cast.bidders[1])


def test_an_ordinary_inquiry_goes_to_the_lowest_of_those_whom_both_offices_pass(days: Days) -> None:
    """The lowest bidder fails, for both offices say so; it reads both reasons."""
    cast = opened(days, "Inquiry")
    cast.add_experts(4)
    for officer in (cast.colleague, cast.street):
        letting.qualifies(cast, TITLE, *NAMES[:2], by=officer)
    letting.doubts(cast.colleague, TITLE, "丙服务中心", "缺授权书。")
    cast.street.does("Answer another office's doubt about a bidder", TITLE).follows("Answer the doubt 丙服务中心").sees(
        "缺授权书。"
    )
    cast.street.fills(passed="Not qualified", grounds=["Other"], reason="同意社区意见。").sends()
    cast.bidders[2].opens().follows("Calls").follows(TITLE).follows("Our bid").sees("缺授权书。", "同意社区意见。")
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    letting.ranks(cast, panel, TITLE)
    confirmed_by_both(cast, "甲服务中心")
