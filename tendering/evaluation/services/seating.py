"""Seats: named for the community, drawn for everybody else, each with its grant (domain 2.4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.rulebook.queries import work_calendar
from tendering.evaluation import permissions
from tendering.evaluation.models import Draw, Panel, Seat
from tendering.evaluation.queries import people
from tendering.evaluation.queries.known import employers
from tendering.evaluation.rules import panel as make_up
from tendering.evaluation.rules.drawing import Frozen, Pool, next_in, opaque
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
    lot: Lot | None = None,
) -> Seat:
    """Give somebody a seat with the grant and a message; `lot` says by which draw."""
    last = panel.seats.aggregate(last=Max("number"))["last"] or 0
    row = Seat.objects.create(
        panel=panel,
        number=last + 1,
        user=member.user,
        capacity=capacity,
        role=member.role,
        seated_at=now,
        replaces=replaces,
        draw=lot.row if lot else None,
        passed_over=[list(pair) for pair in lot.passed] if lot else [],
        answer_due_at=_answer_due(panel, now) if lot else None,
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


def _answer_due(panel: Panel, now: datetime) -> datetime:
    """The end of the working day until which a drawn member declares or declines (rule set, domain 2.4)."""
    days = panel.tender.rule_set.rules.experts.invitation_working_days
    return end_of_day(work_calendar().add_workdays(day_of(now), days))


def draw_seats(panel: Panel, *, by: Membership | None, now: datetime, replaces: Seat | None = None) -> None:
    """Fill what can be drawn: next in the order drawn before, else by a new draw among those who have come since.

    A seat nobody is left for stays empty; the community sees it on its workbench.
    """
    for capacity in DRAWN:
        for _number in range(lacking(panel)[capacity]):
            lot = _next(panel, capacity, by=by, now=now)
            if lot is None:
                break
            is_same = replaces is not None and replaces.capacity == capacity
            seat(panel, lot.member, capacity, by=by, now=now, replaces=replaces if is_same else None, lot=lot)
            replaces = None if is_same else replaces


@dataclass(frozen=True, slots=True)
class Lot:
    """Whose turn it is, by which draw, and who was passed over on the way."""

    member: Membership
    row: Draw
    passed: tuple[tuple[str, str], ...]


def _next(panel: Panel, capacity: Capacity, *, by: Membership | None, now: datetime) -> Lot | None:
    on = day_of(now)
    known = set(panel.seats.values_list("user", flat=True))
    found = people.screened(panel.tender, capacity, on, without=known)
    free = {str(row.pk): row for row in found.free}
    groups = found.groups if capacity is Capacity.EXPERT else {}
    pool = Pool(free, _sat(known, capacity), groups, _employers_seated(panel, on) if groups else ())
    for row in Draw.objects.filter(panel=panel, purpose=capacity, drawn_at__isnull=False).order_by("round"):
        taken = next_in(row.order, pool)
        if taken.key is not None:
            return Lot(free[taken.key], row, taken.passed)
    frozen = _frozen(panel, found, pool)
    if not frozen.candidates:
        return None
    row = drawing.commit(panel, capacity.value, by=by, now=now)
    taken = next_in(drawing.hold(row, frozen.candidates, by=by, now=now, frozen=frozen), pool)
    return Lot(free[taken.key], row, taken.passed) if taken.key is not None else None


def _sat(known: set[int], capacity: Capacity) -> set[str]:
    rows = Membership.objects.filter(user__in=known, role=permissions.CAPACITY_ROLES[capacity])
    return {str(key) for key in rows.values_list("pk", flat=True)}


def _employers_seated(panel: Panel, on: date) -> set[str]:
    living = panel.seats.filter(state__in=sorted(LIVING), capacity=Capacity.EXPERT)
    return set(employers(set(living.values_list("user", flat=True)), on).values())


def _frozen(panel: Panel, found: people.Screened, pool: Pool) -> Frozen:
    """The list by rule: everybody free whose employer has no seat, and why the others are not on it."""
    reasons = {key: pool.against(key) for key in pool.free}
    listed = sorted(key for key, reason in reasons.items() if reason is None)
    out = {str(row.pk): [code.value for code in codes] for row, codes in found.out.items()}
    out |= {key: [reason.value] for key, reason in reasons.items() if reason is not None}
    item = panel.tender.demand.scope_item
    domains = item.domains.values_list("code", flat=True) if item is not None else []
    groups = opaque({key: pool.groups[key] for key in listed if key in pool.groups})
    return Frozen(listed, out, groups, sorted(domains) if pool.groups else [])


def is_complete(panel: Panel) -> bool:
    """Every voting seat is held, and its holder has declared."""
    waiting = panel.seats.filter(state=SeatState.INVITED, capacity__in=sorted(VOTING))
    return not lacking(panel) and not waiting.exists()
