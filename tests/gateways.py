"""A gateway that keeps text messages in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from marketplace.outbox.gateways import NO_HEADERS


@dataclass(frozen=True)
class Message:
    """One text message as an operator would get it."""

    to: str
    text: str
    reference: str


NAME = "tests.gateways.MemorySms"


class MemorySms:
    """Sends nowhere; `sent` holds what was handed over, oldest first."""

    sent: ClassVar[list[Message]] = []

    def send(
        self, *, to: str, subject: str, text: str, reference: str, headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        """Keep it."""
        del subject, headers
        self.sent.append(Message(to, text, reference))
