"""Delivering: claim a row, run its handler, mark it; what fails is tried again later, and at last given up."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from marketplace import clock
from marketplace.outbox import registry
from marketplace.outbox.models import Message

MAX_ATTEMPTS = 10
# A claim holds for so long; then the worker is taken for dead and the message is due again.
LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=6)
SWEEP_SIZE = 500
KEEP_DELIVERED = timedelta(days=30)

logger = logging.getLogger(__name__)


def deliver(*, message_id: int) -> bool:
    """Run the message's handler, if the message is due and no other worker has it.

    Returns:
        Whether it was delivered now. A failure is written on the row and logged, never raised.
    """
    message = _claim(message_id)
    if message is None:
        return False
    try:
        return _run(message)
    except Exception as error:
        _fail(message, error)
        return False


def sweep() -> int:
    """Deliver whatever is due: messages no broker announced, failed ones, those of a killed worker.

    Returns:
        How many were delivered.
    """
    due = list(
        Message.objects.due(clock.now()).order_by("available_at", "pk").values_list("pk", flat=True)[:SWEEP_SIZE]
    )
    return sum(deliver(message_id=message_id) for message_id in due)


def prune() -> int:
    """Remove messages delivered over 30 days ago; the audit log keeps what they were about."""
    removed, _by_model = Message.objects.filter(delivered_at__lt=clock.now() - KEEP_DELIVERED).delete()
    return removed


def delay(attempts: int) -> timedelta:
    """Wait before the next attempt: 30 seconds, doubled each time, six hours at most."""
    return min(FIRST_DELAY * (1 << min(max(attempts - 1, 0), 16)), LONGEST_DELAY)


def _claim(message_id: int) -> Message | None:
    """Count the attempt before it starts, so that a handler that kills its worker cannot start for ever."""
    now = clock.now()
    with transaction.atomic():
        message = _locked().filter(pk=message_id, available_at__lte=now).first()
        if message is None:
            return None
        if message.attempts >= MAX_ATTEMPTS:
            _give_up(message)
            return None
        message.attempts += 1
        message.available_at = now + LEASE
        message.save(update_fields=["attempts", "available_at"])
    return message


def _run(message: Message) -> bool:
    handler = registry.handler(message.topic)
    if not handler.transactional:
        handler.handle(message.payload, message_id=message.pk)
        return _mark(message)
    with transaction.atomic():
        held = _locked().filter(pk=message.pk).first()
        if held is None:
            return False
        handler.handle(held.payload, message_id=held.pk)
        return _mark(held)


def _mark(message: Message) -> bool:
    open_row = Message.objects.open().filter(pk=message.pk)
    return bool(open_row.update(delivered_at=clock.now(), last_error=""))


def _fail(message: Message, error: Exception) -> None:
    logger.warning("Message %s (%s) failed", message.pk, message.topic, exc_info=error)
    with transaction.atomic():
        held = Message.objects.open().select_for_update().filter(pk=message.pk).first()
        if held is None:
            return
        held.last_error = f"{type(error).__name__}: {error}".replace("\x00", "")[:500]
        held.available_at = clock.now() + delay(held.attempts)
        held.save(update_fields=["last_error", "available_at"])
        if held.attempts >= MAX_ATTEMPTS:
            _give_up(held)


def _give_up(message: Message) -> None:
    logger.error("Message %s (%s) is a dead letter after %s attempts", message.pk, message.topic, message.attempts)
    message.dead_at = clock.now()
    message.save(update_fields=["dead_at"])


def _locked() -> QuerySet[Message]:
    """Open messages no other worker holds; SQLite has one writer at a time and needs no row lock."""
    skip_locked = connection.features.has_select_for_update_skip_locked
    return Message.objects.open().select_for_update(skip_locked=skip_locked)
