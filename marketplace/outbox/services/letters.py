"""What an operator does with messages that would not go: try again, or discard with a reason."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from marketplace import clock
from marketplace.outbox import broker, registry
from marketplace.outbox.models import Message, MessageState
from marketplace.outbox.permissions import require_operator
from marketplace.primitives.actor import Actor
from marketplace.primitives.canonical import Json
from marketplace.primitives.refusal import InvalidInput, Refusal


class NotWaiting(Refusal):
    """The message is delivered or discarded: there is nothing left to do with it."""

    def __init__(self) -> None:
        super().__init__("outbox.not_waiting")


class Kept(Refusal):
    """What an office decided hangs on the message, or what somebody must learn: it is only tried again."""

    def __init__(self) -> None:
        super().__init__("outbox.kept")


class ReasonMissing(InvalidInput):
    """A message is never discarded without saying why."""

    def __init__(self) -> None:
        super().__init__("outbox.reason_missing", field="reason")


def retry(*, message: Message, by: Actor | None) -> Message:
    """Let a failed message or dead letter be delivered from the start, with all its attempts.

    Raises:
        OperatorOnly: `by` is no operator.
        NotWaiting: it is delivered or discarded.
    """
    operator = require_operator(by)
    with transaction.atomic():
        held = _held(message)
        attempts = held.attempts
        held.attempts, held.last_error, held.dead_at = 0, "", None
        held.available_at = clock.now()
        held.save(update_fields=["attempts", "last_error", "dead_at", "available_at"])
        _record("outbox.message.retried", held, operator, attempts=attempts)
        transaction.on_commit(partial(broker.wake, held.pk), robust=True)
    return held


def discard(*, message: Message, by: Actor | None, reason: str) -> Message:
    """Give a message up for good; the row stays, with who decided it in the log.

    Raises:
        OperatorOnly: `by` is no operator.
        ReasonMissing: no reason is given.
        Kept: its topic's messages are only ever tried again.
        NotWaiting: it is delivered or discarded.
    """
    operator = require_operator(by)
    if registry.keeps(message.topic):
        raise Kept
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        held = _held(message)
        held.discarded_at = clock.now()
        held.dead_at = held.dead_at or held.discarded_at
        held.save(update_fields=["discarded_at", "dead_at"])
        _record("outbox.message.discarded", held, operator, attempts=held.attempts, reason=reason)
    return held


def _held(message: Message) -> Message:
    held = Message.objects.select_for_update().get(pk=message.pk)
    if held.state in (MessageState.DELIVERED, MessageState.DISCARDED):
        raise NotWaiting
    return held


def _record(act: str, message: Message, by: Actor, *, attempts: int, reason: str = "") -> None:
    parameters: dict[str, Json] = {"topic": message.topic, "attempts": attempts}
    registry.record(act=act, target=message, by=by, parameters=parameters, reason=reason)
