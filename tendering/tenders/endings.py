"""What follows when a call fails or is cancelled, by registration: later stages void what they built on it.

Followers run inside the transaction that ends the call, with its row locked.
"""

from __future__ import annotations

from typing import Protocol

from tendering.tenders.models import Tender


class Follow(Protocol):
    """What a follower looks like; the tender carries its new state and its public reason."""

    def __call__(self, *, tender: Tender) -> None: ...


_followers: list[Follow] = []


def register(follower: Follow) -> None:
    """Let `follower` run after a call failed or was cancelled; call it in `AppConfig.ready()`."""
    if follower not in _followers:
        _followers.append(follower)


def tell(tender: Tender) -> None:
    """Run every follower."""
    for follower in _followers:
        follower(tender=tender)
