"""What later stages read: the bids that count, once all are decided on."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from tendering.bids.models import Bid, BidState, OpenedBid, Qualification, Round, RoundState
from tendering.bids.rules.states import SHOWN
from tendering.tenders.models import Tender


def opened_bids(tender: Tender) -> QuerySet[Bid]:
    """Every bid of a call that its opening brought to light, valid or not; empty before."""
    return Bid.objects.filter(tender=tender, state__in=sorted(SHOWN)).order_by("pk")


def valid_bids(tender: Tender | OuterRef) -> QuerySet[Bid]:
    """Opened, valid and qualified bids with price and plan at hand, by the price that counts; empty before the opening.

    Of a call, or inside a query of the call that this names. Once final quotes are opened only bids with a valid one
    are left: a missing one is a withdrawal (domain 2.5).
    """
    rows = Bid.objects.filter(
        tender=tender, state=BidState.OPENED, opened__valid=True, qualification__passed=True
    ).select_related("opened", "final", "provider__organisation", "qualification")
    over = Round.objects.filter(tender=OuterRef("tender"), is_last=True, state=RoundState.ENDED)
    rows = rows.filter(Q(final__isnull=False) | ~Exists(over))
    return rows.order_by(Coalesce("final__price", "opened__price"), "pk")


def waiting(tender: Tender) -> QuerySet[OpenedBid]:
    """Opened, valid bids on which nobody has decided yet."""
    rows = OpenedBid.objects.filter(
        bid__tender=tender, bid__round__isnull=True, valid=True, bid__qualification__isnull=True
    )
    return rows.select_related("bid__provider__organisation").order_by("price", "pk")


def is_qualified(tender: Tender) -> bool:
    """Whether the bids are opened and each valid one is decided on: evaluation may begin."""
    opening = getattr(tender, "opening", None)
    return opening is not None and opening.opened_at is not None and not waiting(tender).exists()


def may_be_checked_anew(tender: Tender) -> bool:
    """Whether every bid is decided on, and others may still come in.

    Rounds of a consultation are held with those who passed: whoever was kept out cannot be brought in afterwards.
    """
    decided = Qualification.objects.filter(counts_for__tender=tender)
    return is_qualified(tender) and decided.exists() and not Round.objects.filter(tender=tender).exists()


def has_settled_prices(tender: Tender) -> bool:
    """Whether every bid's price stands: without rounds at once, with rounds once the final quotes are opened."""
    if not tender.procedure.rounds:
        return True
    return Round.objects.filter(tender=tender, is_last=True, state=RoundState.ENDED).exists()
