"""The embedded engine: entries beside the rows they speak of, written and found in the same database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from search import hits, query, schema
from search.engines.base import Indexed
from search.engines.embedded.memory import Memory
from search.engines.embedded.selection import Found, Selection
from search.engines.embedded.writing import write
from search.models import Entry
from search.query import LARGEST_PAGE, Bands, Count, Facet, Hit, Query, Result
from search.schema import AUDIENCE, Document, Kind, Reference
from search.words import Words


class EmbeddedEngine:
    """`engines.base.Engine` on SQLite and on PostgreSQL.

    Args:
        kinds: what may be indexed, by name.
        words: cuts texts for the order of results.
    """

    def __init__(self, kinds: Mapping[str, Kind], words: Words) -> None:
        self.kinds, self.words, self.memory = kinds, words, Memory()

    def put(self, documents: Iterable[Document]) -> None:
        write(self._checked(documents), self.words)

    def remove(self, references: Iterable[Reference]) -> None:
        write(references, self.words)

    def refresh(self) -> None:
        """What is committed is found."""

    def find(self, query_: Query) -> Result:
        asked = self._asked(query_)
        if asked.is_vain:
            return query.nothing(query_)
        found = list(islice(asked.places(), query_.length + 1))
        page = found[: query_.length]
        return Result(
            hits=tuple(_hits(page, asked)),
            total=asked.total,
            facets={facet.field: _counts(facet, asked.counts(facet)) for facet in query_.facets},
            next=page[-1].cursor if len(found) > len(page) else None,
        )

    def walk(self, query_: Query) -> Iterator[Hit]:
        asked = self._asked(query_)
        places = iter(()) if asked.is_vain else asked.places()
        while found := list(islice(places, LARGEST_PAGE)):
            yield from (hits.bare(one.cursor, entry.title) for one, entry in _open(found, query_, "title"))

    def indexed(self, kind: str) -> Iterator[Indexed]:
        kept = Entry.objects.filter(kind=kind, is_removed=False).order_by("key")
        return (Indexed(*row) for row in kept.values_list("key", "version", "cut_by").iterator())

    def _asked(self, query_: Query) -> Selection:
        return Selection(query_, self.words, self.kinds, self.memory.parts())

    def _checked(self, documents: Iterable[Document]) -> Iterator[Document]:
        for document in documents:
            schema.check(document, self.kinds)
            yield document


def _hits(page: Sequence[Found], asked: Selection) -> Iterator[Hit]:
    if asked.query.is_bare:  # nothing of them is shown: who asks for keys reads the rows, and knows what those are now
        return (hits.bare(one.cursor) for one in page)
    return (
        hits.hit(cursor=one.cursor, title=entry.title, body=entry.body, terms=asked.terms)
        for one, entry in _open(page, asked.query, "title", "body")
    )


def _open(places: Sequence[Found], query_: Query, *columns: str) -> Iterator[tuple[Found, Entry]]:
    """These with what they say, as far as whoever asks finds them still: they may have changed since."""
    entries = Entry.objects.only("keywords", *columns).in_bulk([one.pk for one in places])
    for one in places:
        entry = entries.get(one.pk)
        if entry is not None and not query_.audience.isdisjoint(entry.keywords.get(AUDIENCE, ())):
            yield one, entry


def _counts(facet: Facet | Bands, counts: Mapping[str, int]) -> tuple[Count, ...]:
    if isinstance(facet, Bands):
        return tuple(Count(name, counts.get(name, 0)) for name, _, _ in facet.bands)
    return query.ranked(counts, facet.size)
