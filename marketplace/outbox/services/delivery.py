"""Delivering: claim a row, run its handler, mark it; what fails is tried again later, and at last given up.

Where a handler takes several messages at once, those that came meanwhile are claimed with the first and run as one.
Where a topic has a lane, whoever finds it taken leaves the message to whoever is in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet

from marketplace import clock
from marketplace.outbox import broker, registry
from marketplace.outbox.models import Message
from marketplace.outbox.registry import Handler
from marketplace.outbox.services import lanes

MAX_ATTEMPTS = 10
# A claim holds for so long; then the worker is taken for dead and the message is due again.
LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=6)
SWEEP_SIZE = 500
# So many messages of one topic are run as one.
TOGETHER = 50
KEEP_DELIVERED = timedelta(days=30)

logger = logging.getLogger(__name__)


def deliver(*, message_id: int) -> bool:
    """Run the message's handler, if the message is due and no other worker has it.

    Returns:
        Whether it was delivered now. A failure is written on the row and logged, never raised.
    """
    return _deliver(message_id) > 0


def sweep() -> int:
    """Deliver whatever is due: messages no broker announced, failed ones, those of a killed worker.

    Returns:
        How many were delivered.
    """
    due = list(
        Message.objects.due(clock.now()).order_by("available_at", "pk").values_list("pk", flat=True)[:SWEEP_SIZE]
    )
    return sum(map(_deliver, due))


def prune() -> int:
    """Remove messages delivered over 30 days ago; the audit log keeps what they were about."""
    removed, _by_model = Message.objects.filter(delivered_at__lt=clock.now() - KEEP_DELIVERED).delete()
    return removed


def delay(attempts: int) -> timedelta:
    """Wait before the next attempt: 30 seconds, doubled each time, six hours at most."""
    return min(FIRST_DELAY * (1 << min(max(attempts - 1, 0), 16)), LONGEST_DELAY)


def _deliver(message_id: int) -> int:
    """How many were delivered with it."""
    # Asked first without a lock: most messages of a topic that is merged went with an earlier one.
    topic = Message.objects.due(clock.now()).filter(pk=message_id).values_list("topic", flat=True).first()
    if topic is None:
        return 0
    lane = registry.lane_of(topic)
    return _deliver_in(lane, message_id) if lane else _attempt(message_id)


def _deliver_in(lane: str, message_id: int) -> int:
    with lanes.entered(lane) as is_free:
        if not is_free:
            return 0
        number = _attempt(message_id)
    # Only now: whoever came before found the lane taken, and their messages are there; who comes later finds it free.
    waiting = Message.objects.due(clock.now()).filter(topic__in=registry.topics_in(lane))
    following = waiting.order_by("pk").values_list("pk", flat=True).first()
    if following is not None:
        broker.wake(following)
    return number


def _attempt(message_id: int) -> int:
    messages = _claim(message_id)
    if not messages:
        return 0
    try:
        return _run(messages)
    except Exception as error:
        _fail(messages, error)
        return 0


def _claim(message_id: int) -> list[Message]:
    """Count the attempt before it starts, so that a handler that kills its worker cannot start for ever."""
    now = clock.now()
    with transaction.atomic():
        message = _locked().filter(pk=message_id, available_at__lte=now).first()
        if message is None:
            return []
        if message.attempts >= MAX_ATTEMPTS:
            _give_up(message)
            return []
        claimed = sorted([message, *_others(message, now)], key=lambda one: one.pk)
        Message.objects.filter(pk__in=[one.pk for one in claimed]).update(
            attempts=F("attempts") + 1, available_at=now + LEASE
        )
    return claimed


def _others(message: Message, now: datetime) -> Iterable[Message]:
    """What is run as one with it; what failed before goes alone, so that it holds up nothing but itself."""
    if message.attempts or not registry.are_merged(message.topic):
        return []
    waiting = _locked().filter(topic=message.topic, attempts=0, available_at__lte=now).exclude(pk=message.pk)
    return waiting.order_by("pk")[: TOGETHER - 1]


def _run(messages: Sequence[Message]) -> int:
    handler = registry.handler(messages[0].topic)
    if not handler.transactional:
        _handle(handler, messages)
        return _mark(messages)
    with transaction.atomic():
        held = list(_locked().filter(pk__in=[one.pk for one in messages]).order_by("pk"))
        if not held:
            return 0
        _handle(handler, held)
        return _mark(held)


def _handle(handler: Handler, messages: Sequence[Message]) -> None:
    payloads = [one.payload for one in messages]
    payload = handler.merge(payloads) if handler.merge and len(payloads) > 1 else payloads[0]
    handler.handle(payload, message_id=messages[0].pk)


def _mark(messages: Sequence[Message]) -> int:
    open_rows = Message.objects.open().filter(pk__in=[one.pk for one in messages])
    return open_rows.update(delivered_at=clock.now(), last_error="")


def _fail(messages: Sequence[Message], error: Exception) -> None:
    keys = [one.pk for one in messages]
    logger.warning("Messages %s (%s) failed", keys, messages[0].topic, exc_info=error)
    with transaction.atomic():
        for held in Message.objects.open().select_for_update().filter(pk__in=keys).order_by("pk"):
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
