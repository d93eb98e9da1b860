"""Bidders of one call that belong together: they may not compete (domain 2.4; 条例 18)."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Provider
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES
from tendering.bids.models import Bid, BidState


@dataclass(frozen=True, slots=True)
class Related:
    """What this bidder shares with a rival of the same call: its legal representative, or people who act for both."""

    rival: str
    person: str
    is_responsible: bool


def related(bid: Bid) -> list[Related]:
    """Found among the opened bids of the call; a hint for the qualification check, for people share names.

    Before the opening nobody asks: that a rival has bid would show.
    """
    rivals = Bid.objects.filter(tender=bid.tender_id, state__in=[BidState.OPENED, BidState.UNOPENABLE])
    own, people = _responsible(bid.provider), _people(bid.provider)
    found = []
    for rival in rivals.exclude(pk=bid.pk).select_related("provider__organisation").order_by("pk"):
        name = rival.provider.organisation.name
        if own and own == _responsible(rival.provider):
            found.append(Related(name, own, is_responsible=True))
        both = people.keys() & _people(rival.provider).keys()
        found += [Related(name, people[user], is_responsible=False) for user in sorted(both)]
    return found


def _responsible(provider: Provider) -> str:
    return "".join(provider.legal_representative.split())


def _people(provider: Provider) -> dict[int, str]:
    rows = holders(*PROVIDER_ROLES, organisation=provider.organisation).select_related("user")
    return {row.user_id: row.user.name for row in rows}
