"""Every act that is recorded says what it was about: what may be found of that is looked at again after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from marketplace.audit.rules.entries import Reference
from marketplace.outbox import services as outbox
from search import registry

TOPIC = "search.changed"
_paused = False


def notice(objects: Sequence[Reference]) -> None:
    """Leave a message where a document may have changed; in the transaction of the act."""
    followed = {model for source in registry.sources().values() for model in source.follows}
    touched = [[one.model, one.object_id] for one in objects if one.model in followed]
    if touched and not _paused:
        outbox.publish(topic=TOPIC, payload={"objects": touched})


@contextmanager
def paused() -> Iterator[None]:
    """Notice nothing meanwhile: for whoever fills the index as a whole afterwards."""
    global _paused
    before, _paused = _paused, True
    try:
        yield
    finally:
        _paused = before


def touched(objects: Iterable[tuple[str, str]]) -> dict[str, set[int]]:
    """Keys by kind of the documents that may have changed with these objects."""
    by_model = grouped(objects)
    return {
        kind: {key for model, keys in by_model.items() for key in source.touched(model, keys)}
        for kind, source in registry.sources().items()
    }


def grouped(objects: Iterable[tuple[str, str | int]]) -> dict[str, set[int]]:
    """The keys of each model or kind."""
    keys: dict[str, set[int]] = {}
    for name, key in objects:
        keys.setdefault(name, set()).add(int(key))
    return keys
