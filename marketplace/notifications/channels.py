"""How a notification leaves over each channel, in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.notifications.models import Notification
from marketplace.notifications.rules import Channel
from marketplace.notifications.wording import words
from marketplace.outbox.gateways import Channel as Way
from marketplace.outbox.gateways import gateway


def send(notification: Notification, channel: Channel) -> None:
    """Hand it over; whatever the mail server or the gateway raises goes up, and the outbox tries again."""
    with translation.override(notification.recipient.language or settings.LANGUAGE_CODE):
        _SENDERS[channel](notification)


def absolute(path: str) -> str:
    """An address of the portal as it stands in an e-mail."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + path


def _reference(notification: Notification) -> str:
    return f"notification-{notification.pk}"


def _email(notification: Notification) -> None:
    worded = words(notification.kind, notification.parameters)
    context = {
        "name": notification.recipient.name,
        "worded": worded,
        "url": absolute(notification.url),
        "preferences_url": absolute(reverse("notifications:preferences")),
    }
    gateway(Way.EMAIL).send(
        to=str(notification.recipient.email),
        subject=worded.title,
        text=render_to_string("notifications/email.txt", context),
        reference=_reference(notification),
    )


def _sms(notification: Notification) -> None:
    worded = words(notification.kind, notification.parameters)
    gateway(Way.SMS).send(
        to=str(notification.recipient.phone),
        subject="",
        text=_("[%(site)s] %(title)s") % {"site": _("Community project marketplace"), "title": worded.title},
        reference=_reference(notification),
    )


_SENDERS: dict[Channel, Callable[[Notification], None]] = {Channel.EMAIL: _email, Channel.SMS: _sms}
