"""Bids for tests, through the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.outbox.models import Message
from marketplace.outbox.services import deliver
from tendering.bids import draft_box
from tendering.bids.models import Bid, BidDraft, BidVersion
from tendering.bids.rules.content import Content, Member, PriceLine, Section
from tendering.bids.services import closing, drafts, opening, qualifying, submitting
from tendering.bids.sheet_facts import needed_facts
from tendering.demands.models import Demand
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.services.invitations import answer_invitation
from tests.factories import demands, tenders
from tests.factories.tenders import Office

PLAN = "每周三、周五上门助浴,两人一组,先评估再服务。"
PRICES = ("27600.00", "28000.00", "28800.00", "29100.00", "29400.00")


def line(amount: str = "28000.00", *, quantity: str = "1", description: str = "上门助浴服务") -> PriceLine:
    """One price line."""
    return PriceLine(description, Decimal(quantity), "项", Decimal(amount))


def written(bid: Bid, by: Membership, price: str = "28000.00", *, plan: str = PLAN, **facts: int) -> Bid:
    """The whole draft filled in: price, plan, team, and every fact the call's formulas ask for."""
    asked = {fact.value: facts.get(fact.value, 1) for fact in needed_facts(bid.tender)}
    changes: dict[Section, dict[str, Any]] = {
        Section.PRICE: {"lines": (line(price),), "total": Decimal(price)},
        Section.PLAN: {"plan": plan, "schedule": "签约后 7 日内启动", "participation": "居民代表每月评议一次"},
        Section.TEAM: {"team": (Member("陈演示", "项目负责人", "中级社会工作师"), Member("李演示", "护理员"))},
        Section.FACTS: {"facts": asked},
    }
    for section, values in changes.items():
        drafts.save_draft(bid=bid, by=by, section=section, changes=values, complete=True)
    return bid


def drafted(tender: Tender, provider: Provider, by: Membership | None = None) -> Bid:
    """A bid begun and not filled in."""
    by = by or tenders.bidder(provider)
    return drafts.start_draft(tender=tender, provider=provider, by=by).bid


def filled(tender: Tender, provider: Provider, price: str = "28000.00") -> Bid:
    """A complete draft written straight into the tables, for tests that need many."""
    bid = Bid.objects.create(tender=tender, provider=provider, created_at=clock.now())
    key, text = draft_box.new_box(bid)
    draft = BidDraft(bid=bid, wrapped_key=key, ciphertext=text, saved_at=clock.now())
    team = (Member("陈演示", "项目负责人"),)
    draft_box.write(draft, Content(lines=(line(price),), total=Decimal(price), plan=PLAN, team=team))
    draft.save()
    return bid


def submitted(
    tender: Tender, provider: Provider, price: str = "28000.00", *, by: Membership | None = None, **facts: Any
) -> BidVersion:
    """A sealed bid."""
    by = by or tenders.bidder(provider)
    bid = written(drafted(tender, provider, by), by, price, **facts)
    return submitting.submit(bid=bid, by=by, declared=True)


def invited(office: Office, rivals: Sequence[Provider], *, demand: Demand | None = None) -> Tender:
    """A running invited comparison; every provider has accepted."""
    tender = tenders.announced(office, demand, method="comparison_invited", invited=rivals)
    for row in Invitation.objects.filter(tender=tender).select_related("provider"):
        answer_invitation(invitation=row, by=tenders.bidder(row.provider), accept=True)
    return tender


def deliver_all() -> int:
    """What the worker does after the commits: deliver every open message."""
    keys = list(Message.objects.open().order_by("pk").values_list("pk", flat=True))
    return sum(deliver(message_id=key) for key in keys)


def closed(tender: Tender) -> Tender:
    """The tender after its deadline; the clock of the test stands where it stood."""
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(seconds=1)):
        closing.close_due(tender=tender)
    tender.refresh_from_db()
    return tender


def opened(tender: Tender, office: Office) -> Tender:
    """The tender closed and opened by community and supervision committee."""
    tender = closed(tender)
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(minutes=5)):
        for officer in (office.approver, office.committee):
            opening.confirm_opening(tender=tender, by=officer, declared=True)
        opening.open_bids(tender=tender)
    return Tender.objects.select_related("opening", "demand__community").get(pk=tender.pk)


@dataclass
class Contest:
    """A tender opened with its qualified bids, and everybody who took part."""

    tender: Tender
    office: Office
    bids: list[Bid]
    bidders: list[Membership] = field(default_factory=list)


def contest(
    count: int = 3,
    *,
    method: str = "inquiry",
    prices: Sequence[str] = (),
    budget: str = "30000.00",
    office: Office | None = None,
    demand: Demand | None = None,
    qualified: bool = True,
) -> Contest:
    """A tender opened with `count` bids, all qualified; `prices` in yuan, the first bid first."""
    office = office or Office.of()
    demand = demand or demands.published(office.community, budget)
    rivals = tenders.providers(count)
    people = [tenders.bidder(provider) for provider in rivals]
    tender = (
        invited(office, rivals, demand=demand)
        if method == "comparison_invited"
        else tenders.announced(office, demand, method=method)
    )
    quotes = [*prices, *PRICES[len(prices) :]]
    for provider, by, price in zip(rivals, people, quotes, strict=False):
        submitted(tender, provider, price, by=by)
    tender = opened(tender, office)
    bids = [
        Bid.objects.select_related("opened", "provider__organisation").get(tender=tender, provider=p) for p in rivals
    ]
    if qualified:
        for bid in bids:
            qualifying.qualify(bid=bid, by=office.preparer, passed=True)
    return Contest(tender, office, bids, people)
