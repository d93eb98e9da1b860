"""What a provider has in hand: its latest bids and its contracts, for its workbench. Nothing of anybody else."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES
from tendering.bids import permissions as bids
from tendering.bids.models import Bid
from tendering.contracts import permissions as contracts
from tendering.contracts.models import Contract
from tendering.contracts.models.contract import ContractState

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
