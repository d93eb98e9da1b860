"""The clock's work in this stage."""

from __future__ import annotations

from celery import shared_task

from marketplace import clock
from tendering.bids.models import Round, RoundState
from tendering.bids.services import closing, round_closing
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State


@shared_task(name="bids.close_due")
def close_due() -> int:
    """Close, extend or fail every call and close every round whose deadline has passed; returns how many."""
    due = Tender.objects.filter(state=State.ANNOUNCED, deadline_at__lte=clock.now()).order_by("deadline_at", "pk")
    done = [closing.close_due(tender=tender) for tender in due]
    rounds = Round.objects.filter(state=RoundState.ANSWERING, deadline_at__lte=clock.now(), tender__state=State.OPENED)
    done += [round_closing.close_due(within=within) for within in rounds.order_by("deadline_at", "pk")]
    closing.destroy_leftovers()
    return sum(bool(outcome) for outcome in done)
