"""Topics of the outbox that end in a person's inbox or on a channel."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.services import telling as accounts
from marketplace.notifications import services
from marketplace.notifications.rules import Channel
from marketplace.notifications.services import sending, telling
from marketplace.outbox.registry import handles


@handles(telling.TOPIC, _("News for the inboxes of the people concerned"))
def spread(payload: dict[str, Any], *, message_id: int) -> None:
    """Into the inboxes."""
    services.spread(message_id=message_id, **payload)


@handles(accounts.TOLD, _("News of accounts and memberships for inboxes"))
def spread_of_accounts(payload: dict[str, Any], *, message_id: int) -> None:
    """The same for what accounts, which lies below, has to tell."""
    services.spread(message_id=message_id, **payload)


@handles(sending.TOPIC, _("Notification to one person by e-mail, SMS or WeChat"), transactional=False)
def deliver(payload: dict[str, Any], *, message_id: int) -> None:
    """Over one channel to one person."""
    del message_id
    services.deliver(notification_id=payload["notification"], channel=Channel(payload["channel"]))
