"""What a member does about its seat: declare, recuse; and what the community does when somebody cannot come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.evaluation import permissions
from tendering.evaluation.models import Declaration, Panel, ScoreSheet, Seat
from tendering.evaluation.queries import people
from tendering.evaluation.queries.grounds import grounds
from tendering.evaluation.queries.lots import lots_beside
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.panel import has_sheets
from tendering.evaluation.rules.points import cell_name
from tendering.evaluation.rules.states import BEFORE_RANKING, DRAWN, LIVING, SeatState, SheetState, State
from tendering.evaluation.services import seating
from tendering.evaluation.services.convening import conflict
from tendering.evaluation.services.states import locked_together, move, tell_community, tell_members


@transaction.atomic
def declare(*, panel: Panel, by: Membership, statements: Collection[str]) -> Seat:
    """Sign that no relation to any bidder stands in the way (回避声明); the last one starts the evaluation.

    Where the same people judge several lots it is signed once, about the bidders of all of them.

    Args:
        statements: what is declared; every `Relation` has to be among them.

    Raises:
        NotPermitted: no seat on this panel.
        InvalidInput: `evaluation.statement_missing`.
        Refusal: `evaluation.declared_already`, `evaluation.invitation_over`.
        Refusals: what the platform knows against it; the member has to recuse.
    """
    seat = permissions.require_seat(by, panel)
    if {str(item) for item in statements} != set(Relation):
        raise InvalidInput("evaluation.statement_missing", field="statements")
    panels = locked_together(panel)
    seat, now = fresh(seat), clock.read()
    if seat.state != SeatState.INVITED or panels[0].state not in BEFORE_RANKING:
        raise Refusal("evaluation.declared_already")
    if seat.answer_due_at is not None and now >= seat.answer_due_at:
        raise Refusal("evaluation.invitation_over", due_at=seat.answer_due_at)
    known = people.found_against(by, panels[0].tender, day_of(now), lots_beside(panels[0]))
    if known:
        raise Refusals([conflict(by, found) for found in known])
    seats = seats_in(panels, seat, SeatState.INVITED)
    for one, its in seats:
        _declare(one, its, by=by, now=now)
    _start_complete([one for one, _its in seats], now)
    return seats[0][1]


def _declare(panel: Panel, seat: Seat, *, by: Membership, now: datetime) -> None:
    Declaration.objects.create(
        seat=seat, has_conflict=False, statements=sorted(Relation), bidders=_named(panel), signed_at=now
    )
    seat.state = SeatState.DECLARED
    seat.save()
    record(
        act="evaluation.seat.declared",
        target=panel,
        by=by,
        parameters={"number": seat.label, "statements": sorted(Relation)},
    )
    if seat.votes and has_sheets(panel.tender.procedure.evaluation):
        ScoreSheet.objects.create(seat=seat, **_as_signed_before(panel, seat))


def _as_signed_before(panel: Panel, seat: Seat) -> dict[str, Any]:
    """Of a panel that checks its result: what this member gave before, as a draft to correct."""
    if panel.rechecks_id is None:
        return {}
    sheet = ScoreSheet.objects.filter(seat__panel=panel.rechecks_id, seat__user=seat.user_id).first()
    if sheet is None:
        return {}
    rows = sheet.scores.values_list("bid", "criterion", "points")
    return {
        "draft": {cell_name((bid, line)): str(given) for bid, line, given in rows},
        "comment": sheet.comment,
    }


def require_still_free(panel: Panel, seats: Sequence[Seat], now: datetime) -> None:
    """Look again at what was declared: whoever has come to be related to a bidder since has to recuse.

    Raises:
        Refusals: what the platform knows by now, under the number of the seat; members do not learn names.
    """
    found = people.found_among(seats, panel.tender, day_of(now))
    if found:
        raise Refusals(
            [
                Refusal(f"evaluation.conflict.{one.obstacle.value}", name=seat.label, bidder=one.bidder)
                for seat, one in found
            ]
        )


def _named(panel: Panel) -> list[str]:
    """The bidders the declaration was signed about, of all lots."""
    return [bidder.name for bidder in people.bidders(panel.tender, lots_beside(panel))]


def _start_complete(panels: Sequence[Panel], now: datetime) -> None:
    started = [panel for panel in panels if panel.state == State.CONVENED and seating.is_complete(panel)]
    for panel in started:
        panel.scoring_at = now
        if not has_sheets(panel.tender.procedure.evaluation):
            panel.report_due_at = report_due(panel, now)
        move(panel, "start", by=None, now=now)
    if started:
        tell_members(started, "evaluation.started")


def report_due(panel: Panel, now: datetime) -> datetime:
    """When the report is due, working days of the procedure after the last sheet (domain 2.5)."""
    return end_of_day(work_calendar().add_workdays(day_of(now), panel.tender.procedure.report_working_days))


@transaction.atomic
def recuse(*, panel: Panel, by: Membership, relation: str, reason: str) -> Seat:
    """Leave the panel because of a relation to a bidder; the next in the draw takes the seat at once.

    Where the same people judge several lots the seat is left in all that are not ranked yet. It is no blemish: nothing
    is noted against whoever recuses.

    Raises:
        NotPermitted: no seat on this panel.
        InvalidInput: no reason, or no such relation.
        Refusal: `evaluation.ranked_already`, once the bids are ranked.
    """
    seat = permissions.require_seat(by, panel)
    if relation not in set(Relation):
        raise InvalidInput("evaluation.relation_missing", field="relation")
    require_text(reason, "evaluation.reason_missing")
    panels = locked_together(panel)
    seat, now = fresh(seat), clock.read()
    require_before_ranking(panels[0])
    seats = seats_in(panels, seat)
    leave(seats, SeatState.RECUSED, by=by, now=now)
    for one, its in seats:
        Declaration.objects.create(seat=its, has_conflict=True, relation=relation, bidders=_named(one), signed_at=now)
        values = {"number": its.label, "relation": relation}
        record(act="evaluation.seat.recused", target=one, by=by, reason=reason, parameters=values)
    return seats[0][1]


@transaction.atomic
def replace(*, seat: Seat, by: Membership, reason: str) -> Seat:
    """Give up on a member who cannot come; never on one who has signed a sheet, whose points stand.

    Unless they have come to be related to a bidder since: then nothing is ranked with their points. Whom the community
    named it replaces as it likes; who was drawn goes for a ground on record only, and an office apart from the buyer
    confirms it: else the order of the draw, which is known, would be walked until it suits. Where the same people
    judge several lots the seat goes in all of them, but for those whose sheet stands.

    Raises:
        NotPermitted: `by` is not of the community; of a drawn seat, not of the committee or the street, or no stranger
            to the panel.
        InvalidInput: no reason.
        Refusal: `evaluation.seat_left`, `evaluation.sheet_stands`, `evaluation.ranked_already`,
            `evaluation.no_ground`.
    """
    permissions.require_replacer(by, seat)
    require_text(reason, "evaluation.reason_missing")
    panels = locked_together(seat.panel)
    seat, now = fresh(seat), clock.read()
    require_before_ranking(panels[0])
    if _stands(panels[0], seat, now):
        raise Refusal("evaluation.sheet_stands")
    ground = _ground(panels[0], seat, now)
    seats = [(one, its) for one, its in seats_in(panels, seat) if not _stands(one, its, now)]
    for _panel, its in seats:
        its.given_up_by_id = by.user_id
        its.ground = ground
    leave(seats, SeatState.REPLACED, by=by, now=now)
    for one, its in seats:
        values = {"number": its.label} | ({"ground": ground} if ground else {})
        record(act="evaluation.seat.replaced", target=one, by=by, reason=reason, parameters=values)
    return seats[0][1]


def _ground(panel: Panel, seat: Seat, now: datetime) -> str:
    """Why a drawn member is replaced, as it is on record; of whom the community named nothing is asked."""
    if seat.capacity not in DRAWN or not seat.is_living:
        return ""
    ground = grounds(panel, [seat], now).get(seat.pk)
    if ground is None:
        raise Refusal("evaluation.no_ground")
    return ground.value


def _stands(panel: Panel, seat: Seat, now: datetime) -> bool:
    """Whether the member has given points that count: signed, and related to no bidder."""
    is_signed = ScoreSheet.objects.filter(seat=seat, state=SheetState.SIGNED).exists()
    return is_signed and not people.found_among([seat], panel.tender, day_of(now))


def seats_in(panels: Sequence[Panel], seat: Seat, *states: SeatState) -> list[tuple[Panel, Seat]]:
    """The seat with its panel and, after it, the same person's living seats on the panels of the other lots."""
    own, *others = panels
    rows = Seat.objects.filter(panel__in=others, user=seat.user_id, role=seat.role)
    rows = rows.filter(state__in=states or sorted(LIVING)).select_related("panel", "user")
    by_panel = {row.panel_id: row for row in rows}
    return [(own, seat), *((one, by_panel[one.pk]) for one in others if one.pk in by_panel)]


