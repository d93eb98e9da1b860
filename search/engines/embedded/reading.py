"""What the entries hold, as the documents they were made of: from them a cluster is filled."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from search.models import Entry
from search.schema import AUDIENCE, Document, Reference, moment


class Held(NamedTuple):
    """What is there, and what is gone."""

    documents: list[Document]
    gone: list[Reference]


def held(kind: str, keys: Collection[int]) -> Held:
    """The newest that is known of these."""
    found = Entry.objects.filter(kind=kind, key__in=keys).order_by("key")
    entries = list(found)
    return Held(
        [document(entry) for entry in entries if not entry.is_removed],
        [Reference(entry.kind, entry.key, max(entry.version, 0)) for entry in entries if entry.is_removed],
    )


def document(entry: Entry) -> Document:
    """What an entry that is not removed was made of."""
    keywords = {name: tuple(values) for name, values in entry.keywords.items()}
    return Document(
        kind=entry.kind,
        key=entry.key,
        version=entry.version,
        at=moment(entry.at),
        audience=frozenset(keywords.pop(AUDIENCE, ())),
        title=entry.title,
        body=entry.body,
        keywords=keywords,
        numbers=entry.numbers,
    )
