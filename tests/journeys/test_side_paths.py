"""Side paths of a call that runs, by links only: stopped, cancelled, amended, withdrawn from, without a valid bid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from catalog.models import Provider
from tendering.tenders.models import Tender
from tests.factories import bids, demands, tenders
from tests.journeys import letting
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "独居老人助浴服务项目"
NAMES = ("甲服务中心", "乙服务中心", "丙服务中心")
BARRED, WHY = "注册资本不低于50万元。", "项目需垫付材料款。"


def call(days: Days, **content: Any) -> tuple[Cast, Tender]:
    """Documents of an inquiry in preparation."""
    cast = Cast.of(days)
    tender = tenders.prepared(cast.office, demands.published(cast.community, "30000.00", title=TITLE), **content)
    days.pass_by(hours=1)
    cast.add_bidders(*NAMES)
    return cast, tender


def sealed(tender: Tender, bidder: Person, price: str) -> None:
    """A bid as `test_inquiry` walks it."""
    provider = Provider.objects.get(organisation=bidder.membership.organisation)
    bids.submitted(Tender.objects.get(pk=tender.pk), provider, price, by=bidder.membership)


def reads(who: Person) -> Person:
    """The call's page, from the home page."""
    return who.opens("Home").follows("Calls").follows(TITLE)


def deadline_of(tender: Tender) -> datetime:
    """As it is now."""
    tender.refresh_from_db()
    assert tender.deadline_at is not None
    return tender.deadline_at


def test_a_call_with_an_explained_barrier_is_stopped_goes_on_and_ends_without_a_valid_bid(days: Days) -> None:
    """One bidder hands in again what it withdrew, two have one controller; a suspension gives back its days."""
    cast, tender = call(days, eligibility=BARRED)
    first, second, third = cast.bidders
    Provider.objects.filter(organisation__name__in=NAMES[:2]).update(controller="演示控股有限公司")
    cast.author.does("Finish the call's documents", TITLE).follows("Submit the documents")
    assert "注册资本不低于50万元" in cast.author.fills().sends_in_vain()
    cast.author.does("Finish the call's documents", TITLE).follows("Answer what looks like a barrier")
    cast.author.sees("注册资本不低于50万元").fills(**{"reason-0": WHY}).sends()
    before = letting.announces(cast, TITLE)
    reads(Person()).sees(WHY)

    letting.bids(first, TITLE, "24000.00")
    first.follows("Withdraw the bid").fills().sends()
    reads(first).follows("Our bid").sees("Withdrawn")
    first.follows("Begin a bid").fills().sends()
    for one, price in zip(cast.bidders, ("23000.00", "27000.00", "29500.00"), strict=True):
        sealed(tender, one, price)

    reads(cast.street).follows("Suspend the call").fills(reason="核实一项投诉。").sends()
    reads(second).sees("Suspended", "核实一项投诉。").lacks("Answer this call")
    assert not cast.author.has("Suspend the call")
    days.pass_by(4)
    reads(cast.street).follows("Resume the call").fills(reason="核实完毕。").sends()
    assert deadline_of(tender) > before
    days.pass_until(before)
    reads(Person()).sees("Open for responses", "核实完毕。")
    days.pass_until(deadline_of(tender))
    letting.opens_bids(cast, TITLE)
    for name in NAMES[:2]:
        cast.colleague.does("Check the bidders' qualification", TITLE).follows(f"Decide {name}")
        assert "same responsible person or controller" in cast.colleague.fills(passed="Qualified").sends_in_vain()
        cast.colleague.fills(passed="Not qualified", grounds=["same_control"], reason="控制人为同一人。").sends()
    letting.doubts(cast.colleague, TITLE, NAMES[2], "缺授权书。")
    reads(Person()).sees("Failed").sees_nothing_of(*NAMES)
    reads(third).follows("Our bid").sees("缺授权书。")
    assert cast.author.has("Let the project", TITLE)


def test_a_cancelled_call_is_made_anew_and_fails_over_its_amended_ceiling(days: Days) -> None:
    """Bids of the cancelled call stay sealed; those above the ceiling as amended are opened and do not count."""
    cast, tender = call(days)
    letting.announces(cast, TITLE)
    sealed(tender, cast.bidders[0], "24000.00")
    reads(cast.author).follows("Cancel the call").fills(reason="服务对象名单需重新核定。").sends()
    for reader in (Person(), cast.bidders[0]):
        reads(reader).sees("Cancelled", "服务对象名单需重新核定。", "stays sealed for good")
    cast.author.does("Let the project", TITLE).fills(method="Inquiry").sends()
    letting.announces(cast, TITLE)
    again = Tender.objects.latest("pk")
    for one, price in zip(cast.bidders, ("24000.00", "27000.00", "29500.00"), strict=True):
        sealed(again, one, price)
    reads(cast.author).follows("Amend the call").fills(ceiling="20000.00", reason="经费调减。").sends()
    reads(cast.bidders[0]).sees("经费调减。", "¥20,000.00")
    days.pass_until(deadline_of(again))
    letting.opens_bids(cast, TITLE)
    reads(Person()).sees("Failed").sees_nothing_of(*NAMES)
    reads(cast.bidders[0]).follows("Our bid").sees("ceiling")
    assert cast.author.has("Let the project", TITLE)
