"""Messages as operators see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from marketplace.outbox.models import Message, MessageState
from marketplace.outbox.permissions import is_operator
from marketplace.primitives.actor import Actor
from marketplace.primitives.duty import Duty


def messages(by: Actor | None, state: MessageState | None = None) -> QuerySet[Message]:
    """Messages in a state, or all that were not delivered; none for others than operators."""
    if not is_operator(by):
        return Message.objects.none()
    if state is not None:
        return Message.objects.in_state(state)
    return Message.objects.filter(delivered_at=None)


@dataclass(frozen=True, slots=True)
class Lag:
    """How many messages of a topic are on their way, and since when the oldest of them is."""

    topic: str
    number: int
    since: datetime


def lags(by: Actor | None) -> list[Lag]:
    """How far each topic is behind; nothing for others than operators."""
    if not is_operator(by):
        return []
    waiting = Message.objects.open().values("topic").annotate(number=Count("pk"), since=Min("created_at"))
    return [Lag(**row) for row in waiting.order_by("topic")]


def topics() -> list[str]:
    """Topics of messages that were not delivered."""
    return sorted(set(Message.objects.filter(delivered_at=None).values_list("topic", flat=True).distinct()))


def duties(by: Actor | None, now: datetime) -> list[Duty]:
    """Dead letters, as one line of an operator's workbench."""
    del now
    if not is_operator(by):
        return []
    dead = Message.objects.in_state(MessageState.DEAD).count()
    url = f"{reverse('outbox:messages')}?state={MessageState.DEAD}"
    return [Duty("outbox.dead_letters", "", url, detail={"count": dead})] if dead else []
