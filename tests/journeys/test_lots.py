"""Three projects let together: one lot finds too few bidders, two go to different bidders, for the call has a limit."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from tendering.contracts.models import Contract
from tendering.tenders.models import JointCall
from tests.factories import joint
from tests.journeys import delivering, letting
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
BATHING, MEALS, WALKS = "独居老人助浴", "高龄老人助餐", "失能老人助行"
TOGETHER = "西片区为老服务联合采购"
NAMES = ("甲服务中心", "乙服务中心", "丙服务中心")
PRICES = {BATHING: ("18800.00", "19950.00", "19300.00"), MEALS: ("12100.00", "12450.00", "13350.00")}
LATE = timedelta(minutes=1)


def prepared(cast: Cast) -> None:
    """The projects are chosen, what is common to them is written, and one bidder may win one lot."""
    for title, budget in ((BATHING, "21000.00"), (MEALS, "13900.00"), (WALKS, "9200.00")):
        joint.project(cast.community, budget, title=title)
    cast.days.pass_by(hours=1)
    choice = cast.author.opens().follows("Calls").follows("Joint calls").follows("Prepare a joint call")
    choice.sees(BATHING, MEALS, WALKS)
    common = {name: value for name, value in letting.documents().items() if name not in ("requirements", "outputs")}
    choice.asks(demand=[BATHING, MEALS, WALKS]).sees("¥44,100.00")
    cast.author.fills(title=TOGETHER, method="Inquiry", awards_per_bidder=1, **common).sends()
    cast.author.does("Finish the documents of a joint call", TOGETHER)
    cast.author.follows("Submit the documents of all lots").fills().sends()


def announced(cast: Cast) -> datetime:
    """By a colleague, with one deadline."""
    deadline = (clock.now() + timedelta(days=9)).replace(hour=17, minute=0, second=0, microsecond=0)
    cast.colleague.does("Approve the documents of a joint call", TOGETHER)
    cast.colleague.follows("Approve and announce all lots").fills(deadline_at=deadline).sends()
    visitor = Person().opens("Home").follows("Calls").follows("Joint calls").follows(TOGETHER)
    visitor.sees(BATHING, MEALS, WALKS, "A bidder may answer every lot and win 1 of them.")
    return deadline


def answered(cast: Cast) -> None:
    """Two lots by everybody, the third by one."""
    cast.add_bidders(*NAMES)
    for title, prices in PRICES.items():
        for bidder, price in zip(cast.bidders, prices, strict=True):
            letting.bids(bidder, title, price)
    letting.bids(cast.bidders[0], WALKS, "8700.00")


def closed(cast: Cast, deadline: datetime) -> None:
    """One lot is short of bids: all are extended once, and then it fails alone."""
    cast.days.pass_until(deadline + LATE)
    lots = JointCall.objects.get().lots.all()
    assert {(lot.state, lot.was_extended) for lot in lots} == {("announced", True)}
    later = lots[0].deadline_at
    assert later is not None
    cast.days.pass_until(later + LATE)
    assert [lot.state for lot in lots.order_by("lot")] == ["closed", "closed", "failed"]


def opened(cast: Cast) -> None:
    """By two offices, each in one act for all that closed; nothing of a bid shows before."""
    for officer in (cast.author, cast.committee):
        page = officer.does("Confirm the opening of the bids", BATHING).sees(BATHING, MEALS, WALKS, "Failed")
        page.sees_nothing_of(*NAMES).fills(unrelated=True).sends()
    cast.days.pass_by(hours=1)
    assert [lot.state for lot in JointCall.objects.get().lots.order_by("lot")] == ["opened", "opened", "failed"]


def ranked(cast: Cast) -> None:
    """Everybody qualifies; one panel, convened in one act and declared once, ranks each lot by itself."""
    for title in PRICES:
        letting.qualifies(cast, title, *NAMES)
    panel = letting.convenes(cast, TOGETHER)
    assert not cast.author.has("Convene the panel")
    for one in panel:
        one.does("Sign the declaration of no conflict").sees(*PRICES, *NAMES).fills(statements=True).sends()
        assert not one.has("Sign the declaration of no conflict")
    for title in PRICES:
        letting.ranks(cast, panel, title)


def awarded(cast: Cast) -> None:
    """The first lot first, the second waits for it; who has the first is passed over in the second, and reads why."""
    assert not cast.author.has("Propose the award", MEALS)
    cast.author.does("Propose the award", BATHING).fills().sends()
    cast.author.does("Publish the proposed award", BATHING).fills().sends()
    cast.author.does("Propose the award", MEALS).sees("甲服务中心, rank 1, was passed over").fills().sends()
    cast.author.does("Publish the proposed award", MEALS).fills().sends()
    cast.days.pass_by(7)
    assert not cast.colleague.has("Confirm the award", MEALS)
    for title in (BATHING, MEALS):
        cast.colleague.does("Confirm the award", title).fills().sends()
        cast.author.does("Send the award letter and the reasons", title).fills().sends()


def test_two_lots_are_contracted_with_two_bidders_and_a_third_fails_for_too_few(days: Days) -> None:
    cast = Cast.of(days)
    prepared(cast)
    deadline = announced(cast)
    answered(cast)
    closed(cast, deadline)
    opened(cast)
    ranked(cast)
    awarded(cast)
    for title, winner in ((BATHING, cast.bidders[0]), (MEALS, cast.bidders[1])):
        delivering.signs(cast, title, winner)
    sums = Contract.objects.order_by("-sum").values_list("provider__organisation__name", "sum")
    assert list(sums) == [("甲服务中心", Decimal("18800.00")), ("乙服务中心", Decimal("12450.00"))]
    visitor = Person().opens("Home").follows("Calls").follows("Joint calls").follows(TOGETHER)
    visitor.sees("Contractor: 甲服务中心", "Contractor: 乙服务中心", "收到的投标少于最低要求的 3 份。")
    Person().opens("Home").follows("Results").follows(MEALS).sees("甲服务中心, rank 1, was passed over")
