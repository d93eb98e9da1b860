"""The clock's work in this stage: publicity ends, unsigned awards lapse, lots fail that nobody can have."""

from __future__ import annotations

from celery import shared_task

from marketplace import clock
from tendering.awards.models import Award
from tendering.awards.queries.exhausted import exhausted
from tendering.awards.rules.states import State
from tendering.awards.services import exhausting, falling, publicity


@shared_task(name="awards.end_publicity")
def end_publicity() -> int:
    """End what has run out; returns how many."""
    due = Award.objects.filter(state=State.PUBLICITY, publicity_ends_at__lte=clock.now()).order_by("pk")
    return sum(publicity.elapse(award=award) for award in due)


@shared_task(name="awards.lapse_unsigned")
def lapse_unsigned() -> int:
    """Let awards lapse whose signing days are over; returns how many."""
    due = Award.objects.filter(state=State.LETTERED, sign_by_at__lte=clock.now()).order_by("pk")
    return sum(falling.lapse_unsigned(award=award) for award in due)


@shared_task(name="awards.fail_exhausted")
def fail_exhausted() -> int:
    """Fail lots of joint calls that the limit leaves to nobody; returns how many."""
    return sum(exhausting.fail_exhausted(tender=tender) for tender in exhausted())
