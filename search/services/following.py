"""What comes to fit the searches that people keep: noticed where the index changes, in the same transaction.

Not every search is asked of every document: a search names a token or a value that all its hits hold
(`remembering.anchor`), and only those that name what the changed document holds are tried, in memory. A document is
news where it fits now, for its owner in one of the roles they hold, and did not before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from marketplace import clock
from marketplace.outbox import services as outbox
from search import audience, queries, remembering
from search.engines.embedded.reading import document
from search.fitting import Fitting
from search.models import Entry, News, SavedSearch
from search.query import Query
from search.rules import Frequency
from search.schema import Document

TELL = "search.tell"
# Of so many anchors searches are asked for at once: a statement holds no more than a thousand values on any database.
ASKED = 900
Kept = tuple[SavedSearch, Query]


def follow(entries: Sequence[Entry], documents: Sequence[Document]) -> None:
    """Keep for every saved search what comes to fit it; call it before they are written, their entries locked.

    Args:
        entries: of these documents.
    """
    now = clock.now()
    fitting = _fitting(documents, now)
    if not fitting:
        return
    known = {(entry.kind, entry.key): entry for entry in entries}
    words = queries.audiences({search.owner_id for found in fitting.values() for search, _ in found})
    after = {(one.kind, one.key): one for one in documents}
    news = [
        News(search=search, entry=known[key], found_at=now)
        for key, found in fitting.items()
        for search in _new(found, known[key], after[key], words)
    ]
    _keep(news)


def _fitting(documents: Sequence[Document], now: datetime) -> dict[tuple[str, int], list[Kept]]:
    """Searches, each with its query, by kind and key of the document that fits them, whoever may see it."""
    if not SavedSearch.objects.exists():
        return {}
    read = {(one.kind, one.key): Fitting(one) for one in documents}
    asked = [(search, _query(search, now)) for search in _waiting(set().union(*(one.anchors for one in read.values())))]
    found = {
        key: [(search, query) for search, query in asked if search.anchor in one.anchors and one.fits(query)]
        for key, one in read.items()
    }
    return {key: searches for key, searches in found.items() if searches}


def _waiting(anchors: Collection[str]) -> Iterator[SavedSearch]:
    """Searches of people who may sign in that wait for one of these; no other is read, nor is its anchor."""
    rest = iter(sorted(anchors))
    while some := list(islice(rest, ASKED)):
        yield from SavedSearch.objects.filter(anchor__in=some, owner__is_active=True).order_by("pk")


def _new(
    found: list[Kept], before: Entry, after: Document, words: Mapping[int, frozenset[str]]
) -> Iterator[SavedSearch]:
    """Those whose owner finds the document now and did not before."""
    old = None if before.is_removed else Fitting(document(before))
    for search, query in found:
        own = words.get(search.owner_id, audience.EVERYBODY)
        was = old is not None and not own.isdisjoint(old.document.audience) and old.fits(query)
        if not was and not own.isdisjoint(after.audience):
            yield search


def _keep(news: Sequence[News]) -> None:
    """Write them for the searches that are still there, and let those that are told at once be told."""
    wanted = {one.search_id for one in news}
    # Locked: none is deleted meanwhile, and how often its owner is told is read as it is.
    kept = SavedSearch.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    frequencies = dict(kept.values_list("pk", "frequency"))
    News.objects.bulk_create([one for one in news if one.search_id in frequencies], ignore_conflicts=True)
    for key, frequency in frequencies.items():
        if frequency == Frequency.AT_ONCE:
            outbox.publish(topic=TELL, payload={"search": key, "frequency": frequency})


def _query(search: SavedSearch, now: datetime) -> Query:
    return remembering.read(search.query, now).query(audience.EVERYBODY, now)
