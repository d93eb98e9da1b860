"""Seats of one person."""

from __future__ import annotations

from marketplace.accounts.models import Membership
from tendering.evaluation.models import Seat
from tendering.evaluation.rules.states import ENDED, SeatState

MOST = 100


def own_seats(by: Membership) -> tuple[list[Seat], list[Seat]]:
    """Seats this person holds or held in the role acted in: invitations to answer, then all others, latest first."""
    rows = Seat.objects.filter(user=by.user_id, role=by.role).select_related("panel__tender__demand__community")
    found = list(rows.order_by("-seated_at", "-pk")[:MOST])
    waiting = [row for row in found if row.state == SeatState.INVITED and row.panel.state not in ENDED]
    return waiting, [row for row in found if row not in waiting]
