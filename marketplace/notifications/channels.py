"""How a notification leaves over each channel, in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.notifications import kinds
from marketplace.notifications.kinds import Letter
from marketplace.notifications.models import Notification
from marketplace.notifications.rules import Channel
from marketplace.notifications.wording import words
from marketplace.outbox.gateways import Channel as Way
from marketplace.outbox.gateways import gateway
from marketplace.ui.addresses import absolute


def send(notification: Notification, channel: Channel) -> bool:
    """Hand it over; whatever the mail server or the gateway raises goes up, and the outbox tries again.

    Returns:
        Whether it went; a kind that makes its letters when they are sent may have nothing to say any more.
    """
    with translation.override(notification.recipient.language or settings.LANGUAGE_CODE):
        return _SENDERS[channel](notification)


def _reference(notification: Notification) -> str:
    return f"notification-{notification.pk}"


def _email(notification: Notification) -> bool:
    worded, make = words(notification.kind, notification.parameters), kinds.find(notification.kind).letter
    letter = Letter(worded.body, "") if make is None else make(notification)
    if letter is None:
        return False
    unsubscribe_url = absolute(letter.unsubscribe_url) if letter.unsubscribe_url else ""
    context = {
        "name": notification.recipient.name,
        "body": letter.body,
        "url": absolute(notification.url),
        "unsubscribe_url": unsubscribe_url,
        "preferences_url": absolute(reverse("notifications:preferences")),
    }
    gateway(Way.EMAIL).send(
        to=str(notification.recipient.email),
        subject=worded.title,
        text=render_to_string("notifications/email.txt", context),
        reference=_reference(notification),
        headers=one_click(unsubscribe_url) if unsubscribe_url else {},
    )
    return True


def one_click(url: str) -> dict[str, str]:
    """How a mail program ends such mail for its reader (RFC 8058): a POST to this address, which asks nothing more."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _sms(notification: Notification) -> bool:
    worded = words(notification.kind, notification.parameters)
    gateway(Way.SMS).send(
        to=str(notification.recipient.phone),
        subject="",
        text=_("[%(site)s] %(title)s") % {"site": _("Community project marketplace"), "title": worded.title},
        reference=_reference(notification),
    )
    return True


_SENDERS: dict[Channel, Callable[[Notification], bool]] = {Channel.EMAIL: _email, Channel.SMS: _sms}
