"""Whom a closing tells: whoever opens, once, of all lots of a joint call together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from tendering.bids import permissions
from tendering.bids.services.telling import tell_each
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import LOT_NEEDS, locked_lots


def tell_closed(tender: Tender, now: datetime) -> None:
    """Tell of a call that closed or failed at its deadline; of lots with the last one that takes bids.

    The caller holds the lots' locks.
    """
    together = Q(pk=tender.pk) if tender.joint_id is None else Q(joint=tender.joint_id)
    rows = Tender.objects.filter(together)
    if rows.filter(state=State.ANNOUNCED).exists():
        return
    due = rows.filter(state=State.CLOSED, closing_told_at__isnull=True).select_related(*LOT_NEEDS, "joint")
    lots = list(due.order_by("lot"))
    Tender.objects.filter(pk__in=[lot.pk for lot in lots]).update(closing_told_at=now)
    tell_each(
        "bids.to_open",
        [(lot, permissions.openers(lot)) for lot in lots],
        url=lambda lot: reverse("bids:opening", args=[lot.number]),
        joint_url=lambda joint: reverse("bids:lots_opening", args=[joint.number]),
    )


@transaction.atomic
def tell_rest(*, joint: JointCall, now: datetime) -> None:
    """Tell of lots that closed before another one, the last that took bids, ended or was stopped in another way."""
    locked_lots(joint)
    if first := joint.lots.order_by("lot").first():
        tell_closed(first, now)
