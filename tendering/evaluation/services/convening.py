"""Convening the panel (domain 2.2, 2.4): the community's seats are named, the others drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals
from tendering.bids.queries.valid import is_qualified
from tendering.evaluation import permissions
from tendering.evaluation.models import Draw, Panel, Seat
from tendering.evaluation.queries import bids, people
from tendering.evaluation.queries.lots import lots_beside
from tendering.evaluation.rules import panel as make_up
from tendering.evaluation.rules.avoidance import Found
from tendering.evaluation.rules.drawing import places
from tendering.evaluation.rules.states import Capacity, SeatState, State
from tendering.evaluation.services import drawing, seating
from tendering.evaluation.services.states import locked_together, opened
from tendering.evaluation.transitions import MACHINE
from tendering.tenders.models import Tender


class TooFewCandidates(Refusal):
    """Fewer people without conflicts than seats to fill."""

    def __init__(self, capacity: Capacity, needed: int, found: int) -> None:
        super().__init__("evaluation.too_few_candidates", capacity=capacity, needed=needed, found=found)


@transaction.atomic
def convene(
    *, tender: Tender, by: Membership, community: Sequence[Membership], observers: Sequence[Membership] = ()
) -> Panel:
    """Convene the panel of an opened and qualified call, as its procedure makes it up.

    Residents' representatives and experts are drawn by a recorded draw; the seed of a draw for ties is committed here,
    before anybody has given a point.

    Args:
        community: the community's own members, as many as the procedure has seats for; never the convener.
        observers: who watches without a vote, of the offices the procedure names.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: not opened, not qualified yet, no bid left, convened already.
        InvalidInput: the wrong number of members, somebody of another office, or the convener.
        Refusals: every known conflict of somebody named.
        TooFewCandidates: nobody left to draw from.
    """
    permissions.require_convener(by, tender)
    tender = opened(tender)
    require_ready(tender)
    (panel,) = seat_all([tender], by=by, community=community, observers=observers, now=clock.read())
    return panel


def seat_all(
    calls: Sequence[Tender],
    *,
    by: Membership,
    community: Sequence[Membership],
    observers: Sequence[Membership],
    now: datetime,
) -> list[Panel]:
    """The panel of a locked call, or those of several lots that the same people are to judge."""
    _check_named(calls, community, by, day_of(now))
    _check_observers(calls, observers, day_of(now))
    _check_pools(calls, day_of(now))
    panels = _created(calls, by, now)
    for panel in panels:
        drawing.commit(panel, Draw.Purpose.TIE.value, by=by, now=now)
    for member in community:
        seating.seat(panels, member, Capacity.COMMUNITY, by=by, now=now)
    seating.draw_seats(panels, by=by, now=now)
    for capacity, missing in seating.lacking(panels[0]).items():
        raise TooFewCandidates(capacity, missing, 0)
    for member in observers:
        seating.seat(panels, member, Capacity.OBSERVER, by=by, now=now)
    return panels


def _created(calls: Sequence[Tender], by: Membership, now: datetime) -> list[Panel]:
    """The panels that count from now on; each one's number says how many its call had before."""
    panels = list[Panel]()
    for tender in calls:
        panel = Panel(
            tender=tender,
            counts_for=tender,
            number=tender.panels.count() + 1,
            state=MACHINE.target(None, "convene"),
            convened_by_id=by.user_id,
            convened_at=now,
        )
        panel.together = panels[0] if panels else None
        panel.save()
        panels.append(panel)
    if len(panels) > 1:
        panels[0].together = panels[0]
        panels[0].save(update_fields=["together"])
    for panel in panels:
        _record(panel, calls, by)
    return panels


def _record(panel: Panel, calls: Sequence[Tender], by: Membership) -> None:
    about, joint = [panel.tender, panel.tender.demand], panel.tender.joint
    if len(calls) == 1 or joint is None:
        record(act="evaluation.panel.convene", target=panel, by=by, about=about)
        return
    values = {"call": joint.number, "lots": ", ".join(str(one.lot) for one in calls)}
    record(act="evaluation.panel.convene_lots", target=panel, by=by, about=about, parameters=values)


def require_ready(tender: Tender) -> None:
    """Refuse a call that has a panel, needs none, or is not qualified yet, and one without a bid to judge."""
    if Panel.objects.filter(counts_for=tender).exists():
        raise Refusal("evaluation.convened_already")
    if not tender.procedure.competition:
        raise Refusal("evaluation.no_competition")
    if not is_qualified(tender):
        raise Refusal("evaluation.not_qualified")
    if not bids.qualified(tender).exists():
        raise Refusal("evaluation.no_valid_bid")


