"""What follows when a provider's entry leaves force, by registration: higher packages withdraw its open bids.

The message goes through the outbox in the act's transaction; whoever registers must bear being called twice.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from marketplace.outbox.registry import handles
from marketplace.outbox.services import publish

TOPIC = "catalog.entry_left_force"


class Follow(Protocol):
    """What a follower looks like: the provider's id and the entry's new state."""

    def __call__(self, *, provider_id: int, state: str) -> None: ...


_followers: list[Follow] = []


def register(follower: Follow) -> None:
    """Let `follower` run after an entry was suspended, removed or has expired; call it in `AppConfig.ready()`."""
    if follower not in _followers:
        _followers.append(follower)


def announce(*, provider_id: int, state: str) -> None:
    """Say that an entry has left force; inside the transaction of the act."""
    publish(topic=TOPIC, payload={"provider_id": provider_id, "state": state})


@handles(TOPIC, _("What follows when a provider leaves the roster"), keeps=True)
def follow(payload: dict[str, Any], *, message_id: int) -> None:
    """Tell every follower; `message_id` is not needed, for followers look at the state as it is."""
    del message_id
    for follower in _followers:
        follower(provider_id=payload["provider_id"], state=payload["state"])


def unregister(follower: Follow) -> None:
    """Take a follower out again; for tests."""
    _followers.remove(follower)
