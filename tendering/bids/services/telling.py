"""Whom an act on an opened bid tells."""

from __future__ import annotations

from catalog.services.telling import provider_people
from tendering.bids.models import Bid
from tendering.bids.queries.members import members


def bidder_people(bid: Bid) -> list[int]:
    """User ids of those who act today for the bidder, in a consortium for every member."""
    return sorted({pk for provider in members(bid) for pk in provider_people(provider)})
