"""What people were told in the story: put into their inboxes at once, and sent nowhere.

The product delivers each message by itself, over the channels a person chose. Thousands of letters about the past
would only flood a mailbox: the demonstration writes the inboxes in bulk, marks the outbox rows as delivered at the
moment they were written, and sends no e-mail. What happens after loading goes the usual way. Messages no app
listens to yet are closed as well: later stages play their part of the past themselves. So is what the story has
carried out on the spot: bids were opened in their act, and codes for panels that have ended open nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import F

from marketplace.notifications.models import Notification
from marketplace.notifications.services.telling import TOPIC
from marketplace.outbox import registry
from marketplace.outbox.models import Message, MessageQuerySet
from tendering.bids.services import opening
from tendering.contracts.models import Code, PanelState
from tendering.contracts.services.satisfaction import codes
from tendering.tenders.services import telling

BATCH = 2_000
# Whoever has been told longer ago has read it.
READ_AFTER = timedelta(days=10)


def waiting() -> int:
    """How many messages the story left."""
    return _letters().count()


def hand_out(advance: Callable[[], object]) -> None:
    """Write all inboxes and close the messages."""
    latest = Message.objects.order_by("-created_at").values_list("created_at", flat=True).first()
    if latest is None:
        return
    letters: list[Notification] = []
    for message in _letters().iterator():
        letters += _copies(message, read_before=latest - READ_AFTER)
        advance()
    Notification.objects.bulk_create(letters, batch_size=BATCH)
    unheard = [
        topic for topic in Message.objects.open().values_list("topic", flat=True).distinct() if not _heard(topic)
    ]
    _close(Message.objects.open().filter(topic__in=[TOPIC, telling.TOPIC, opening.TOPIC, *unheard]))
    wanted = Code.objects.filter(member__panel__state=PanelState.OPEN, is_used=False).values_list("pk", flat=True)
    _close(Message.objects.open().filter(topic=codes.TOPIC).exclude(payload__code__in=list(wanted)))


def _close(messages: MessageQuerySet) -> None:
    messages.update(delivered_at=F("created_at"), attempts=1)


def _letters() -> MessageQuerySet:
    return Message.objects.open().filter(topic__in=[TOPIC, telling.TOPIC]).order_by("pk")


def _heard(topic: str) -> bool:
    try:
        registry.handler(topic)
    except LookupError:
        return False
    return True


def _copies(message: Message, *, read_before: datetime) -> Iterator[Notification]:
    at = message.created_at
    for letter in _written(message):
        for recipient in letter.recipients:
            yield Notification(
                recipient_id=recipient,
                message_id=message.pk,
                kind=letter.kind,
                url=letter.url,
                parameters=letter.parameters,
                created_at=at,
                read_at=at + timedelta(hours=3) if at < read_before else None,
            )


def _written(message: Message) -> Collection[telling.Letter]:
    """Of a call's notices the worker would find out whom they are told."""
    if message.topic == telling.TOPIC:
        return telling.letters(message.payload["notices"])
    return [telling.Letter(**message.payload)]
