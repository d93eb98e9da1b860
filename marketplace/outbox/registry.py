"""Who handles a topic, and what the outbox asks of packages above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Handle(Protocol):
    """What a topic's handler looks like; it may be called more than once with the same message."""

    def __call__(self, payload: dict[str, Any], /, *, message_id: int) -> None: ...


@dataclass(frozen=True)
class Handler:
    """A handler and whether it runs in one transaction with the mark "delivered"."""

    handle: Handle
    transactional: bool


class UnknownTopic(LookupError):
    """Nobody handles the topic: the code that did was removed, or its app is not installed."""


_handlers: dict[str, Handler] = {}


def handles(topic: str, *, transactional: bool = True) -> Callable[[Handle], Handle]:
    """Let the decorated function handle `topic`; import its module in `AppConfig.ready()`.

    Args:
        topic: dotted and stable, ``notifications.send``.
        transactional: what the handler writes is committed together with "delivered". Turn it off for
            handlers that talk to the network, so that no lock is held while a mail server thinks.
    """

    def register(handle: Handle) -> Handle:
        known = _handlers.get(topic)
        if known is not None and known.handle is not handle:
            message = f"Topic {topic} has a handler already"
            raise ValueError(message)
        _handlers[topic] = Handler(handle, transactional)
        return handle

    return register


def handler(topic: str) -> Handler:
    """The handler of `topic`.

    Raises:
        UnknownTopic: there is none.
    """
    try:
        return _handlers[topic]
    except KeyError:
        raise UnknownTopic(topic) from None
