"""Whom an opening tells: each bidder and each officer once, of all lots of a joint call together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from marketplace.accounts.queries import holders
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, Opening
from tendering.bids.services.failing import fail_if_none_left
from tendering.bids.services.opened import tell
from tendering.bids.services.telling import bidder_people, tell_each
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.states import State


def tell_opened(tender: Tender, bids: Sequence[Bid], now: datetime) -> None:
    """Tell the bidders, and whoever qualifies; where nothing valid was found the call fails.

    What does not open is told at once, everything else with the last lot that is still sealed.
    """
    for bid in bids:
        if bid.state != BidState.OPENED:
            tell("bids.unopenable", tender, bidder_people(bid), reverse("bids:workspace", args=[tender.number]))
    fail_if_none_left(tender)
    _tell(_untold(tender), now)


@transaction.atomic
def tell_rest(*, joint: JointCall, now: datetime) -> None:
    """Tell of lots that were opened before another one, the last that was sealed, ended in another way."""
    lots = joint.lots.select_related("joint").order_by("lot")
    if first := lots.first():
        _tell(_untold(first), now)


def _untold(tender: Tender) -> list[Tender]:
    """The lots to tell of now: none while one of them is sealed."""
    together = Q(pk=tender.pk) if tender.joint_id is None else Q(joint=tender.joint_id)
    lots = Tender.objects.filter(together).select_related("joint", "demand__community", "rule_set").order_by("lot")
    if lots.filter(state=State.CLOSED).exists():
        return []
    return list(lots.filter(opening__opened_at__isnull=False, opening__told_at__isnull=True))


def _tell(lots: Sequence[Tender], now: datetime) -> None:
    # Whoever writes the moment tells; a rival that waited for the row finds it written.
    mine = [lot for lot in lots if Opening.objects.filter(tender=lot, told_at__isnull=True).update(told_at=now)]
    tell_each(
        "bids.opened",
        [(lot, bidder_people(bid)) for lot in mine for bid in _opened(lot)],
        url=lambda lot: reverse("bids:workspace", args=[lot.number]),
        joint_url=lambda joint: joint.get_absolute_url(),
    )
    tell_each(
        "bids.to_qualify",
        [(lot, _officers(lot)) for lot in mine if lot.state == State.OPENED],
        url=lambda lot: reverse("bids:opening", args=[lot.number]),
        joint_url=lambda joint: joint.get_absolute_url(),
    )


def _opened(lot: Tender) -> list[Bid]:
    rows = Bid.objects.filter(tender=lot, state=BidState.OPENED).select_related("provider__organisation")
    return list(rows.order_by("pk"))


def _officers(lot: Tender) -> list[int]:
    rows = holders(*permissions.qualifying_roles(lot), covering=lot.demand.community)
    return list(rows.values_list("user_id", flat=True))
