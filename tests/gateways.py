"""A gateway that keeps text messages in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


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

    def send(self, *, to: str, subject: str, text: str, reference: str) -> None:
        """Keep it."""
        del subject
        self.sent.append(Message(to, text, reference))
