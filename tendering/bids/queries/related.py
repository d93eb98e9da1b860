"""Bidders of one call that belong together: they may not compete (domain 2.4; 条例 18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Provider
from catalog.rules.control import behind
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES
from tendering.bids.models import Bid
from tendering.bids.queries.members import members_of
from tendering.bids.queries.valid import opened_bids


@dataclass(frozen=True, slots=True)
class Related:
    """What this bidder shares with a rival of the same call: responsible person or controller, or people who act."""

    rival: str
    person: str
    is_responsible: bool


def related(bid: Bid) -> list[Related]:
    """Found among the opened bids of the call, every member of each, in two queries; a hint, for people share names.

    Before the opening nobody asks: that a rival has bid would show.
    """
    rows = opened_bids(bid.tender)
    bids = list(rows.exclude(pk=bid.pk).select_related("provider__organisation").order_by("provider_id"))
    everybody = members_of([bid, *bids])
    own = everybody.pop(bid.pk)
    rivals = [member for one in everybody.values() for member in one]
    people = _people([*own, *rivals])
    names = {name for member in own for name in _responsible(member)}
    ours = {user: name for member in own for user, name in people[member.organisation_id].items()}
    found = []
    for rival in rivals:
        same = names & _responsible(rival)
        found += [Related(rival.organisation.name, name, is_responsible=True) for name in sorted(same)]
        both = ours.keys() & people[rival.organisation_id].keys()
        found += [Related(rival.organisation.name, ours[user], is_responsible=False) for user in sorted(both)]
    return found


def _responsible(provider: Provider) -> frozenset[str]:
    return behind(provider.organisation.name, provider.legal_representative, provider.controller)


def _people(providers: Sequence[Provider]) -> dict[int, dict[int, str]]:
    """Names of those who act for each organisation today, by user."""
    found: dict[int, dict[int, str]] = {one.organisation_id: {} for one in providers}
    for row in holders(*PROVIDER_ROLES).filter(organisation__in=found).select_related("user"):
        if row.organisation_id is not None:
            found[row.organisation_id][row.user_id] = row.user.name
    return found
