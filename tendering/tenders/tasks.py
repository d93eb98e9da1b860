"""The clock's work in this stage."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from marketplace import clock
from tendering.tenders.models import Invitation
from tendering.tenders.services import invitations, keys


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
