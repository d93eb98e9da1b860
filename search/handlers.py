"""Outbox topics this app handles."""

from __future__ import annotations

from typing import Any

from marketplace.outbox.registry import handles
from search.services import keeping, noticing, sending


@handles(noticing.TOPIC)
def follow(payload: dict[str, Any], *, message_id: int) -> None:
    """Look again at what an act touched."""
    del message_id
    for kind, keys in noticing.touched(payload["objects"]).items():
        if keys:
            keeping.update(kind, keys)


# The cluster is talked to: no lock is held meanwhile. Twice is harmless: it keeps the newest version.
@handles(keeping.SEND, transactional=False)
def send(payload: dict[str, Any], *, message_id: int) -> None:
    """Send the cluster what changed."""
    del message_id
    sending.send(payload["kind"], payload["keys"])
