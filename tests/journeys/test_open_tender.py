"""A major open tender, from the documents that the district approves to the contract that both sides sign (§3.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from tests.journeys import awarding, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "社区康养中心运营"
NAMES = ("甲服务中心", "乙服务中心", "丙服务中心")
PRICES = ("250000.00", "246000.00", "255000.00")
POINTS = {"甲服务中心": "5", "乙服务中心": "6", "丙服务中心": "9"}


def announced(cast: Cast) -> None:
    """The day before twenty days and a Sunday are over is refused; everybody reads until when the call runs."""
    letting.prepares(cast, TITLE, "Open tender")
    cast.author.does("Finish the call's documents", TITLE).follows("Submit the documents").fills().sends()
    assert not cast.colleague.has("Approve the call's documents", TITLE)
    assert not cast.street.has("Approve the call's documents", TITLE)
    cast.district.does("Approve the call's documents", TITLE).follows("Approve and announce")
    days = {days: (clock.now() + timedelta(days=days)).replace(hour=17, minute=0) for days in (20, 21)}
    assert "22 Jun 2026 at the earliest" in cast.district.fills(deadline_at=days[20]).sends_in_vain()
    cast.district.fills(deadline_at=days[21]).sends()
    Person().opens("Home").follows("Calls").follows(TITLE).sees("Open tender", "Open for responses", "22 Jun 2026")
    for bidder, price in zip(cast.bidders, PRICES, strict=True):
        letting.bids(bidder, TITLE, price)
    cast.days.pass_until(days[21])


def test_an_open_tender_from_the_districts_approval_to_the_contract(days: Days) -> None:
    """Three offices open, two look at the bidders, four drawn experts out of five judge; the dearest plan wins."""
    cast = Cast.of(days, money="500000.00")
    proposing.approved(cast, TITLE, "260000.00", "major")
    cast.add_bidders(*NAMES)
    announced(cast)
    letting.opens_bids(cast, TITLE, cast.district)
    cast.add_experts(6)
    for officer in (cast.colleague, cast.district):
        letting.qualifies(cast, TITLE, *NAMES, by=officer)
    panel = letting.convenes(cast, TITLE)
    assert [one for one in panel if one not in cast.experts] == [cast.clerk, cast.committee]
    assert len(panel) == 6  # one of the community, four experts, the committee that watches
    letting.declares(panel)
    letting.scores(panel, cast, TITLE, POINTS)
    letting.ranks(cast, panel, TITLE).sees("1 丙服务中心", "¥255,000.00")
    assert not cast.bidders[0].opens("Home").page.link("丙服务中心")
    awarding.proposes(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees("丙服务中心", "¥255,000.00")
    days.pass_by(2)  # five working days of publicity
    awarding.confirms(cast, TITLE, also=[cast.district])
    cast.bidders[0].opens("Home").follows("Results").follows(TITLE).follows("Notice of the result").sees("丙服务中心")
    delivering.signs(cast, TITLE, cast.bidders[2])
    Person().opens("Home").follows("Contracts").follows(TITLE).sees("丙服务中心", "¥255,000.00")
    cast.author.opens().sees("Available ¥245,000.00")
