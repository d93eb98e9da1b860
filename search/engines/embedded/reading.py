"""What the entries hold, as the documents they were made of: from them a cluster is filled."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from search.models import Entry
from search.schema import AUDIENCE, Document, Reference, moment


class Held(NamedTuple):
    """What is there, and what is gone."""

    documents: list[Document]
    gone: list[Reference]


def held(kind: str, keys: Collection[int]) -> Held:
    """The newest that is known of these."""
    found = Entry.objects.filter(kind=kind, key__in=keys).order_by("key").prefetch_related("values", "numbers")
    entries = list(found)
    return Held(
        [_document(entry) for entry in entries if not entry.is_removed],
        [Reference(entry.kind, entry.key, max(entry.version, 0)) for entry in entries if entry.is_removed],
    )


def _document(entry: Entry) -> Document:
    keywords = _gathered((row.field, row.value) for row in entry.values.all())
    return Document(
        kind=entry.kind,
        key=entry.key,
        version=entry.version,
        at=moment(entry.at),
        audience=frozenset(keywords.pop(AUDIENCE, ())),
        title=entry.title,
        body=entry.body,
        keywords=keywords,
        numbers={row.field: row.value for row in entry.numbers.all()},
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found
