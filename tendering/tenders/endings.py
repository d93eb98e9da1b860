"""What keeps a call from being cancelled, and what follows when it fails or is cancelled, both by registration.

Later stages name what waits for an answer, and void what they built on the call.

Followers run inside the transaction that ends the call, with its row locked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from marketplace.primitives.refusal import Refusal
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


Bar = Callable[[Tender], Refusal | None]
_bars: list[Bar] = []


def register_bar(bar: Bar) -> None:
    """Let a later stage name what comes before a cancellation; call it in `AppConfig.ready()`."""
    if bar not in _bars:
        _bars.append(bar)


def barred(tender: Tender) -> Refusal | None:
    """Why whoever lets the call may not cancel it now: an office suspended it, or somebody waits for an answer."""
    if tender.is_suspended:
        return Refusal("tenders.cancel_suspended")
    return next((found for bar in _bars if (found := bar(tender)) is not None), None)
