"""What follows when an award falls, by registration: higher packages void what they built on it.

Followers run inside the transaction of the fall, after the award's state is written.
"""

from __future__ import annotations

from typing import Protocol

from tendering.awards.models import Award


class Follow(Protocol):
    """What a follower looks like."""

    def __call__(self, *, award: Award, reason: str) -> None: ...


_followers: list[Follow] = []


def register(follower: Follow) -> None:
    """Let `follower` run after an award went void or lapsed; call it in `AppConfig.ready()`."""
    if follower not in _followers:
        _followers.append(follower)


def unregister(follower: Follow) -> None:
    """Take a follower out again; for tests."""
    _followers.remove(follower)


def tell(*, award: Award, reason: str) -> None:
    """Run every follower."""
    for follower in _followers:
        follower(award=award, reason=reason)
