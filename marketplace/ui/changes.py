"""What was done to an object last: who keeps its story says it, a page that refuses a stale form asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketplace.primitives.actor import Actor

# An object, and who asks in which role: its last act, as far as they may read it, in words; empty without one.
Telling = Callable[["Actor | None", object], str]

_source: Telling | None = None


def register(source: Telling) -> None:
    """Let the keeper of stories say it; call it in `AppConfig.ready()`."""
    global _source
    _source = source


def last(membership: Actor | None, target: object) -> str:
    """The last act in the object's story, with who did it in which role and when; empty where nobody keeps one."""
    return "" if _source is None or target is None else _source(membership, target)
