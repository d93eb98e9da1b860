"""Where a call goes on in later stages, by the names of their addresses: answering, opening, the opening record."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State

Link = tuple[str | Promise, str]


def main_links(membership: Membership | None, tender: Tender) -> list[Link]:
    """A provider answers a running call; the opening committee's offices open a closed one."""
    if not tender.procedure.competition or membership is None:
        return []
    if membership.role in PROVIDER_ROLES and tender.state == State.ANNOUNCED:
        return [(_("Answer this call"), reverse("bids:workspace", args=[tender.number]))]
    if tender.state == State.CLOSED and _opens(membership, tender):
        return [(_("Opening of the bids"), reverse("bids:opening", args=[tender.number]))]
    return []


def quiet_links(membership: Membership | None, tender: Tender) -> list[Link]:
    """Once opened: the opened bids for the offices, the own bid for bidders; the record stands with the bids."""
    opening = getattr(tender, "opening", None)
    if opening is None or opening.opened_at is None:
        return []
    links: list[Link] = []
    if membership is not None and membership.role in PROVIDER_ROLES:
        links.append((_("Our bid"), reverse("bids:workspace", args=[tender.number])))
    elif _opens(membership, tender):
        links.append((_("Opening of the bids"), reverse("bids:opening", args=[tender.number])))
    return links


def _opens(membership: Membership | None, tender: Tender) -> bool:
    roles = [Role(office.value) for office in tender.procedure.opening_members]
    return holds(membership, *roles, place=tender.demand.community)
