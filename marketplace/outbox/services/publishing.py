"""Writing a message in the transaction of the act that asks for it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.outbox import broker
from marketplace.outbox.models import Message


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
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(topic)
    now = clock.now()
    message = Message.objects.create(topic=topic, payload=payload, created_at=now, available_at=now)
    transaction.on_commit(partial(broker.wake, message.pk), robust=True)
    return message
