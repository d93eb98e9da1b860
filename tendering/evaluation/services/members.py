"""What a member does about its seat: declare, recuse; and what the community does when somebody cannot come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

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
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.panel import has_sheets
from tendering.evaluation.rules.states import SeatState, SheetState, State
from tendering.evaluation.services import seating
from tendering.evaluation.services.convening import conflict
from tendering.evaluation.services.states import locked, move, tell_community, tell_members

BEFORE_RANKING = frozenset({State.CONVENED, State.SCORING})


@transaction.atomic
def declare(*, panel: Panel, by: Membership, statements: Collection[str]) -> Seat:
    """Sign that no relation to any bidder stands in the way (回避声明); the last one starts the evaluation.

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
    panel = locked(panel)
    seat = fresh(seat)
    now = clock.read()
    if seat.state != SeatState.INVITED or panel.state not in BEFORE_RANKING:
        raise Refusal("evaluation.declared_already")
    if seat.answer_due_at is not None and now >= seat.answer_due_at:
        raise Refusal("evaluation.invitation_over", due_at=seat.answer_due_at)
    known = people.found_against(by, panel.tender, day_of(now))
    if known:
        raise Refusals([conflict(by, found) for found in known])
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
        ScoreSheet.objects.create(seat=seat)
    _start_if_complete(panel, now)
    return seat


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
    """The bidders the declaration was signed about."""
    return [bidder.name for bidder in people.bidders(panel.tender)]


def _start_if_complete(panel: Panel, now: datetime) -> None:
    if panel.state == State.CONVENED and seating.is_complete(panel):
        panel.scoring_at = now
        if not has_sheets(panel.tender.procedure.evaluation):
            panel.report_due_at = report_due(panel, now)
        move(panel, "start", by=None, now=now)
        tell_members(panel, "evaluation.started")


def report_due(panel: Panel, now: datetime) -> datetime:
    """When the report is due, working days of the procedure after the last sheet (domain 2.5)."""
    return end_of_day(work_calendar().add_workdays(day_of(now), panel.tender.procedure.report_working_days))


@transaction.atomic
def recuse(*, panel: Panel, by: Membership, relation: str, reason: str) -> Seat:
    """Leave the panel because of a relation to a bidder; the next in the draw takes the seat at once.

    It is no blemish: nothing is noted against whoever recuses.

    Raises:
        NotPermitted: no seat on this panel.
        InvalidInput: no reason, or no such relation.
        Refusal: `evaluation.ranked_already`, once the bids are ranked.
    """
    seat = permissions.require_seat(by, panel)
    if relation not in set(Relation):
        raise InvalidInput("evaluation.relation_missing", field="relation")
    require_text(reason, "evaluation.reason_missing")
    panel = locked(panel)
    seat = fresh(seat)
    now = clock.read()
    require_before_ranking(panel)
    leave(panel, seat, SeatState.RECUSED, by=by, now=now)
    Declaration.objects.create(seat=seat, has_conflict=True, relation=relation, bidders=_named(panel), signed_at=now)
    record(
        act="evaluation.seat.recused",
        target=panel,
        by=by,
        reason=reason,
        parameters={"number": seat.label, "relation": relation},
    )
    return seat


@transaction.atomic
def replace(*, seat: Seat, by: Membership, reason: str) -> Seat:
    """Give up on a member who cannot come; never on one who has signed a sheet, whose points stand.

    Unless they have come to be related to a bidder since: then nothing is ranked with their points.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: no reason.
        Refusal: `evaluation.seat_left`, `evaluation.sheet_stands`, `evaluation.ranked_already`.
    """
    permissions.require_convener(by, seat.panel.tender)
    require_text(reason, "evaluation.reason_missing")
    panel = locked(seat.panel)
    seat = fresh(seat)
    now = clock.read()
    require_before_ranking(panel)
    is_signed = ScoreSheet.objects.filter(seat=seat, state=SheetState.SIGNED).exists()
    if is_signed and not people.found_among([seat], panel.tender, day_of(now)):
        raise Refusal("evaluation.sheet_stands")
    leave(panel, seat, SeatState.REPLACED, by=by, now=now)
    record(
        act="evaluation.seat.replaced",
        target=panel,
        by=by,
        reason=reason,
        parameters={"number": seat.label},
    )
    return seat


def fresh(seat: Seat) -> Seat:
    """The seat, read afresh behind the lock."""
    return Seat.objects.select_related("panel", "user").get(pk=seat.pk)


def require_before_ranking(panel: Panel) -> None:
    """Refuse once the bids are ranked: `evaluation.ranked_already`."""
    if panel.state not in BEFORE_RANKING:
        raise Refusal("evaluation.ranked_already")


def leave(panel: Panel, seat: Seat, state: SeatState, *, by: Membership | None, now: datetime) -> None:
    """End a seat of a locked panel and draw who follows; where nobody is left the community is told.

    Raises:
        Refusal: `evaluation.seat_left`, somebody was quicker.
    """
    if not seat.is_living:
        raise Refusal("evaluation.seat_left")
    seating.unseat(seat, state, now)
    if not seat.votes:
        return
    if panel.state == State.SCORING:
        panel.sheets_signed_at = panel.report_due_at = None
        move(panel, "reopen", by=None, now=now)
    seating.draw_seats(panel, by=by, now=now, replaces=seat)
    if seating.lacking(panel):
        tell_community(panel, "evaluation.seat_empty")
