"""The clock's work in this stage."""

from __future__ import annotations

from celery import shared_task

from marketplace import clock
from tendering.bids.services import closing
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State


@shared_task(name="bids.close_due")
def close_due() -> int:
    """Close, extend or fail every call whose deadline has passed; returns how many."""
    due = Tender.objects.filter(state=State.ANNOUNCED, deadline_at__lte=clock.now()).order_by("deadline_at", "pk")
    done = [closing.close_due(tender=tender) for tender in due]
    closing.destroy_leftovers()
    return sum(bool(outcome) for outcome in done)
