"""The embedded engine: entries beside the rows they speak of, written and found in the same database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from search import hits, query, schema
from search.engines.base import Indexed
from search.engines.embedded.selection import Selection
from search.engines.embedded.writing import write
from search.models import Entry
from search.query import LARGEST_PAGE, Bands, Count, Cursor, Hit, Query, Result
from search.schema import Document, Kind, Reference
from search.words import Words


class EmbeddedEngine:
    """`engines.base.Engine` on SQLite and on PostgreSQL.

    Args:
        kinds: what may be indexed, by name.
        words: cuts texts for the order of results.
    """

    def __init__(self, kinds: Mapping[str, Kind], words: Words) -> None:
        self.kinds, self.words = kinds, words

    def put(self, documents: Iterable[Document]) -> None:
        write(self._checked(documents), self.words)

    def remove(self, references: Iterable[Reference]) -> None:
        write(references, self.words)

    def refresh(self) -> None:
        """What is committed is found."""

    def find(self, query_: Query) -> Result:
        asked = Selection(query_, self.words, self.kinds)
        if asked.is_vain:
            return query.nothing(query_)
        found = self._hits(asked, query_.length + 1)
        page = found[: query_.length]
        return Result(
            hits=tuple(page),
            total=asked.entries().count(),
            facets=_facets(asked),
            next=page[-1].cursor if len(found) > len(page) else None,
        )

    def walk(self, query_: Query) -> Iterator[Hit]:
        place = query_.start
        while True:
            asked = Selection(replace(query_, after=place), self.words, self.kinds)
            found = [] if asked.is_vain else self._hits(asked, LARGEST_PAGE)
            yield from found
            if len(found) < LARGEST_PAGE:
                return
            place = found[-1].cursor

    def indexed(self, kind: str) -> Iterator[Indexed]:
        kept = Entry.objects.filter(kind=kind, is_removed=False).order_by("key")
        return (Indexed(*row) for row in kept.values_list("key", "version", "cut_by").iterator())

    def _hits(self, asked: Selection, number: int) -> list[Hit]:
        return [
            hits.hit(cursor=_cursor(entry), title=entry.title, body=entry.body, terms=asked.terms)
            for entry in asked.page()[:number]
        ]

    def _checked(self, documents: Iterable[Document]) -> Iterator[Document]:
        for document in documents:
            schema.check(document, self.kinds)
            yield document


def _cursor(entry: Entry) -> Cursor:
    order = [vars(entry)[name] for name in ("order_0", "order_1") if name in vars(entry)]
    return Cursor(tuple(order), entry.kind, entry.key)


def _facets(asked: Selection) -> dict[str, tuple[Count, ...]]:
    counts = asked.counts()
    return {
        facet.field: tuple(Count(name, counts[facet.field][name]) for name, _, _ in facet.bands)
        if isinstance(facet, Bands)
        else query.ranked(counts[facet.field], facet.size)
        for facet in asked.query.facets
    }
