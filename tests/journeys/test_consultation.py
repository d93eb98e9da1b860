"""A major consultation, from documents approved by the district over its rounds to the contract (domain 3.4)."""

from __future__ import annotations

import pytest

from catalog.models import Provider
from tests.factories import bids, tenders
from tests.journeys import awarding, consulting, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "社区养老综合体运营"
NAMES = ("甲服务中心", "乙服务中心", "丙服务中心")
FIRST = ("250000.00", "246000.00", "255000.00")
POINTS = {"甲服务中心": "8", "乙服务中心": "5"}


def test_a_consultation_from_the_districts_approval_to_the_contract(days: Days) -> None:
    """One bidder revises its plan, one gives no final quote and has left; the contract has the final quote."""
    cast = Cast.of(days, money="500000.00")
    proposing.approved(cast, TITLE, "260000.00", "major")
    cast.add_bidders(*NAMES)
    first, second, third = cast.bidders
    consulting.prepares(cast, TITLE)
    deadline = letting.announces(cast, TITLE, days=16, approver=cast.district)
    for bidder, price in zip(cast.bidders, FIRST, strict=True):
        letting.bids(bidder, TITLE, price)
    days.pass_until(deadline)
    letting.opens_bids(cast, TITLE, cast.district)
    cast.add_experts(6)
    for officer in (cast.colleague, cast.district):
        letting.qualifies(cast, TITLE, *NAMES, by=officer)
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    assert not panel[0].has("Fill in the score sheet")

    clerk = consulting.begins(cast, TITLE, NAMES)
    until = consulting.calls(
        clerk, "End the talks of this round", days=8, requirements="每周上门三次。", reason="磋商后提高频次。"
    )
    Person().opens("Home").follows("Calls").follows(TITLE).sees("每周上门三次。", "磋商后提高频次。")
    second.does("Hand in your revised plan", TITLE).sees("每周上门三次。", "与乙服务中心谈了").sees_nothing_of(
        "甲服务中心"
    )
    consulting.revises(first, TITLE, "每周上门三次,两人一组。")
    days.pass_until(until)
    letting.opens_bids(cast, TITLE, cast.district, duty="Confirm the opening of a round")

    clerk = consulting.begins(cast, TITLE, NAMES)
    until = consulting.calls(clerk, "Call for the final quotes", days=1)
    consulting.quotes(first, TITLE, "238000.00")
    consulting.quotes(second, TITLE, "241000.00")
    assert third.has("Hand in your final quote")
    days.pass_until(until)
    assert not third.has("Hand in your final quote")
    letting.opens_bids(cast, TITLE, cast.district, duty="Confirm the opening of a round")

    letting.scores(panel, cast, TITLE, POINTS)
    letting.ranks(cast, panel, TITLE).sees(
        "1 甲服务中心", "¥238,000.00", "First quote ¥250,000.00", "丙服务中心", "withdrawn"
    )
    awarding.proposes(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees("¥238,000.00", "First quote ¥250,000.00")
    days.pass_by(2)  # five working days of publicity
    awarding.confirms(cast, TITLE, also=[cast.district])
    delivering.signs(cast, TITLE, first)
    Person().opens("Home").follows("Contracts").follows(TITLE).sees("¥238,000.00")
    Person().opens("Home").follows("Demands").follows(TITLE).follows("The project's file").sees(
        "2 final quotes were opened"
    )


def test_a_consultation_whose_deadline_finds_two_bids_goes_on_for_services(days: Days) -> None:
    """财库〔2015〕124号: opened, checked by both offices and judged as with three, up to the rounds."""
    cast = Cast.of(days, money="500000.00")
    tender = tenders.major(cast.office, budget="260000.00", title=TITLE)
    cast.add_bidders(*NAMES[:2])
    for bidder, price in zip(cast.bidders, FIRST, strict=False):
        provider = Provider.objects.get(organisation=bidder.membership.organisation)
        bids.submitted(tender, provider, price, by=bidder.membership)
    assert tender.deadline_at is not None
    days.pass_until(tender.deadline_at)
    letting.opens_bids(cast, TITLE, cast.district)
    Person().opens("Home").follows("Calls").follows(TITLE).sees("2 bids had come in").sees_nothing_of("Failed")
    cast.add_experts(6)
    for officer in (cast.colleague, cast.district):
        letting.qualifies(cast, TITLE, *NAMES[:2], by=officer)
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    consulting.begins(cast, TITLE, NAMES[:2]).sees(*NAMES[:2])
