"""Whom a closing tells: whoever opens, and of what failed whoever takes part; once, of all lots together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from tendering.bids import permissions
from tendering.bids.services.telling import tell_each
from tendering.tenders.models import JointCall, Notice, Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import LOT_NEEDS, locked_lots
from tendering.tenders.services.telling import tell_of

# Closed, and nobody was told; or failed at the deadline itself, with too few bids.
CLOSED = Q(state=State.CLOSED, closing_told_at__isnull=True)
FELL_SHORT = Q(state=State.FAILED, closing_told_at__isnull=True, closed_at__isnull=True, ended_at__gte=F("deadline_at"))


def tell_closed(tender: Tender, now: datetime) -> None:
    """Tell of a call that closed or failed at its deadline; of lots with the last one that takes bids.

    The caller holds the lots' locks.
    """
    together = Q(pk=tender.pk) if tender.joint_id is None else Q(joint=tender.joint_id)
    rows = Tender.objects.filter(together)
    if rows.filter(state=State.ANNOUNCED).exists():
        return
    lots = list(rows.filter(CLOSED).select_related(*LOT_NEEDS, "joint").order_by("lot"))
    short = list(rows.filter(FELL_SHORT).values_list("pk", flat=True))
    Tender.objects.filter(pk__in=[*short, *(lot.pk for lot in lots)]).update(closing_told_at=now)
    failures = Notice.objects.filter(tender__in=short, kind=Notice.Kind.FAILURE)
    tell_of(*failures.select_related("tender").order_by("pk"))
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
