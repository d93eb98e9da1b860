"""Joint calls for tests: projects of one street, each in a community of its own unless told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.places.queries import district_of
from tendering.demands.models import Demand
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.joint import Common
from tendering.tenders.services import joint_calls, keys
from tendering.tenders.services.joining import prepare_joint
from tests.factories import accounts, demands, places, tenders


@dataclass
class StreetOffice:
    """Two people of a street, one of whom prepares and the other approves; and the district above."""

    street: Place
    preparer: Membership
    approver: Membership
    district: Membership

    @staticmethod
    def of(street: Place | None = None) -> StreetOffice:
        """In a street of its own."""
        street = street or places.street()
        return StreetOffice(
            street,
            accounts.membership(Role.STREET, street),
            accounts.membership(Role.STREET, street),
            accounts.membership(Role.DISTRICT, district_of(street)),
        )


def common(**changes: Any) -> Common:
    """What the documents of all lots say."""
    first = clock.today() + timedelta(days=30)
    values: dict[str, Any] = {
        "eligibility": "登记的业务范围包含为老服务,有专职人员和项目负责人。",
        "materials": "登记证书、法定代表人身份证明、实施方案与报价。",
        "period_from": first,
        "period_to": first + timedelta(days=60),
        "how_to_submit": "在本平台按标段分别密封提交。",
        "contact_name": "周科长",
        "contact_phone": "028-00000000",
        "supervision_phone": "028-00000001",
    }
    return Common(**(values | changes))


def projects(office: StreetOffice, *budgets: str, **facts: Any) -> list[Demand]:
    """Published projects, each of another community of the street."""
    return [project(places.community(within=office.street), budget, **facts) for budget in budgets]


def project(community: Place, budget: str, **facts: Any) -> Demand:
    """A published project that says what is to be done."""
    told = {"need": "辖区独居老人洗浴不便。", "outputs": "全年上门助浴 300 人次。"}
    return demands.published(community, budget, **(told | facts))


def prepared(
    office: StreetOffice,
    rows: Sequence[Demand] | None = None,
    *,
    method: str = "inquiry",
    limit: int | None = None,
    **changes: Any,
) -> JointCall:
    """A joint call in preparation; by default of two projects that stay micro together."""
    rows = rows or projects(office, "21000.00", "13500.00")
    return prepare_joint(
        title="助浴服务联合采购",
        demands=rows,
        method=method,
        common=common(**changes),
        by=office.preparer,
        now=clock.now(),
        awards_per_bidder=limit,
    )


def announced(
    office: StreetOffice,
    rows: Sequence[Demand] | None = None,
    *,
    method: str = "inquiry",
    limit: int | None = None,
) -> list[Tender]:
    """The running lots of a joint call."""
    joint = prepared(office, rows, method=method, limit=limit)
    joint_calls.submit_joint(joint=joint, by=office.preparer)
    lots = list(joint.lots.select_related("demand__community").order_by("lot"))
    keys.fill_pool(size=len(lots), now=clock.now())
    joint_calls.announce_joint(joint=joint, by=office.approver, deadline_at=tenders.deadline(lots[0]))
    return lots_of(joint)


def lots_of(joint: JointCall) -> list[Tender]:
    """Its lots as they stand, in their order."""
    return list(joint.lots.select_related("demand__community__parent", "joint__place").order_by("lot"))
