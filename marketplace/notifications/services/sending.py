"""From the outbox to people: first the inbox, then each channel by itself, so that one failure stops no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.notifications import channels, queries
from marketplace.notifications.models import Delivery, Notification
from marketplace.notifications.rules import Channel
from marketplace.outbox.services import publish_all

TOPIC = "notifications.deliver"


def spread(
    *, message_id: int, kind: str, recipients: Sequence[int], url: str, parameters: Mapping[str, str]
) -> list[Notification]:
    """Put the message into every inbox and ask for its delivery over the channels each person chose.

    Called twice with one `message_id`, it adds nothing to any inbox.
    """
    people = list(User.objects.filter(pk__in=recipients, is_active=True).order_by("pk"))
    now = clock.now()
    rows = [
        Notification(
            recipient=user, message_id=message_id, kind=kind, url=url, parameters=dict(parameters), created_at=now
        )
        for user in people
    ]
    wanted = queries.wanted_channels(kind, people)
    with transaction.atomic():
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
        kept = list(Notification.objects.filter(message_id=message_id, recipient__in=people).order_by("pk"))
        publish_all(
            topic=TOPIC,
            payloads=[
                {"notification": notification.pk, "channel": channel.value}
                for notification in kept
                for channel in wanted[notification.recipient_id]
            ],
        )
    return kept


def deliver(*, notification_id: int, channel: Channel) -> bool:
    """Send one notification over one channel, unless it went already; returns whether it went now.

    No transaction is open while the mail server or the gateway thinks. A worker that dies between sending
    and the record sends again: once or more, never not at all.
    """
    notification = Notification.objects.select_related("recipient").filter(pk=notification_id).first()
    if notification is None or not queries.reachable(notification.recipient, channel):
        return False
    if Delivery.objects.filter(notification=notification, channel=channel).exists():
        return False
    if not channels.send(notification, channel):
        return False
    Delivery.objects.get_or_create(notification=notification, channel=channel, defaults={"delivered_at": clock.now()})
    return True
