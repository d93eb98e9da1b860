"""Two organisations answer a call together: asked, agreed, opened, awarded, signed by both; the lead is paid."""

from __future__ import annotations

import pytest

from tests.factories import consortia, files
from tests.gateways import Message
from tests.journeys import awarding, closing, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R32"), pytest.mark.requirement("R39")]
TITLE = "独居老人助浴"
NAMES = ("甲服务中心", "乙服务中心", "丙服务中心", "丁服务中心")
TOGETHER = "甲服务中心(联合体牵头)、乙服务中心(联合体成员)"
MISSING = "Not every member has consented to the terms as they stand."


def asks(lead: Person, member: str) -> None:
    """The lead names a member by its name, with its share, and hands in the agreement."""
    lead.does("Finish and submit your bid", TITLE).follows("Bid with others")
    ours = {"lead_share": "60", "lead_work": "统筹与质量管理"}
    lead.fills(**ours, member_0=member, share_0="40", work_0=consortia.WORK, agreement=consortia.agreement()).sends()


def consents(member: Person) -> None:
    """Read, with the agreement, and consented to."""
    member.does("Say whether you join a consortium", TITLE).sees(NAMES[0], consortia.WORK, "40.00%")
    member.follows("Consent").fills().sends().sees("Consented")


def sign(cast: Cast, lead: Person, member: Person) -> None:
    """Nothing is concluded before both have signed."""
    cast.author.does("Draft the contract", TITLE).fills().sends()
    cast.days.pass_by(4)
    cast.author.does("Sign the contract", TITLE).follows("Cancel").follows("Hand in a signed paper")
    cast.author.fills(side="Purchaser", scan=files.upload(name="合同.pdf")).sends()
    lead.does("Sign the contract", TITLE).fills(has_read=True, code=lead.digits).sends()
    assert not lead.has("Ask for a payment")
    member.does("Sign the contract", TITLE).sees(TOGETHER, "40.00%").fills(has_read=True, code=member.digits).sends()


def test_from_the_call_to_the_verdict(days: Days, text_messages: list[Message]) -> None:
    """The lead reads what sealing waits for; the opening names both; both sign, the lead alone delivers and is paid."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "30000.00")
    cast.add_bidders(*NAMES)
    lead, member, *rivals = cast.bidders
    letting.prepares(cast, TITLE, "Inquiry", consortium="2")
    deadline = letting.announces(cast, TITLE)
    letting.drafts_bid(lead, TITLE, "24000.00")
    asks(lead, NAMES[1])
    lead.does("Finish and submit your bid", TITLE).sees(MISSING).lacks("Check and seal")
    consents(member)
    lead.does("Finish and submit your bid", TITLE).sees_nothing_of(MISSING).follows("Check and seal")
    lead.sees(NAMES[1]).fills(unrelated=True, truthful=True).sends().sees("Receipt number")
    for bidder, price in zip(rivals, ("25300.00", "26100.00"), strict=True):
        letting.bids(bidder, TITLE, price)
    Person().opens("Home").follows("Calls").follows(TITLE).sees_nothing_of(*NAMES)

    days.pass_until(deadline)
    letting.opens_bids(cast, TITLE)
    letting.qualifies(cast, TITLE, TOGETHER, *NAMES[2:])
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    letting.ranks(cast, panel, TITLE).sees(TOGETHER)
    awarding.awards(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees(f"Awarded to: {TOGETHER}")

    sign(cast, lead, member)
    assert not member.has("Ask for a payment")
    closing.finishes(cast, TITLE, lead, text_messages)
    closing.is_closed(cast, TITLE, NAMES[0], paid="24,000.00", left="76,000.00")
    closing.is_recorded(NAMES[0], TITLE, "14,400.00")
    closing.is_recorded(NAMES[1], TITLE, "9,600.00")