def fresh(seat: Seat) -> Seat:
    """The seat, read afresh behind the lock."""
    return Seat.objects.select_related("panel", "user").get(pk=seat.pk)


def require_before_ranking(panel: Panel) -> None:
    """Refuse once the bids are ranked: `evaluation.ranked_already`."""
    if panel.state not in BEFORE_RANKING:
        raise Refusal("evaluation.ranked_already")


def leave(seats: Sequence[tuple[Panel, Seat]], state: SeatState, *, by: Membership | None, now: datetime) -> None:
    """End a person's seats on locked panels and draw who follows; where nobody is left the community is told.

    Raises:
        Refusal: `evaluation.seat_left`, somebody was quicker.
    """
    if any(not seat.is_living for _panel, seat in seats):
        raise Refusal("evaluation.seat_left")
    for panel, seat in seats:
        seating.unseat(seat, state, now)
        if seat.votes and panel.state == State.SCORING:
            panel.sheets_signed_at = panel.report_due_at = None
            move(panel, "reopen", by=None, now=now)
    voters = {panel.pk: seat for panel, seat in seats if seat.votes}
    panels = [panel for panel, _seat in seats if panel.pk in voters]
    if not panels:
        return
    seating.draw_seats(panels, by=by, now=now, replaces=voters)
    if lacking := [panel for panel in panels if seating.lacking(panel)]:
        tell_community(lacking, "evaluation.seat_empty")
