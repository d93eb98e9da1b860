"""Writing a message in the transaction of the act that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.outbox import broker, registry
from marketplace.outbox.models import Message

# A message of a lane that waits no longer than this brings a worker for those behind it, too.
ON_ITS_WAY = timedelta(seconds=1)


class OutsideTransaction(RuntimeError):
    """A message without a transaction could be sent for an act that then fails."""


def publish(*, topic: str, payload: dict[str, Any]) -> Message:
    """Leave a message that is delivered once or more after this transaction commits, and never if it does not.

    Args:
        topic: dotted name some handler is registered for (`registry.handles`).
        payload: JSON; ids rather than values, because operators and backups see the table.

    Raises:
        OutsideTransaction: no transaction is open.
    """
    (message,) = publish_all(topic=topic, payloads=[payload])
    return message


def publish_all(*, topic: str, payloads: Iterable[dict[str, Any]]) -> list[Message]:
    """Leave several messages at once, each of which is delivered by itself; the same otherwise.

    Raises:
        OutsideTransaction: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(topic)
    now = clock.now()
    rows = (Message(topic=topic, payload=payload, created_at=now, available_at=now) for payload in payloads)
    messages = Message.objects.bulk_create(rows)
    for message in messages:
        transaction.on_commit(partial(_announce, message), robust=True)
    return messages


def _announce(message: Message) -> None:
    """Tell a worker of it, unless one is on its way who sees to whatever waits in the message's lane."""
    if not _is_seen_to(message, clock.now()):
        broker.wake(message.pk)


def _is_seen_to(message: Message, now: datetime) -> bool:
    """Whether an older one of its lane waits for a worker that was told a moment ago.

    Asked after the commit: whoever takes the older one looks, when leaving the lane, for what has come since.
    """
    lane = registry.lane_of(message.topic)
    if not lane:
        return False
    waiting = Message.objects.due(now).filter(topic__in=registry.topics_in(lane), attempts=0)
    return waiting.filter(pk__lt=message.pk, created_at__gt=now - ON_ITS_WAY).exists()
