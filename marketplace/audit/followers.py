"""Whoever has to know that an act was done; packages above register here, the log knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from marketplace.audit.rules.entries import Reference

# Called in the transaction of the act, with its target and what else it is about.
Follower = Callable[[Sequence[Reference]], None]

_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Let `follower` be told of every recorded act; call it in `AppConfig.ready()`."""
    if follower not in _followers:
        _followers.append(follower)


def tell(objects: Sequence[Reference]) -> None:
    """Tell everybody what an act touched."""
    for follower in _followers:
        follower(objects)
