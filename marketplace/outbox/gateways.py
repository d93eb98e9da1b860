"""Ways out of the house: e-mail, text message, WeChat. An installation names its own in `OUTBOX_GATEWAYS`.

No operator of text messages or WeChat offers a service without a contract, so what ships writes to
the console; a district puts a class with the same method in its place.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from marketplace.primitives.masking import mask_phone


class Channel(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"


class Gateway(Protocol):
    """Sends one text to one address; raising means "not sent, try again"."""

    def send(self, *, to: str, subject: str, text: str, reference: str) -> None:
        """Send.

        Args:
            to: e-mail address, phone number or the channel's own id of the person.
            subject: shown where the channel has subjects.
            text: plain text.
            reference: the same for every attempt at one message, so that a channel can drop repeats.
        """


class Mail:
    """E-mail through Django's backend; the reference becomes the Message-ID, by which mail programs drop repeats."""

    def send(self, *, to: str, subject: str, text: str, reference: str) -> None:
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        headers = {"Message-ID": f"<{reference}@{domain}>", "Auto-Submitted": "auto-generated"}
        EmailMessage(" ".join(subject.splitlines()), text, to=[to], headers=headers).send()


class Console:
    """Writes to the console instead of sending; for development and demonstration."""

    label = "message"

    def send(self, *, to: str, subject: str, text: str, reference: str) -> None:
        heading = f"{subject}: " if subject else ""
        sys.stdout.write(f"[{self.label} {reference} to {mask_phone(to)}] {heading}{text}\n")
        sys.stdout.flush()


class ConsoleSms(Console):
    """Text messages on the console."""

    label = "SMS"


class ConsoleWechat(Console):
    """WeChat messages on the console."""

    label = "WeChat"


def gateway(channel: Channel) -> Gateway:
    """The gateway the settings name for a channel."""
    made: Gateway = import_string(settings.OUTBOX_GATEWAYS[channel])()
    return made
