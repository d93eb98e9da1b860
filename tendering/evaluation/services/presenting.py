"""What happens in a session of presentations: the clock of each bidder, questions and answers, who did not come.

Times are the server's, read behind the call's lock.
"""

from __future__ import annotations

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.evaluation import permissions
from tendering.evaluation.models import DefenceNote, DefenceSlot, Panel, Seat
from tendering.evaluation.queries.defence import as_slots, slots_of
from tendering.evaluation.queries.lots import companions
from tendering.evaluation.rules import defence as rules
from tendering.evaluation.rules.defence import SessionState, SlotState
from tendering.evaluation.rules.states import LIVING, State
from tendering.evaluation.services.defence import fresh, locked_session, name_of, note_act, written
from tendering.evaluation.services.states import hold_together


class NotItsTurn(Refusal):
    """Somebody speaks, somebody drawn before has not spoken, or this bidder has."""

    def __init__(self) -> None:
        super().__init__("evaluation.not_its_turn")


@transaction.atomic
def start(*, slot: DefenceSlot, by: Membership) -> DefenceSlot:
    """Start a bidder's time, in the drawn order; one at a time, not before the hour the bidders were told.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: `evaluation.not_scoring` while a seat is empty, `evaluation.defence_not_drawn`,
            `evaluation.defence_not_yet`, `evaluation.defence_elsewhere` while the same people hear another lot.
        NotItsTurn.
    """
    permissions.require_convener(by, slot.session.panel.tender)
    hold_together(slot.session.panel)
    session = locked_session(slot.session.panel)
    slot, now = fresh(slot), clock.read()
    if session.panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    if session.state != SessionState.DRAWN:
        raise Refusal("evaluation.defence_not_drawn")
    if now < session.starts_at:
        raise Refusal("evaluation.defence_not_yet", starts_at=session.starts_at)
    if not rules.is_turn(slot.position or 0, as_slots(slots_of(session))):
        raise NotItsTurn
    _require_nobody_elsewhere(session.panel)
    slot.state, slot.started_at, slot.started_by_id = SlotState.RUNNING, now, by.user_id
    slot.absent_reason, slot.absent_by_id = "", None
    slot.save(update_fields=["state", "started_at", "started_by", "absent_reason", "absent_by"])
    note_act("started", session.panel, by, bidder=name_of(slot), position=str(slot.position))
    return slot


def _require_nobody_elsewhere(panel: Panel) -> None:
    running = DefenceSlot.objects.filter(session__panel__in=companions(panel), state=SlotState.RUNNING)
    other = running.select_related("session__panel__tender").order_by("pk").first()
    if other is not None:
        raise Refusal("evaluation.defence_elsewhere", lot=other.session.panel.tender.lot or 0)


@transaction.atomic
def stop(*, slot: DefenceSlot, by: Membership) -> DefenceSlot:
    """Stop a bidder's time; questions and answers may be noted until the session is closed.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: `evaluation.not_speaking`.
    """
    permissions.require_convener(by, slot.session.panel.tender)
    session = locked_session(slot.session.panel)
    slot, now = fresh(slot), clock.read()
    if slot.state != SlotState.RUNNING or slot.started_at is None:
        raise Refusal("evaluation.not_speaking")
    slot.state, slot.stopped_at, slot.stopped_by_id = SlotState.DONE, now, by.user_id
    slot.save(update_fields=["state", "stopped_at", "stopped_by"])
    seconds = int((now - slot.started_at).total_seconds())
    note_act("stopped", session.panel, by, bidder=name_of(slot), position=str(slot.position), seconds=str(seconds))
    return slot


@transaction.atomic
def mark_absent(*, slot: DefenceSlot, by: Membership, reason: str) -> DefenceSlot:
    """Write down that a bidder did not come when it was called: its points come from the documents alone.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: `evaluation.reason_missing`.
        Refusal: `evaluation.not_scoring` while a seat is empty: nobody could be heard, `evaluation.defence_not_drawn`,
            `evaluation.defence_not_yet` before the session begins.
        NotItsTurn.
    """
    permissions.require_convener(by, slot.session.panel.tender)
    session = locked_session(slot.session.panel)
    slot = fresh(slot)
    if session.panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    if session.state != SessionState.DRAWN:
        raise Refusal("evaluation.defence_not_drawn")
    if clock.read() < session.starts_at:
        raise Refusal("evaluation.defence_not_yet", starts_at=session.starts_at)
    if slot.state != SlotState.WAITING or not rules.is_turn(slot.position or 0, as_slots(slots_of(session))):
        raise NotItsTurn
    slot.state, slot.absent_reason = SlotState.ABSENT, written(reason, "reason", "evaluation.reason_missing")
    slot.absent_by_id = by.user_id
    slot.save(update_fields=["state", "absent_reason", "absent_by"])
    note_act("absent", session.panel, by, reason=slot.absent_reason, bidder=name_of(slot), position=str(slot.position))
    return slot


@transaction.atomic
def note(*, slot: DefenceSlot, by: Membership, question: str, answer: str, seat: Seat | None = None) -> DefenceNote:
    """Write down a question of the panel and the bidder's answer.

    Args:
        seat: whose question it was; None where the panel asked together.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: `evaluation.defence_question`, `evaluation.defence_answer`, `evaluation.no_such_seat`.
        Refusal: `evaluation.not_speaking`, before the bidder spoke and once the session is closed.
    """
    permissions.require_convener(by, slot.session.panel.tender)
    session = locked_session(slot.session.panel)
    slot = fresh(slot)
    if slot.started_at is None or session.state == SessionState.CLOSED:
        raise Refusal("evaluation.not_speaking")
    if seat is not None and not session.panel.seats.filter(pk=seat.pk, state__in=sorted(LIVING)).exists():
        raise InvalidInput("evaluation.no_such_seat", field="seat")
    row = DefenceNote.objects.create(
        slot=slot,
        seat=seat,
        question=written(question, "question", "evaluation.defence_question"),
        answer=written(answer, "answer", "evaluation.defence_answer"),
        noted_by_id=by.user_id,
        noted_at=clock.read(),
    )
    note_act("noted", session.panel, by, bidder=name_of(slot))
    return row
