"""A fixed price is the price of every bid and no factor: its points fall to the plan (domain 2.2, 2.5; 87号令 55)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from catalog.models import Provider
from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI
from tendering.bids.models import Bid, CollusionHint
from tendering.bids.models.hint import QUOTES
from tendering.bids.rules.content import Section
from tendering.bids.services import drafts
from tendering.evaluation.rules.low_quote import thresholds
from tendering.tenders.models import Invitation, Notice, Tender
from tendering.tenders.rules.notice import FIXED_PRICE, Content
from tendering.tenders.services import announcing, keys
from tendering.tenders.services.invitations import answer_invitation, invite_providers
from tendering.tenders.services.preparing import edit_content, submit_docs
from tests.factories import accounts, bids, demands, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
PRICE = "30000.00"


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """1 June 2026, a Monday."""
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        yield


@pytest.fixture
def office() -> Office:
    demands.rules()
    return Office.of()


def points(tender: Tender) -> tuple[int, int]:
    """Of the price, and of all criteria together."""
    return tender.procedure.price_points, sum(tender.criteria.values_list("max_points", flat=True))


def prepared(office: Office, fixed_price: str = FIXED_PRICE) -> Tender:
    return tenders.prepared(office, method="comparison_invited", fixed_price=fixed_price)


def announced(office: Office, rivals: list[Provider]) -> Tender:
    """A running comparison at a fixed price; every provider has accepted."""
    tender = prepared(office)
    invite_providers(tender=tender, providers=rivals, by=office.preparer, now=clock.now())
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    for row in Invitation.objects.filter(tender=tender).select_related("provider"):
        answer_invitation(invitation=row, by=tenders.bidder(row.provider), accept=True)
    return Tender.objects.select_related("demand__community").get(pk=tender.pk)


def content(tender: Tender, **changes: str) -> Content:
    return Content.from_mapping(tender.content | changes)


def test_the_points_of_the_price_fall_to_the_plan_and_back_while_it_is_prepared(office: Office) -> None:
    tender = prepared(office, fixed_price="")
    before = points(tender)
    assert before[0] > 0
    for said, expected in ((FIXED_PRICE, (0, 100)), ("", before)):
        changed = content(tender, fixed_price=said)
        edit_content(tender=tender, by=office.preparer, content=changed, version=tender.version, now=clock.now())
        tender.refresh_from_db()
        assert points(tender) == expected
    assert points(prepared(Office.of())) == (0, 100)


def test_a_method_that_compares_quotes_refuses_it(office: Office) -> None:
    demand = demands.published(office.community)
    with refused("tenders.fixed_price_method"):
        tenders.prepared(office, demand, method="inquiry", fixed_price=FIXED_PRICE)
    tender = tenders.prepared(office, demand)
    changed = content(tender, fixed_price=FIXED_PRICE)
    with refused("tenders.fixed_price_method"):
        edit_content(tender=tender, by=office.preparer, content=changed, version=tender.version, now=clock.now())


def test_the_notice_says_so_and_no_amendment_changes_it(office: Office) -> None:
    tender = announced(office, tenders.providers(3))
    body = Notice.objects.get(tender=tender).body
    assert (body["fixed_price"], body["price_points"]) == (FIXED_PRICE, "0")
    opened = content(tender, fixed_price="", outputs="全年 240 人次。")
    with refused("tenders.fixed_price_stands"):
        announcing.amend(tender=tender, by=office.preparer, content=opened, reason="放开报价")
    kept = content(tender, outputs="全年 240 人次。")
    announcing.amend(tender=tender, by=office.preparer, content=kept, reason="次数写错")


def test_a_bid_is_at_the_price_of_the_call(office: Office) -> None:
    rivals = tenders.providers(3)
    tender, who = announced(office, rivals), tenders.bidder(rivals[0])
    bid = bids.drafted(tender, rivals[0], who)
    for quote in ("29999.99", "30000.01"):
        changes = {"lines": (bids.line(quote),), "total": Decimal(quote)}
        with refused("bids.not_the_fixed_price"):
            drafts.save_draft(bid=bid, by=who, section=Section.PRICE, changes=changes, complete=True)
    page, address = accounts.client_of(who), reverse("bids:workspace", args=[tender.number]) + "price/"
    form = page.get(address).context["form"]
    assert (form.fields["total"].disabled, form["total"].value()) == (True, "30,000.00")
    line = {"row_count": 1, "description_0": "上门助浴", "quantity_0": 1, "version": 1}
    assert page.post(address, line | {"unit_price_0": "29000.00", "total": "29000.00"}).status_code == 422
    assert page.post(address, line | {"unit_price_0": PRICE, "total": "1.00"}).status_code == 302


def test_equal_prices_are_no_hint_and_what_is_not_at_the_price_counts_no_longer(office: Office) -> None:
    rivals = tenders.providers(4)
    tender = announced(office, rivals)
    bids.submitted(tender, rivals[3], PRICE)
    lower = content(tender, outputs="全年 240 人次。")
    announcing.amend(tender=tender, by=office.preparer, content=lower, reason="经费调整", ceiling=Decimal("28000.00"))
    tender.refresh_from_db()
    for rival in rivals[:3]:
        bids.submitted(tender, rival, "28000.00")
    bids.opened(tender, office)
    found = {bid.provider_id: bid.opened.invalid_reason for bid in Bid.objects.select_related("opened")}
    assert found == {rivals[3].pk: "not_fixed_price"} | {rival.pk: "" for rival in rivals[:3]}
    assert not CollusionHint.objects.filter(kind__in=QUOTES).exists()


def test_no_equal_price_is_clearly_low(office: Office) -> None:
    limits = demands.rules().rules.scoring.low_quote_flags
    quotes = {UUID(int=number): Decimal(PRICE) for number in range(3)}
    assert all(min(thresholds(quotes, bid, Decimal(PRICE), limits).values()) < Decimal(PRICE) for bid in quotes)


def test_pages_say_so(office: Office) -> None:
    rivals = tenders.providers(3)
    tender, who = announced(office, rivals), tenders.bidder(rivals[0])
    bids.drafted(tender, rivals[0], who)
    page = accounts.client_of(who)
    for address in (
        tender.get_absolute_url(),
        reverse("bids:workspace", args=[tender.number]),
        reverse("overview:record", args=["notice", Notice.objects.get(tender=tender).pk]),
    ):
        shown = page.get(address).content.decode()
        assert "固定价格" in shown, address
        assert "所有响应均按最高限价报价，价格不作为评审因素" in shown, address
