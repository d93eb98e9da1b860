"""Who handles a topic, and what the outbox asks of packages above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from marketplace.primitives.actor import Actor
from marketplace.primitives.canonical import Json

if TYPE_CHECKING:
    from marketplace.ui.text import Text


class Handle(Protocol):
    """What a topic's handler looks like; it may be called more than once with the same message."""

    def __call__(self, payload: dict[str, Any], /, *, message_id: int) -> None: ...


Merge = Callable[[Sequence[dict[str, Any]]], dict[str, Any]]


@dataclass(frozen=True)
class Handler:
    """A handler; whether it runs in one transaction with the mark "delivered", takes several at once, has a lane.

    `label` says what its messages are, to operators; those of one that `keeps` are only ever tried again.
    """

    handle: Handle
    transactional: bool
    merge: Merge | None = None
    lane: str = ""
    label: Text = ""
    keeps: bool = False


class UnknownTopic(LookupError):
    """Nobody handles the topic: the code that did was removed, or its app is not installed."""


_handlers: dict[str, Handler] = {}


def handles(
    topic: str,
    label: Text,
    *,
    transactional: bool = True,
    merge: Merge | None = None,
    lane: str = "",
    keeps: bool = False,
) -> Callable[[Handle], Handle]:
    """Let the decorated function handle `topic`; import its module in `AppConfig.ready()`.

    Args:
        topic: dotted and stable, ``notifications.send``.
        label: what such a message is, in words for operators.
        transactional: what the handler writes is committed together with "delivered". Turn it off for
            handlers that talk to the network, so that no lock is held while a mail server thinks.
        merge: one payload that says what several do. Messages that wait are then delivered as one, under the number
            of the first; those that failed before go alone.
        lane: topics of one lane are delivered by one worker at a time, and the others do something else meanwhile: for
            handlers that would only wait for each other.
        keeps: nobody discards such a message: what an office decided hangs on it, or what somebody must learn.
    """

    def register(handle: Handle) -> Handle:
        known = _handlers.get(topic)
        if known is not None and known.handle is not handle:
            message = f"Topic {topic} has a handler already"
            raise ValueError(message)
        _handlers[topic] = Handler(handle, transactional, merge, lane, label, keeps)
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


def are_merged(topic: str) -> bool:
    """Whether several messages of the topic may be delivered as one."""
    known = _handlers.get(topic)
    return known is not None and known.merge is not None


def label(topic: str) -> str:
    """What messages of the topic are, in the reader's language; the topic itself where nobody handles it any more."""
    known = _handlers.get(topic)
    return str(known.label) or topic if known is not None else topic


def keeps(topic: str) -> bool:
    """Whether messages of the topic are only ever tried again."""
    known = _handlers.get(topic)
    return known is not None and known.keeps


def lane_of(topic: str) -> str:
    """The lane of the topic; empty where it has none."""
    known = _handlers.get(topic)
    return known.lane if known is not None else ""


def topics_in(lane: str) -> list[str]:
    """The topics of a lane."""
    return sorted(topic for topic, handler in _handlers.items() if handler.lane == lane)


class Recorder(Protocol):
    """How an operator's act enters the log; the audit app, which stands above, is one."""

    def __call__(
        self, *, act: str, target: Model, by: Actor, parameters: Mapping[str, Json], reason: str
    ) -> object: ...


_recorders: list[Recorder] = []


def record_acts_with(recorder: Recorder) -> None:
    """Let operators' acts be recorded; the audit app calls it in `AppConfig.ready()`."""
    _recorders[:] = [recorder]


def record(*, act: str, target: Model, by: Actor, parameters: Mapping[str, Json], reason: str = "") -> None:
    """Write an operator's act into the log.

    Raises:
        ImproperlyConfigured: nobody records, and an act that leaves no trace must not happen.
    """
    if not _recorders:
        message = "No audit app records the acts of operators"
        raise ImproperlyConfigured(message)
    _recorders[0](act=act, target=target, by=by, parameters=parameters, reason=reason)
