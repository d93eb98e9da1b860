"""The clock's work in this stage: invitations nobody answered lapse."""

from __future__ import annotations

from celery import shared_task

from marketplace import clock
from tendering.evaluation.models import Seat
from tendering.evaluation.rules.states import BEFORE_RANKING, SeatState
from tendering.evaluation.services import invitations
from tendering.tenders.rules.states import State as TenderState


@shared_task(name="evaluation.lapse_invitations")
def lapse_invitations() -> int:
    """Let invitations lapse whose deadline has passed; returns how many."""
    due = Seat.objects.filter(
        state=SeatState.INVITED,
        answer_due_at__lte=clock.now(),
        panel__state__in=sorted(BEFORE_RANKING),
        panel__counts_for__state=TenderState.OPENED,
    )
    return sum(invitations.lapse(seat=seat) for seat in due.select_related("panel__tender").order_by("pk"))
