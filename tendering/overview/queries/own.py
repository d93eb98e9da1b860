"""What a provider, or a unit that pays its part, has in hand, for its workbench. Nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from tendering.bids import permissions as bids
from tendering.bids.models import Bid
from tendering.contracts import permissions as contracts
from tendering.contracts.models import Contract
from tendering.contracts.models.contract import ContractState
from tendering.funds.models import FundingLine, PlanStatus
from tendering.funds.queries.plans import lines_of
from tendering.overview.queries import links

LATEST = 8


def bids_of(membership: Membership | None) -> QuerySet[Bid]:
    """The latest bids of the person's provider, the call with the latest deadline first."""
    rows = bids.own(membership).filter(round__isnull=True).select_related("tender__demand__community")
    return rows.order_by("-tender__deadline_at", "-pk")[:LATEST]


def contracts_of(membership: Membership | None) -> QuerySet[Contract]:
    """The latest contracts of the person's provider, those in delivery first."""
    if membership is None or membership.role not in PROVIDER_ROLES:
        return Contract.objects.none()
    own = Q(provider__organisation=membership.organisation_id) | contracts.joint(membership)
    rows = Contract.objects.filter(own).exclude(state=ContractState.VOID)
    return rows.select_related("demand__community").order_by("ended_at", "-period_to", "-pk")[:LATEST]


@dataclass(frozen=True, slots=True)
class Part:
    """What a co-building unit promised to one project: its line, and where the project's file is, if it is public."""

    line: FundingLine
    project_url: str

    @property
    def is_open(self) -> bool:
        """Whether another letter may still take the place of this one."""
        return self.line.pledge_letter is not None and self.line.plan.status != PlanStatus.ENDED


def parts_of(membership: Membership | None) -> list[Part]:
    """The latest promises of the unit the person speaks for (R8)."""
    if membership is None or membership.role != Role.CO_BUILDER or membership.organisation is None:
        return []
    lines = list(lines_of(membership.organisation)[:LATEST])
    files = links.of_plans([line.plan_id for line in lines]) if lines else {}
    return [Part(line, files.get(line.plan_id, "")) for line in lines]
