"""Ways out of the house: e-mail, text message, WeChat. An installation names its own in `OUTBOX_GATEWAYS`.

No operator of text messages or WeChat offers a service without a contract, so what ships writes to
the console; a district puts a class with the same method in its place.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from marketplace.primitives.masking import mask_phone

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Channel(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"


class Gateway(Protocol):
    """Sends one text to one address; raising means "not sent, try again"."""

    def send(
        self, *, to: str, subject: str, text: str, reference: str, headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        """Send.

        Args:
            to: e-mail address, phone number or the channel's own id of the person.
            subject: shown where the channel has subjects.
            text: plain text.
            reference: the same for every attempt at one message, so that a channel can drop repeats.
            headers: of an e-mail; other channels have none.
        """


class Mail:
    """E-mail through Django's backend; the reference becomes the Message-ID, by which mail programs drop repeats."""

    def send(
        self, *, to: str, subject: str, text: str, reference: str, headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        own = {"Message-ID": f"<{reference}@{domain}>", "Auto-Submitted": "auto-generated"}
        EmailMessage(" ".join(subject.splitlines()), text, to=[to], headers={**headers, **own}).send()


class Console:
    """Writes to the console instead of sending; for development and demonstration."""

    label = "message"

    def send(
        self, *, to: str, subject: str, text: str, reference: str, headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        del headers
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
