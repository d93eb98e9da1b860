"""Seats: named for the community, drawn for everybody else, each with its grant (domain 2.4)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Max

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of
from tendering.evaluation import permissions
from tendering.evaluation.models import Draw, Panel, Seat
from tendering.evaluation.queries import people
from tendering.evaluation.rules import panel as make_up
from tendering.evaluation.rules.states import DRAWN, LIVING, VOTING, Capacity, SeatState
from tendering.evaluation.services import drawing


def seat(
    panel: Panel,
    member: Membership,
    capacity: Capacity,
    *,
    by: Membership | None,
    now: datetime,
    replaces: Seat | None = None,
) -> Seat:
    """Give somebody a seat with the grant and a message."""
    last = panel.seats.aggregate(last=Max("number"))["last"] or 0
    row = Seat.objects.create(
        panel=panel,
        number=last + 1,
        user=member.user,
        capacity=capacity,
        role=member.role,
        seated_at=now,
        replaces=replaces,
    )
    permissions.grant(panel, member.user)
    record(
        act="evaluation.seat.taken",
        target=panel,
        by=by,
        parameters={"number": row.label, "capacity": capacity.value},
        personal={"name": member.user.name},
        subject=member.user,
    )
    notify(
        kind="evaluation.seated",
        recipients=[member.user_id],
        url=panel.get_absolute_url(),
        parameters={"title": panel.tender.demand.title, "number": panel.tender.number},
    )
    return row


def unseat(row: Seat, state: SeatState, now: datetime) -> None:
    """End a seat; the grant goes in the same transaction."""
    row.state, row.left_at = state, now
    row.save()
    permissions.revoke(row.panel, row.user)


def lacking(panel: Panel) -> Counter[Capacity]:
    """Voting seats still empty, by capacity."""
    living = panel.seats.filter(state__in=sorted(LIVING)).values_list("capacity", flat=True)
    return make_up.missing(panel.tender.procedure, [Capacity(value) for value in living])


def draw_seats(panel: Panel, *, by: Membership | None, now: datetime, replaces: Seat | None = None) -> None:
    """Fill what can be drawn: next in the order drawn before, else by a new draw among those who have come since.

    A seat nobody is left for stays empty; the community sees it on its workbench.
    """
    for capacity in DRAWN:
        for _number in range(lacking(panel)[capacity]):
            member = _next(panel, capacity, by=by, now=now)
            if member is None:
                break
            is_same = replaces is not None and replaces.capacity == capacity
            seat(panel, member, capacity, by=by, now=now, replaces=replaces if is_same else None)
            replaces = None if is_same else replaces


def _next(panel: Panel, capacity: Capacity, *, by: Membership | None, now: datetime) -> Membership | None:
    known = set(panel.seats.values_list("user", flat=True))
    free = {str(row.pk): row for row in people.candidates(panel.tender, capacity, day_of(now), without=known)}
    orders = Draw.objects.filter(panel=panel, purpose=capacity, drawn_at__isnull=False).order_by("round")
    for order in orders.values_list("order", flat=True):
        for key in order:
            if key in free:
                return free[key]
    if not free:
        return None
    row = drawing.commit(panel, capacity.value, by=by, now=now)
    return free[drawing.hold(row, sorted(free), by=by, now=now)[0]]


def is_complete(panel: Panel) -> bool:
    """Every voting seat is held, and its holder has declared."""
    waiting = panel.seats.filter(state=SeatState.INVITED, capacity__in=sorted(VOTING))
    return not lacking(panel) and not waiting.exists()