def _check_named(calls: Sequence[Tender], named: Sequence[Membership], by: Membership, on: date) -> None:
    # The lots of a joint call have one procedure, so their panels are made up alike.
    needed = make_up.needed(calls[0].procedure)[Capacity.COMMUNITY]
    if len({member.user_id for member in named}) != needed or len(named) != needed:
        raise InvalidInput("evaluation.wrong_number", field="community", needed=needed, named=len(named))
    _check_members(calls, named, by, on)


def _check_members(calls: Sequence[Tender], named: Sequence[Membership], by: Membership, on: date) -> None:
    tender, *beside = calls
    role, place = permissions.CAPACITY_ROLES[Capacity.COMMUNITY], tender.demand.community
    for member in named:
        if member.role != role or member.place_id != place.pk or not member.is_active(on):
            raise InvalidInput("evaluation.not_of_the_community", field="community", name=member.user.name)
        if member.substitute_for_id is not None:
            raise InvalidInput("evaluation.substitute", field="community", name=member.user.name)
        if member.user_id in persons(by):
            raise InvalidInput("evaluation.names_oneself", field="community")
    conflicts = [
        conflict(member, found, field="community")
        for member in named
        for found in people.found_against(member, tender, on, beside)
    ]
    if conflicts:
        raise Refusals(conflicts)


def conflict(member: Membership, found: Found, *, field: str | None = None) -> Refusal:
    """A known obstacle as a refusal that names person and bidder."""
    code = f"evaluation.conflict.{found.obstacle.value}"
    return Refusal(code, field=field, name=member.user.name, bidder=found.bidder)


def _check_observers(calls: Sequence[Tender], observers: Sequence[Membership], on: date) -> None:
    tender, *beside = calls
    allowed = {row.pk for row in people.observers(tender, on)}
    if len({member.user_id for member in observers}) != len(observers):
        raise InvalidInput("evaluation.observer_twice", field="observers")
    for member in observers:
        if member.pk not in allowed:
            raise InvalidInput("evaluation.not_an_observer", field="observers", name=member.user.name)
        for found in people.found_against(member, tender, on, beside):
            raise conflict(member, found, field="observers")


def _check_pools(calls: Sequence[Tender], on: date) -> None:
    tender, *beside = calls
    for capacity, needed in make_up.needed(tender.procedure).items():
        if capacity is not Capacity.COMMUNITY:
            found = free_places(people.screened(tender, capacity, on, beside=beside), capacity)
            if found < needed:
                raise TooFewCandidates(capacity, needed, found)


def free_places(found: people.Screened, capacity: Capacity) -> int:
    """How many seats of this capacity those who are free can fill: experts of one employer fill one."""
    keys = [str(row.pk) for row in found.free]
    return places(keys, found.groups if capacity is Capacity.EXPERT else {})


@transaction.atomic
def fill_seats(*, panel: Panel, by: Membership, community: Sequence[Membership] = ()) -> Panel:
    """Fill what recusals left empty: name members of the community, draw everybody else.

    Where the same people judge several lots, with the same seats empty, they are filled in all of them.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: `evaluation.complete_already`, where no seat is empty.
        TooFewCandidates: nobody is left to draw from.
    """
    permissions.require_convener(by, panel.tender)
    panel, *others = locked_together(panel)
    now = clock.read()
    empty = seating.lacking(panel)
    panels = [panel, *(one for one in others if one.state == State.CONVENED and seating.lacking(one) == empty)]
    if panel.state != State.CONVENED or not empty:
        raise Refusal("evaluation.complete_already")
    if len(community) != empty[Capacity.COMMUNITY]:
        needed = empty[Capacity.COMMUNITY]
        raise InvalidInput("evaluation.wrong_number", field="community", needed=needed, named=len(community))
    _check_members([panel.tender, *lots_beside(panel)], community, by, day_of(now))
    _check_known(panels, community)
    for member in community:
        left = {one.pk: seat for one in panels if (seat := _left(one)) is not None}
        seating.seat(panels, member, Capacity.COMMUNITY, by=by, now=now, replaces=left)
    seating.draw_seats(panels, by=by, now=now)
    for capacity, missing in seating.lacking(panel).items():
        raise TooFewCandidates(capacity, empty[capacity], empty[capacity] - missing)
    return panel


def _check_known(panels: Sequence[Panel], named: Sequence[Membership]) -> None:
    """Whoever sat before does not come back, and nobody sits twice."""
    known = set(Seat.objects.filter(panel__in=panels).values_list("user", flat=True))
    for member in named:
        if member.user_id in known:
            raise InvalidInput("evaluation.sat_before", field="community", name=member.user.name)


def _left(panel: Panel) -> Seat | None:
    """The community's seat that was left and that nobody has followed yet."""
    rows = panel.seats.filter(capacity=Capacity.COMMUNITY, replaced_by__isnull=True)
    return rows.filter(state__in=[SeatState.RECUSED, SeatState.REPLACED]).order_by("number").first()
