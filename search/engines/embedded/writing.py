"""Entries and tokens of documents, written together, by one writer at a time; the newest version stays."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction

from marketplace import clock
from search.engines.embedded.memory import last_generation
from search.engines.embedded.texts import COLUMNS
from search.models import NEVER, Entry, Generation, Text
from search.schema import Document, Reference, as_number, readable
from search.words import Words

CHUNK = 500
# So far ahead a number is drawn where it cannot be the moment's (microseconds).
AHEAD = 1_000_000
Change = Document | Reference
State = list[Any]
# Tokens and words by the text that was cut.
Streams = dict[str, tuple[str, str]]
T = TypeVar("T")

_WRITTEN = ["version", "is_removed", "at", "cut_by", "digest", "written_at", "generation"]
_WRITTEN += ["keywords", "numbers", "title", "body"]
# Any number of ours; PostgreSQL's advisory locks share one space.
_LOCK = 20_261_127


def write(changes: Iterable[Change], words: Words) -> None:
    """Write these, some hundreds in one transaction; of one document the newest."""
    for chunk in chunks(changes):
        newest: dict[tuple[str, int], Change] = {}
        for change in chunk:
            known = newest.get((change.kind, change.key))
            if known is None or known.version <= change.version:
                newest[change.kind, change.key] = change
        with transaction.atomic():
            write_into(locked(newest), newest, words)


def write_into(
    entries: Iterable[Entry], changes: Mapping[tuple[str, int], Change], words: Words, *, anew: bool = False
) -> None:
    """Write a change into each of these `locked` entries, but none that is older than what the entry holds.

    Args:
        anew: cut also what says the same as before.
    """
    accepted = [entry for entry in entries if entry.version <= changes[entry.kind, entry.key].version]
    known = Text.objects.in_bulk([entry.pk for entry in accepted])
    before = {entry.pk: _state(entry, known.get(entry.pk)) for entry in accepted}
    texts: dict[int, Text] = {}
    for entry in accepted:
        change, streams = changes[entry.kind, entry.key], {} if anew else _streams(entry, known.get(entry.pk), words)
        _fill(entry, change, words)
        if isinstance(change, Document):
            texts[entry.pk] = _text(entry, words, streams)
    # What says the same as before is read by nobody again.
    changed = [entry for entry in accepted if _state(entry, texts.get(entry.pk)) != before[entry.pk]]
    generation = begin() if changed else 0
    for entry in changed:
        entry.generation = generation
    _save(accepted)
    Text.objects.filter(entry__in=[entry.pk for entry in changed]).delete()
    Text.objects.bulk_create(texts[entry.pk] for entry in changed if entry.pk in texts)


def _state(entry: Entry, text: Text | None) -> State:
    """Everything of an entry that is found, counted, put in order or shown."""
    said = None if text is None else [getattr(text, name) for name in COLUMNS]
    return [entry.is_removed, entry.at, entry.keywords, entry.numbers, entry.title, entry.body, said]


def lock() -> None:
    """Write alone until the end of the transaction: generations end in the order of their numbers.

    SQLite has one writer anyway; on PostgreSQL writers queue here, before they lock anything else of the index.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def begin() -> int:
    """A new generation; its number was never given before, also where a transaction was rolled back.

    The moment gives it. Behind a clock that ran ahead it is drawn: once more the next one could be one put back.
    """
    number, last = time.time_ns() // 1_000, last_generation()
    if number <= last:
        number = last + 1 + secrets.randbelow(AHEAD)
    Generation.objects.create(number=number)
    return number


def _save(entries: Iterable[Entry]) -> None:
    """Write locked entries, by their names: a tenth of what an update with a condition for each row costs."""
    rows = [Entry(**{name: getattr(entry, name) for name in ("kind", "key", *_WRITTEN)}) for entry in entries]
    Entry.objects.bulk_create(rows, update_conflicts=True, unique_fields=["kind", "key"], update_fields=_WRITTEN)


def locked(changes: Iterable[tuple[str, int]]) -> list[Entry]:
    """The entries, made where there were none; nobody else writes any until the end of the transaction."""
    lock()
    wanted, now = sorted(changes), clock.now()
    made = [Entry(kind=kind, key=key, written_at=now, generation=0) for kind, key in wanted]
    Entry.objects.bulk_create(made, ignore_conflicts=True)
    locked: list[Entry] = []
    for kind in sorted({kind for kind, _ in wanted}):
        keys = [key for own, key in wanted if own == kind]
        locked += Entry.objects.filter(kind=kind, key__in=keys).order_by("key")
    return locked


def _fill(entry: Entry, change: Change, words: Words) -> None:
    entry.version, entry.cut_by = max(change.version, NEVER), words.version
    entry.is_removed, entry.written_at = isinstance(change, Reference), clock.now()
    entry.digest = "" if isinstance(change, Reference) else change.digest
    entry.keywords = {} if isinstance(change, Reference) else change.values()
    entry.numbers = {} if isinstance(change, Reference) else _numbers(change)
    entry.title = "" if isinstance(change, Reference) else readable(change.title)
    entry.body = "" if isinstance(change, Reference) else readable(change.body)
    entry.at = 0 if isinstance(change, Reference) else as_number(change.at)


def _numbers(document: Document) -> dict[str, int]:
    return {name: as_number(value) for name, value in document.numbers.items()}


def _streams(entry: Entry, text: Text | None, words: Words) -> Streams:
    """Tokens and words of what the entry says now, where the same words would cut it; most changes leave the body."""
    if text is None or entry.cut_by != words.version:
        return {}
    return {entry.title: (text.title, text.title_words), entry.body: (text.body, text.body_words)}


def _text(entry: Entry, words: Words, known: Streams) -> Text:
    """What is looked for of an entry; `known` is cut already."""
    title, body = (known.get(said) or words.streams(said) for said in (entry.title, entry.body))
    return Text(entry=entry, title=title[0], body=body[0], title_words=title[1], body_words=body[1])


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """So many at a time."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
