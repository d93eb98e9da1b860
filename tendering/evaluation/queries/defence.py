"""What pages say of a session of presentations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES
from tendering.evaluation.models import DefenceSession, DefenceSlot, Panel
from tendering.evaluation.queries import bids
from tendering.evaluation.rules.defence import (
    SPOKEN_OR_MISSED,
    SessionState,
    Slot,
    SlotState,
    ends_at,
    expected_at,
    is_turn,
    seconds_left,
)
from tendering.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class Turn:
    """One bidder's time as a page shows it; `left` in seconds, negative once it is over."""

    slot: DefenceSlot
    is_next: bool
    ends_at: datetime | None
    left: int

    @property
    def is_running(self) -> bool:
        """Whether this bidder speaks."""
        return self.slot.state == SlotState.RUNNING

    @property
    def is_settled(self) -> bool:
        """Whether it has spoken or was missed."""
        return self.slot.state in SPOKEN_OR_MISSED

    @property
    def clock(self) -> str:
        """What is left as 9:05; what is over with a plus."""
        minutes, seconds = divmod(abs(self.left), 60)
        return f"{'+' if self.left < 0 else ''}{minutes}:{seconds:02d}"

    @property
    def over(self) -> int:
        """Seconds beyond the time."""
        return max(0, -self.left)


def session_of(panel: Panel) -> DefenceSession | None:
    """The call's session, if one was scheduled."""
    return DefenceSession.objects.select_related("draw").filter(panel=panel).first()


def awaits_defence(panel: Panel) -> bool:
    """Whether bidders still have to be heard before a sheet is signed."""
    if not panel.hears:
        return False
    return not DefenceSession.objects.filter(panel=panel, state=SessionState.CLOSED).exists()


def slots_of(session: DefenceSession) -> QuerySet[DefenceSlot]:
    """Places of the bids that still compete, in the drawn order, and whoever speaks now."""
    competes = Q(bid__in=bids.competing(session.panel).values("pk"))
    rows = DefenceSlot.objects.filter(competes | Q(state=SlotState.RUNNING), session=session)
    return rows.select_related("bid__provider__organisation").order_by(F("position").asc(nulls_last=True), "bid")


def as_slots(rows: Iterable[DefenceSlot]) -> list[Slot]:
    """For the rules."""
    return [Slot(row.position or 0, SlotState(row.state)) for row in rows]


def turns(session: DefenceSession, now: datetime) -> list[Turn]:
    """Every place with what is left of its time; notes at hand."""
    rows = list(slots_of(session).prefetch_related("notes__seat"))
    slots = as_slots(rows)
    return [_turn(row, session, is_turn(row.position or 0, slots), now) for row in rows]


def _turn(row: DefenceSlot, session: DefenceSession, is_next: bool, now: datetime) -> Turn:
    if row.started_at is None:
        return Turn(row, is_next and row.position is not None, None, 0)
    left = seconds_left(row.started_at, session.minutes, row.stopped_at or now)
    return Turn(row, is_next, ends_at(row.started_at, session.minutes), left)


def expected(slot: DefenceSlot) -> datetime | None:
    """About when this bidder is called; None before the order is drawn."""
    if slot.position is None:
        return None
    return expected_at(slot.session.starts_at, slot.position, slot.session.minutes)


def body(panel: Panel) -> dict[str, Any]:
    """The session as it stands in the report, with who spoke when; empty without one."""
    session = session_of(panel)
    if session is None:
        return {}
    rows = session.slots.select_related("bid__provider__organisation").prefetch_related("notes__seat")
    return {
        "place": session.place,
        "starts_at": session.starts_at.isoformat(),
        "closed_at": session.closed_at.isoformat() if session.closed_at else "",
        "minutes": str(session.minutes),
        "slots": [_slot(row) for row in rows.order_by("position", "pk")],
    }


def _slot(row: DefenceSlot) -> dict[str, Any]:
    return {
        "position": str(row.position or ""),
        "name": row.bid.bidder,
        "state": row.state,
        "speakers": row.speakers,
        "started_at": row.started_at.isoformat() if row.started_at else "",
        "stopped_at": row.stopped_at.isoformat() if row.stopped_at else "",
        "reason": row.absent_reason,
        "notes": [
            {"member": note.seat.label if note.seat else "", "question": note.question, "answer": note.answer}
            for note in sorted(row.notes.all(), key=lambda note: note.pk)
        ],
    }


def defence_links(membership: Membership | None, tender: Tender) -> tuple[list[Link], list[Link]]:
    """A bidder's way from the call to its own presentation; registered with `tenders.links`."""
    if membership is None or membership.role not in PROVIDER_ROLES or not tender.procedure.has_defence:
        return [], []
    own = DefenceSlot.objects.filter(bid__tender=tender, bid__provider__organisation=membership.organisation)
    if not own.exists():
        return [], []
    return [], [(_("Your presentation"), reverse("evaluation:own_defence", args=[tender.number]))]
