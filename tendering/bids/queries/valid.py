"""What later stages read: the bids that count, once all are decided on."""

from __future__ import annotations

from django.db.models import QuerySet

from tendering.bids.models import Bid, BidState, OpenedBid
from tendering.tenders.models import Tender


def valid_bids(tender: Tender) -> QuerySet[Bid]:
    """Opened, valid and qualified bids with price and plan at hand, by price; empty before the opening."""
    rows = Bid.objects.filter(
        tender=tender, state=BidState.OPENED, opened__valid=True, qualification__passed=True
    ).select_related("opened", "provider__organisation", "qualification")
    return rows.order_by("opened__price", "pk")


def waiting(tender: Tender) -> QuerySet[OpenedBid]:
    """Opened, valid bids on which nobody has decided yet."""
    rows = OpenedBid.objects.filter(bid__tender=tender, valid=True, bid__qualification__isnull=True)
    return rows.select_related("bid__provider__organisation").order_by("price", "pk")


def is_qualified(tender: Tender) -> bool:
    """Whether the bids are opened and each valid one is decided on: evaluation may begin."""
    opening = getattr(tender, "opening", None)
    return opening is not None and opening.opened_at is not None and not waiting(tender).exists()
