"""Seats: named for the community, drawn for everybody else, each with its grant (domain 2.4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives import draw
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.rulebook.queries import work_calendar
from tendering.evaluation import permissions
from tendering.evaluation.models import Draw, Panel, Seat
from tendering.evaluation.queries import people
from tendering.evaluation.queries.known import employers
from tendering.evaluation.queries.lots import lots_beside
from tendering.evaluation.rules import panel as make_up
from tendering.evaluation.rules.drawing import Frozen, Pool, next_in, opaque
from tendering.evaluation.rules.states import DRAWN, LIVING, VOTING, Capacity, SeatState
from tendering.evaluation.services import drawing
from tendering.evaluation.services.states import title_of
from tendering.tenders.models import Tender

NOBODY: Mapping[int, Seat] = {}


def seat(
    panels: Sequence[Panel],
    member: Membership,
    capacity: Capacity,
    *,
    by: Membership | None,
    now: datetime,
    replaces: Mapping[int, Seat] = NOBODY,
    lot: Lot | None = None,
) -> None:
    """Give somebody a seat with the grant, on the panel of every lot, and one message.

    Args:
        replaces: whose seat it was, by panel.
        lot: by which draw.
    """
    for panel in panels:
        _seat(panel, member, capacity, by=by, now=now, replaces=replaces.get(panel.pk), lot=lot)
    title, number = title_of(panels)
    notify(
        kind="evaluation.seated",
        recipients=[member.user_id],
        url=panels[0].get_absolute_url(),
        parameters={"title": title, "number": number},
    )


def _seat(
    panel: Panel,
    member: Membership,
    capacity: Capacity,
    *,
    by: Membership | None,
    now: datetime,
    replaces: Seat | None,
    lot: Lot | None,
) -> None:
    last = panel.seats.aggregate(last=Max("number"))["last"] or 0
    row = Seat.objects.create(
        panel=panel,
        number=last + 1,
        user=member.user,
        capacity=capacity,
        role=member.role,
        seated_at=now,
        replaces=replaces,
        draw=lot.rows[panel.pk] if lot else None,
        passed_over=[list(pair) for pair in lot.passed] if lot else [],
        answer_due_at=_answer_due(panel, now) if lot else None,
        seated_by_id=by.user_id if by else None,
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


def draw_seats(
    panels: Sequence[Panel], *, by: Membership | None, now: datetime, replaces: Mapping[int, Seat] = NOBODY
) -> None:
    """Fill what can be drawn: next in the order drawn before, else by a new draw among those who have come since.

    A seat nobody is left for stays empty; the community sees it on its workbench.

    Args:
        panels: one, or those of all lots that the same people judge: whoever is drawn sits on each that lacks one.
        replaces: whose seat was left, by panel.
    """
    left = dict(replaces)
    for capacity in DRAWN:
        empty = {panel.pk: lacking(panel)[capacity] for panel in panels}
        while wanting := [panel for panel in panels if empty[panel.pk]]:
            lot = _next(wanting, capacity, by=by, now=now)
            if lot is None:
                break
            same = {key: row for key, row in left.items() if row.capacity == capacity and key in empty}
            seat(wanting, lot.member, capacity, by=by, now=now, replaces=same, lot=lot)
            for panel in wanting:
                empty[panel.pk] -= 1
                if panel.pk in same:
                    del left[panel.pk]


@dataclass(frozen=True, slots=True)
class Lot:
    """Whose turn it is, by which draw, and who was passed over on the way; of the draw each panel has its record."""

    member: Membership
    rows: Mapping[int, Draw]
    passed: tuple[tuple[str, str], ...]


def _next(panels: Sequence[Panel], capacity: Capacity, *, by: Membership | None, now: datetime) -> Lot | None:
    """Who takes a seat on all these panels; they belong to lots that the same people judge."""
    on, beside = day_of(now), lots_beside(panels[0])
    known = set(Seat.objects.filter(panel__in=together(panels)).values_list("user", flat=True))
    found = people.screened(panels[0].tender, capacity, on, without=known, beside=beside)
    free = {str(row.pk): row for row in found.free}
    groups = found.groups if capacity is Capacity.EXPERT else {}
    pool = Pool(free, _sat(known, capacity), groups, _employers_seated(panels, on) if groups else ())
    for rows in _drawn(panels, capacity):
        taken = next_in(rows[panels[0].pk].order, pool)
        if taken.key is not None:
            return Lot(free[taken.key], rows, taken.passed)
    frozen = _frozen(panels[0], beside, found, pool)
    if not frozen.candidates:
        return None
    seed, rows = draw.new_seed(), dict[int, Draw]()
    for panel in panels:
        rows[panel.pk] = drawing.commit(panel, capacity.value, by=by, now=now, seed=seed)
    orders = [
        drawing.hold(row, frozen.candidates, by=by, now=now, frozen=frozen, panels=panels) for row in rows.values()
    ]
    taken = next_in(orders[0], pool)
    return Lot(free[taken.key], rows, taken.passed) if taken.key is not None else None


def together(panels: Sequence[Panel]) -> QuerySet[Panel]:
    """Every panel that the same people were convened for; whoever sits or sat on one is not drawn for another."""
    keys = {panel.together_id for panel in panels} - {None}
    return Panel.objects.filter(Q(pk__in=[panel.pk for panel in panels]) | Q(together__in=keys))


def _drawn(panels: Sequence[Panel], capacity: Capacity) -> list[Mapping[int, Draw]]:
    """Draws held before for all of these panels, each with the record of every one; one seed makes one draw."""
    rows = Draw.objects.filter(panel__in=panels, purpose=capacity, drawn_at__isnull=False).order_by("round", "pk")
    by_seed = defaultdict[str, dict[int, Draw]](dict)
    for row in rows:
        by_seed[row.commitment][row.panel_id] = row
    return [found for found in by_seed.values() if len(found) == len(panels)]


def _sat(known: set[int], capacity: Capacity) -> set[str]:
    rows = Membership.objects.filter(user__in=known, role=permissions.CAPACITY_ROLES[capacity])
    return {str(key) for key in rows.values_list("pk", flat=True)}


def _employers_seated(panels: Sequence[Panel], on: date) -> set[str]:
    living = Seat.objects.filter(panel__in=panels, state__in=sorted(LIVING), capacity=Capacity.EXPERT)
    return set(employers(set(living.values_list("user", flat=True)), on).values())


def _frozen(panel: Panel, beside: Sequence[Tender], found: people.Screened, pool: Pool) -> Frozen:
    """The list by rule: everybody free whose employer has no seat, and why the others are not on it."""
    reasons = {key: pool.against(key) for key in pool.free}
    listed = sorted(key for key, reason in reasons.items() if reason is None)
    out = {str(row.pk): [code.value for code in codes] for row, codes in found.out.items()}
    out |= {key: [reason.value] for key, reason in reasons.items() if reason is not None}
    items = {call.demand.scope_item for call in (panel.tender, *beside)} - {None}
    domains = {code for item in items if item for code in item.domains.values_list("code", flat=True)}
    groups = opaque({key: pool.groups[key] for key in listed if key in pool.groups})
    return Frozen(listed, out, groups, sorted(domains) if pool.groups else [])


def is_complete(panel: Panel) -> bool:
    """Every voting seat is held, and its holder has declared."""
    waiting = panel.seats.filter(state=SeatState.INVITED, capacity__in=sorted(VOTING))
    return not lacking(panel) and not waiting.exists()
