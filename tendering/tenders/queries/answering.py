"""Which calls still take answers, for the two-way selection of their demands (R36; domain 3.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q

from tendering.demands.calls import Call
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.rules.states import DECIDING, LIVE, PUBLIC, State

RUNS = sorted(LIVE & PUBLIC)


def past(now: datetime) -> Q:
    """Demands whose call takes no more answers; a call without competition names who shall do it."""
    over = Q(state=State.ANNOUNCED, deadline_at__lte=now) | Q(state__in=DECIDING)
    over |= Q(state=State.SUSPENDED, suspended_from__in=DECIDING) | Q(state__in=RUNS, deadline_at__isnull=True)
    return Q(pk__in=Tender.objects.filter(over).values("demand"))


def invited(provider: int) -> Q:
    """Demands whose running call this provider was invited to; the invitation waits among its duties."""
    rows = Invitation.objects.filter(provider=provider, tender__state__in=RUNS)
    return Q(pk__in=rows.values("tender__demand"))


def running(demands: Collection[int], now: datetime) -> Mapping[int, Call]:
    """The announced calls of these demands that have not ended."""
    rows = Tender.objects.filter(demand__in=demands, state__in=RUNS).order_by("pk")
    return {row.demand_id: _call(row, now) for row in rows}


def _call(row: Tender, now: datetime) -> Call:
    return Call(
        row.number,
        row.get_absolute_url(),
        is_past=row.is_over_at(now) or row.deadline_at is None,
        is_open_to_all=row.state == State.ANNOUNCED and not row.procedure.invited_only,
    )
