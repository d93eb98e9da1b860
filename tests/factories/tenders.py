"""Tenders for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.places.queries import district_of
from marketplace.primitives.calendar import end_of_day
from marketplace.rulebook.queries import work_calendar
from tendering.demands.models import Demand
from tendering.demands.rules.meeting import Votes
from tendering.tenders.models import Offer, Tender
from tendering.tenders.queries.splitting import finding
from tendering.tenders.rules import timetable
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import keys, splitting
from tendering.tenders.services.announcing import announce
from tendering.tenders.services.invitations import invite_providers
from tendering.tenders.services.offers import (
    CostLine,
    OfferValues,
    ResolutionRecord,
    record_offer,
    record_resolution,
)
from tendering.tenders.services.preparing import prepare_tender, submit_docs
from tests.factories import accounts, catalog, demands, places


@dataclass
class Office:
    """The people of a community who let a project: one prepares, another approves; the committee watches."""

    community: Place
    preparer: Membership
    approver: Membership
    committee: Membership

    @staticmethod
    def of(community: Place | None = None) -> Office:
        """Separate people in one community."""
        community = community or places.community()
        return Office(
            community=community,
            preparer=accounts.membership(Role.COMMUNITY, community),
            approver=accounts.membership(Role.COMMUNITY, community),
            committee=accounts.membership(Role.SUPERVISION_COMMITTEE, community),
        )


def content(**changes: Any) -> Content:
    """A complete call."""
    first = clock.today() + timedelta(days=30)
    values: dict[str, Any] = {
        "requirements": "为辖区 120 户独居老人上门助浴,每月不少于 25 人次。",
        "outputs": "全年 300 人次,满意率不低于 80%。",
        "eligibility": "登记的业务范围包含为老服务,有专职人员和项目负责人。",
        "materials": "登记证书、法定代表人身份证明、上年度年检结论、实施方案与报价。",
        "period_from": first,
        "period_to": first + timedelta(days=60),
        "how_to_submit": "在本平台密封提交。",
        "contact_name": "李主任",
        "contact_phone": "028-00000000",
        "supervision_phone": "028-00000001",
    }
    return Content(**(values | changes))


def prepared(office: Office, demand: Demand | None = None, *, method: str = "inquiry", **changes: Any) -> Tender:
    """A call in preparation for a published demand."""
    demand = demand or demands.published(office.community)
    return prepare_tender(demand=demand, method=method, by=office.preparer, content=content(**changes), now=clock.now())


def deadline(tender: Tender, *, days: int = 0) -> datetime:
    """The earliest deadline the rules allow, or some days later."""
    day = timetable.earliest_deadline(clock.today(), tender.procedure, work_calendar())
    return end_of_day(day + timedelta(days=days))


def announced(
    office: Office, demand: Demand | None = None, *, method: str = "inquiry", invited: Sequence[Provider] = ()
) -> Tender:
    """A running call."""
    tender = prepared(office, demand, method=method)
    if invited:
        invite_providers(tender=tender, providers=invited, by=office.preparer, now=clock.now())
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    return announce(tender=unsplit(tender), by=office.approver, deadline_at=deadline(tender))


def major(office: Office, *, method: str = "consultation", budget: str = "300000.00", **facts: Any) -> Tender:
    """A running call of a major project, approved by the district."""
    tender = prepared(office, demands.published(office.community, budget, tier="major", **facts), method=method)
    submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    by = accounts.membership(Role.DISTRICT, district_of(office.community))
    return announce(tender=unsplit(tender), by=by, deadline_at=deadline(tender))


def unsplit(tender: Tender) -> Tender:
    """The same call; if it passes a limit together with others, that was answered and accepted."""
    if finding(tender.demand) is not None:
        street, district = tender.demand.community.parent, district_of(tender.demand.community)
        splitting.answer(
            tender=tender, by=accounts.membership(Role.STREET, street), text="服务对象、时间和地点都不相同,须分别实施。"
        )
        splitting.decide(
            tender=tender, by=accounts.membership(Role.DISTRICT, district), accept=True, text="需求各自独立。"
        )
    return tender


def canceller(tender: Tender) -> Membership:
    """Somebody who may cancel an opened call: of the office that approved its documents, and wrote nothing."""
    office = tender.joint.approved_by if tender.joint else tender.procedure.documents_approved_by.value
    community = tender.demand.community
    places_of = {"community": community, "street": community.parent, "district": district_of(community)}
    return accounts.membership(office, places_of[office])


def providers(count: int = 3, **facts: Any) -> list[Provider]:
    """Listed providers that may do work for the elderly."""
    return [catalog.listed_provider(**facts) for _number in range(count)]


def bidder(provider: Provider) -> Membership:
    """Somebody who signs for the provider."""
    return accounts.membership(Role.PROVIDER_ADMIN, provider.organisation)


def offered(tender: Tender, office: Office) -> Offer:
    """A residents' group's offer with its resolution recorded, not countersigned yet."""
    group = catalog.community_group(community=office.community)
    lines = [CostLine("清洁工具", Decimal(1), "批", Decimal("9000.00"))]
    values = OfferValues(plan="每周两次", price_note="按市价", lines=lines, group=group)
    offer = record_offer(tender=tender, by=office.preparer, values=values, now=clock.now())
    demands.body_on_record(office.community)
    record = ResolutionRecord(clock.now() - timedelta(hours=2), Votes(24, 22, 1, 1), "同意由小组实施")
    record_resolution(tender=tender, by=office.preparer, values=record)
    offer.refresh_from_db()
    return offer
