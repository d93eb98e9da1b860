"""An invitation to sit that is not taken up: declined with a reason, or lapsed at its deadline (domain 2.4)."""

from __future__ import annotations

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal, require_text
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.queries.lots import companions
from tendering.evaluation.rules.states import BEFORE_RANKING, SeatState
from tendering.evaluation.services.members import fresh, leave, require_before_ranking, seats_in
from tendering.evaluation.services.states import hold_together, locked_together
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.states import locked as locked_tender


@transaction.atomic
def decline(*, panel: Panel, by: Membership, reason: str) -> Seat:
    """Say no to an invitation, of several lots to all; the next in the order is invited at once.

    Raises:
        NotPermitted: no seat on this panel.
        InvalidInput: no reason.
        Refusal: `evaluation.declared_already` (then only recusing is left), `evaluation.ranked_already`.
    """
    seat = permissions.require_seat(by, panel)
    require_text(reason, "evaluation.reason_missing")
    panels = locked_together(panel)
    seat, now = fresh(seat), clock.read()
    require_before_ranking(panels[0])
    if seat.state != SeatState.INVITED:
        raise Refusal("evaluation.declared_already")
    seats = seats_in(panels, seat, SeatState.INVITED)
    leave(seats, SeatState.DECLINED, by=by, now=now)
    for one, its in seats:
        record(act="evaluation.seat.declined", target=one, by=by, reason=reason, parameters={"number": its.label})
    return seats[0][1]


@transaction.atomic
def lapse(*, seat: Seat) -> bool:
    """Let an invitation lapse whose deadline has passed, in all lots it is for; whether it did. The clock's act."""
    hold_together(seat.panel)
    tender = locked_tender(seat.panel.tender)
    panel = Panel.objects.get(pk=seat.panel_id)
    panel.tender = tender
    seat, now = fresh(seat), clock.read()
    is_over = seat.answer_due_at is not None and now >= seat.answer_due_at
    if tender.state != TenderState.OPENED or not panel.counts or panel.state not in BEFORE_RANKING:
        return False
    if seat.state != SeatState.INVITED or not is_over:
        return False
    seats = seats_in([panel, *companions(panel)], seat, SeatState.INVITED)
    leave(seats, SeatState.LAPSED, by=None, now=now)
    for one, its in seats:
        record(act="evaluation.seat.lapsed", target=one, parameters={"number": its.label})
    return True
