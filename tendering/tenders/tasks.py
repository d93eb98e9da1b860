"""The clock's work in this stage."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings

from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.tenders.models import Invitation, Query, SuspensionOrder, Tender
from tendering.tenders.queries import due
from tendering.tenders.rules.states import LIVE, State
from tendering.tenders.services import announcing, invitations, keys, questions, suspending

log = logging.getLogger(__name__)


@shared_task(name="tenders.fill_key_pool")
def fill_key_pool() -> int:
    """Keep sealing keys ready; only a process that may read the vault makes them."""
    if not settings.VAULT_READABLE:
        return 0
    return keys.fill_pool(size=settings.SEALING_KEY_POOL, now=clock.now())


@shared_task(name="tenders.expire_invitations")
def expire_invitations() -> int:
    """Let unanswered invitations lapse."""
    waiting = Invitation.objects.filter(state=Invitation.State.INVITED, expires_at__lte=clock.now()).order_by("pk")
    return sum(invitations.expire_invitation(invitation=row) for row in waiting)


@shared_task(name="tenders.resume_due")
def resume_due() -> int:
    """Lift the orders whose days are over; says how many calls went on."""
    over = SuspensionOrder.objects.filter(lifted_at__isnull=True, until__lte=clock.now())
    rows = Tender.objects.filter(state=State.SUSPENDED, pk__in=over.values("tender")).order_by("pk")
    return sum(suspending.resume_due(tender=row) for row in rows)


@shared_task(name="tenders.end_with_year")
def end_with_year() -> int:
    """End the calls of last year that are not decided, before their money goes back; says how many."""
    ended = 0
    for row in due.past_year(clock.today()):
        try:
            ended += announcing.end_with_year(tender=row)
        except Refusal as refusal:  # one that cannot end tonight keeps no other
            log.warning("call %s does not end with its year: %s", row.number, refusal)
    return ended


@shared_task(name="tenders.escalate_questions")
def escalate_questions() -> int:
    """Tell the street of questions that stayed unanswered past their day."""
    rows = Query.objects.filter(answered_at__isnull=True, escalated_at__isnull=True, due_at__lte=clock.now())
    rows = rows.filter(tender__state__in=sorted(LIVE)).select_related("tender").order_by("pk")
    return sum(questions.escalate(question=row) for row in rows)
