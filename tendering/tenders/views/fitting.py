"""The best fitting providers on the page of a call, for those who invite and the offices that look after it (R36)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from tendering.demands.permissions import MATCHMAKERS
from tendering.demands.queries.shortlist import shortlist
from tendering.demands.services.recommending import note_shown
from tendering.demands.wording import fit as wording
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.services.invitations import BEFORE_DEADLINE


def fitting_providers(
    request: HttpRequest, membership: Membership | None, tender: Tender, invitations: Collection[Invitation] | None
) -> dict[str, Any]:
    """What the page says of them while the call still invites; what who invites is shown is kept.

    Args:
        invitations: of the call, where the page has read them.
    """
    invites = tender.procedure.competition and tender.state in BEFORE_DEADLINE
    if not invites or not holds(membership, *MATCHMAKERS, place=tender.demand.community):
        return {}
    now = clock.now()
    asked = {row.provider_id for row in (tender.invitations.all() if invitations is None else invitations)}
    found = shortlist(tender.demand, now, without=asked)
    by_community = holds(membership, Role.COMMUNITY, place=tender.demand.community)
    if by_community and request.method == "GET":
        note_shown(found=found, on=day_of(now))
    return {
        "fitting": [
            {"provider": one.provider, "points": one.fit.points, "why": wording.best(one.fit)[0].why} for one in found
        ],
        "invites_fitting": by_community,
        "fitting_url": reverse("demands:fitting", args=[tender.demand.number]),
        "fitting_is_spare": found.is_spare,
    }
