"""The embedded index follows the rows, and gives each document its version; whatever else is kept follows it.

One writes at a time, and reads the rows once it may: whoever comes later reads what is newer and gives a higher
version, so that the newest version is always the newest state, whichever rows a document is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from django.db import transaction

from marketplace.outbox import services as outbox
from search import engines, registry, schema
from search.engines.embedded import packing, writing
from search.models import Entry
from search.schema import Document, Reference
from search.services import following
from search.words import Words

SEND, UPDATE = "search.send", "search.update"
# So many are brought in step in one transaction where acts changed them: all other writers wait meanwhile.
PORTION = writing.CHUNK
Advance = Callable[[int], object]
Keys = Mapping[str, Collection[int]]


def update(kind: str, keys: Collection[int], *, anew: bool = False, is_news: bool = True) -> int:
    """Bring what is kept of these of one kind in step with their rows.

    Args:
        anew: write also what has not changed.
        is_news: tell saved searches of what comes to fit them.

    Returns:
        How many were not in step.
    """
    return _bring({kind: keys}, anew=anew, is_news=is_news)


def follow(touched: Keys) -> None:
    """Bring these in step, by kind: as one where they are few, else in portions, each a message of its own."""
    if sum(map(len, touched.values())) <= PORTION:
        _bring({kind: keys for kind, keys in touched.items() if keys})
        return
    for kind, keys in touched.items():
        for portion in chunks(sorted(keys), PORTION):
            outbox.publish(topic=UPDATE, payload={"kind": kind, "keys": portion})


def fill(kind: str, advance: Advance, *, anew: bool = False) -> int:
    """Bring everything of a kind in step, some hundreds at a time; what is found meanwhile is whole.

    Where nothing of the kind was found before, what there is now is news to nobody.

    Returns:
        How many were not in step.
    """
    is_news, changed = Entry.objects.filter(kind=kind).exists(), 0
    for chunk in chunks(every_key(kind)):
        changed += update(kind, chunk, anew=anew, is_news=is_news)
        packing.pack()
        advance(len(chunk))
    return changed


def every_key(kind: str) -> list[int]:
    """Of what may be found and of what is kept."""
    kept = Entry.objects.filter(kind=kind, is_removed=False).values_list("key", flat=True)
    return sorted({*registry.sources()[kind].every_key(), *kept})


def chunks(keys: list[int], size: int = writing.CHUNK) -> Iterator[list[int]]:
    """As many as are written in one transaction."""
    return (keys[at : at + size] for at in range(0, len(keys), size))


def _bring(touched: Keys, *, anew: bool = False, is_news: bool = True) -> int:
    """All kinds in one writing: it costs the same statements for one as for all; a cluster is told after the commit."""
    words = registry.words()
    with transaction.atomic():
        entries = writing.locked((kind, key) for kind, keys in touched.items() for key in keys)
        documents = {kind: registry.sources()[kind].documents(keys) for kind, keys in touched.items()}
        changes = [_change(entry, documents[entry.kind].get(entry.key), words, anew=anew) for entry in entries]
        stale = {(change.kind, change.key): change for change in changes if change is not None}
        found = [change for change in stale.values() if isinstance(change, Document)]
        for document in found:
            schema.check(document, registry.kinds())
        if is_news:
            following.follow(entries, found)
        writing.write_into([entry for entry in entries if (entry.kind, entry.key) in stale], stale, words, anew=anew)
        if stale and engines.cluster() is not None:
            outbox.publish(topic=SEND, payload={"objects": [*map(list, stale)]})
    return len(stale)


def _change(entry: Entry, document: Document | None, words: Words, *, anew: bool) -> Document | Reference | None:
    """What has to be written, with the next version; None where everything is as it should be."""
    if document is None:
        return None if entry.is_removed else Reference(entry.kind, entry.key, entry.version + 1)
    in_step = not entry.is_removed and entry.digest == document.digest and words.cut_alike(entry.cut_by)
    if in_step and not anew:
        return None
    return replace(document, version=entry.version + 1)
