"""Codes and invitations by text message, over the one gateway of the house."""

from __future__ import annotations

import secrets

from marketplace.outbox.gateways import Channel, gateway


def send(phone: str, text: str) -> None:
    """Send one message to a normalised mainland number (``+8613800000001``).

    Every call is a message of its own: a code that is sent again has other digits.

    Raises:
        Exception: whatever the gateway raises; the outbox tries again.
    """
    gateway(Channel.SMS).send(to=phone, subject="", text=text, reference=f"account-{secrets.token_hex(4)}")
