"""Short messages leave through one gateway, named by a setting; the console is the default."""

from __future__ import annotations

import logging
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger("marketplace.sms")


class Gateway(Protocol):
    """Sends one short message to a normalised mainland number (``+8613800000001``)."""

    def send(self, phone: str, text: str) -> None:
        """Raises whatever the network raises; the outbox tries again."""


class ConsoleGateway:
    """Writes messages to the log of the worker: for machines without a provider."""

    def send(self, phone: str, text: str) -> None:
        """One line in the log."""
        logger.warning("SMS %s: %s", phone, text)


class MemoryGateway:
    """Keeps messages in memory, for tests."""

    sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        """Add to `sent`."""
        self.sent.append((phone, text))


def gateway() -> Gateway:
    """The gateway that `settings.SMS_GATEWAY` names."""
    return cast("Gateway", import_string(settings.SMS_GATEWAY)())
