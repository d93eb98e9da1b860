"""What accounts tells people inside the portal; higher packages put it into inboxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marketplace.outbox.services import publish

# Kind, recipients, address and parameters of a message.
TOLD = "accounts.told"


def tell(kind: str, people: Iterable[int], url: str, parameters: Mapping[str, str]) -> None:
    """Tell these people; nothing where there is nobody. Inside the act's transaction."""
    if recipients := sorted(set(people)):
        payload = {"kind": kind, "recipients": recipients, "url": url, "parameters": dict(parameters)}
        publish(topic=TOLD, payload=payload)
