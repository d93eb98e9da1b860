"""Splitting found across calls: projects of one community, item and year that pass a tier limit together (条例 28)."""

from __future__ import annotations

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from tendering.demands.queries.siblings import splitting_warning
from tendering.demands.rules.screening import SplittingWarning
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import LIVE

READERS = (Role.STREET, Role.DISTRICT, Role.DISCIPLINE)


def splitting_of(membership: Membership | None, tender: Tender) -> SplittingWarning | None:
    """What street, district and discipline see on a call's page until its award is settled; a warning, no verdict."""
    if tender.state not in LIVE or not holds(membership, *READERS, place=tender.demand.community):
        return None
    return splitting_warning(tender.demand)
