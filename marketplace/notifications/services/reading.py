"""A person's own inbox. Reading is no act in a role and leaves no audit entry."""

from __future__ import annotations

from datetime import timedelta

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.notifications import queries
from marketplace.notifications.models import Notification

KEPT = timedelta(days=730)


def mark_read(*, pk: int, user: User) -> Notification | None:
    """Mark one of the person's messages as read; None where the person has no such message."""
    notification = queries.inbox(user).filter(pk=pk).first()
    if notification is not None and notification.read_at is None:
        notification.read_at = clock.now()
        notification.save(update_fields=["read_at"])
    return notification


def mark_all_read(*, user: User) -> int:
    """Mark all the person's messages as read; returns how many were not."""
    return queries.inbox(user).filter(read_at=None).order_by().update(read_at=clock.now())


def prune() -> int:
    """Remove messages older than two years, read or not; what they were about stands in the audit log."""
    _total, by_model = Notification.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return by_model.get("notifications.Notification", 0)
