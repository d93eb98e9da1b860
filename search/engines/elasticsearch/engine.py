"""The engine on a cluster: documents by bulk with external versions, queries by the dsl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import streaming_bulk

from search import hits, query, schema
from search.engines.base import Indexed, Unavailable
from search.engines.elasticsearch.indices import Indices
from search.engines.elasticsearch.selection import Selection, counts, total
from search.query import LARGEST_PAGE, Bands, Count, Hit, Query, Result
from search.ranking import BODY, BODY_WORDS, TITLE, TITLE_WORDS
from search.schema import AUDIENCE, MISSING, Document, Kind, Reference, as_number, readable
from search.words import Words

CHUNK = 500
KEPT_OPEN = "1m"
# So long the cluster may take to make one piece of a new index (seconds).
MERGING = 600
_CONFLICT = 409


class ElasticsearchEngine:
    """`engines.base.Engine` on Elasticsearch 8.

    Args:
        client: the cluster.
        prefix: begins the names of all its indices.
        kinds: what may be indexed, by name.
        words: cuts texts for the order of results.
    """

    def __init__(self, client: Elasticsearch, prefix: str, kinds: Mapping[str, Kind], words: Words) -> None:
        self.client, self.kinds, self.words = client, kinds, words
        self.indices = Indices(client, prefix)

    def install(self) -> None:
        """Templates and first indices of all kinds; what is there stays."""
        with _answering():
            for kind in self.kinds.values():
                self.indices.install(kind)

    def put(self, documents: Iterable[Document], *, into: str = "") -> None:
        """As every engine does; `into` names an index that nobody reads yet."""
        self._send((self._action(document, into) for document in documents), into)

    def remove(self, references: Iterable[Reference], *, out_of: str = "") -> None:
        """As every engine does; `out_of` names an index that nobody reads yet."""
        self._send(({"_op_type": "delete", **self._address(one, out_of)} for one in references), out_of)

    def refresh(self) -> None:
        with _answering():
            self.client.indices.refresh(index=[self.indices.writing(kind) for kind in self.kinds])

    def settled(self, kind: str, name: str = "") -> Iterator[Indexed]:
        """What is kept of a kind, or in one index of it by name, with everything that was put until now.

        An index by name is a new one that nobody reads yet: it is made one piece first.
        """
        with _answering():
            if name:
                # One piece is read faster than the many that it was written in.
                self.client.options(request_timeout=MERGING).indices.forcemerge(index=name, max_num_segments=1)
            self.client.indices.refresh(index=name or self.indices.writing(kind))
        return self._kept(name or self.indices.reading(kind))

    def current(self, kind: str) -> str | None:
        """The index of a kind that is read; None where none is."""
        with _answering():
            return self.indices.current(kind)

    def previous(self, kind: str) -> str | None:
        """The index that was made before it; None where none is left."""
        with _answering():
            names, current = self.indices.all(kind), self.indices.current(kind)
        return names[names.index(current) - 1] if current in names[1:] else None

    def is_current(self, kind: Kind) -> bool:
        """Whether a kind has an index, and of its present form."""
        name = self.current(kind.name)
        return name is not None and name.startswith(self.indices.begun(kind))

    def begin(self, kind: str) -> str:
        """A new and empty index, which nobody reads yet."""
        with _answering():
            return self.indices.create(self.kinds[kind])

    def switch(self, kind: str, name: str) -> None:
        """From now on this index is read and written."""
        with _answering():
            self.indices.switch(kind, name)

    def clear_away(self, kind: str, *, spared: str | None) -> None:
        """Remove every index of a kind but this one."""
        with _answering():
            for name in self.indices.all(kind):
                if name != spared:
                    self.client.indices.delete(index=name)

    def find(self, query_: Query) -> Result:
        asked = Selection(query_, self.words, self.kinds)
        if asked.is_vain:
            return query.nothing(query_)
        searches = [asked.search(query_.start).extra(size=query_.length + 1)]
        if query_.facets:
            searches.append(asked.counting())
        answer, *counted = self._answers(searches, asked)
        found = _hits(answer, asked)
        page = found[: query_.length]
        return Result(
            hits=tuple(page),
            total=total(counted[0] if counted else answer),
            facets={facet.field: _counts(facet, counted[0]["aggregations"][facet.field]) for facet in query_.facets},
            next=page[-1].cursor if len(found) > len(page) else None,
        )

    def walk(self, query_: Query) -> Iterator[Hit]:
        asked = Selection(query_, self.words, self.kinds)
        if asked.is_vain:
            return
        with _answering(), self._still(asked) as point:
            search = asked.search(None).source(["title"]).extra(size=LARGEST_PAGE, pit=point)
            # A still picture has an order of its own behind ours; the largest number leaves out the place itself.
            last = None if query_.start is None else [*asked.place(query_.start), MISSING]
            while True:
                whole = search if last is None else search.extra(search_after=last)
                answer = self._search(**_body(whole))
                for row in answer["hits"]["hits"]:
                    yield hits.bare(asked.cursor(row["sort"]), row["_source"]["title"])
                if len(answer["hits"]["hits"]) < LARGEST_PAGE:
                    return
                last = answer["hits"]["hits"][-1]["sort"]

    def indexed(self, kind: str) -> Iterator[Indexed]:
        return self._kept(self.indices.reading(kind))

    def _kept(self, index: str) -> Iterator[Indexed]:
        last: list[int] | None = None
        while True:
            body: dict[str, Any] = {"sort": [{"key": "asc"}], "size": LARGEST_PAGE, "source": ["version", "cut_by"]}
            with _answering():
                answer = self._search(index=index, search_after=last, **body)
            rows = answer["hits"]["hits"]
            for row in rows:
                yield Indexed(row["sort"][0], row["_source"]["version"], row["_source"]["cut_by"])
            if len(rows) < LARGEST_PAGE:
                return
            last = rows[-1]["sort"]

    def _answers(self, searches: Iterable[Any], asked: Selection) -> list[Any]:
        """Answers to these, which the cluster works at side by side."""
        head = {"index": [self.indices.reading(kind) for kind in asked.kinds], "allow_partial_search_results": False}
        with _answering():
            answers = self.client.msearch(searches=[part for one in searches for part in (head, one.to_dict())])
            return [_whole(answer) for answer in answers["responses"]]

    def _search(self, **asked: Any) -> Any:
        return _whole(self.client.search(allow_partial_search_results=False, **asked).body)

    @contextmanager
    def _still(self, asked: Selection) -> Iterator[dict[str, str]]:
        """A picture of the indices as they are now."""
        indices = [self.indices.reading(kind) for kind in asked.kinds]
        opened = self.client.open_point_in_time(index=indices, keep_alive=KEPT_OPEN, allow_partial_search_results=False)
        point = opened["id"]
        try:
            yield {"id": point, "keep_alive": KEPT_OPEN}
        finally:
            self.client.close_point_in_time(id=point)

    def _send(self, actions: Iterable[dict[str, Any]], into: str) -> None:
        with _answering():
            sent = streaming_bulk(
                self.client, actions, chunk_size=CHUNK, raise_on_error=False, yield_ok=False, require_alias=not into
            )
            wrong = [answer for _, item in sent for answer in item.values() if not _is_fine(answer)]
        if wrong:
            raise Unavailable(str(wrong[0].get("error")))

    def _action(self, document: Document, into: str) -> dict[str, Any]:
        schema.check(document, self.kinds)
        title, body = readable(document.title), readable(document.body)
        (title_tokens, title_words), (body_tokens, body_words) = map(self.words.streams, (title, body))
        keywords = document.values()
        source = {
            "kind": document.kind,
            "key": document.key,
            "version": document.version,
            "cut_by": self.words.version,
            "at": as_number(document.at),
            "audience": keywords.pop(AUDIENCE),
            "title": title,
            "body": body,
            "tokens": {
                TITLE: title_tokens,
                BODY: body_tokens,
                TITLE_WORDS: title_words,
                BODY_WORDS: body_words,
            },
            "keywords": keywords,
            "numbers": {name: as_number(value) for name, value in document.numbers.items()},
        }
        return {"_op_type": "index", **self._address(document, into), "_source": source}

    def _address(self, one: Document | Reference, into: str) -> dict[str, Any]:
        index = into or self.indices.writing(one.kind)
        return {"_index": index, "_id": str(one.key), "version": one.version, "version_type": "external_gte"}


def _is_fine(answer: dict[str, Any]) -> bool:
    """Whether a newer version is known already, or what shall go is gone already."""
    return answer["status"] == _CONFLICT or answer.get("result") == "not_found"


@contextmanager
def _answering() -> Iterator[None]:
    """Say in the engines' own words that the cluster did not do what it was asked."""
    try:
        yield
    except (ApiError, TransportError) as refusal:
        raise Unavailable(str(refusal)) from refusal


def _whole(answer: Any) -> Any:
    """The answer, if it is one: of a cluster that has lost a part of its indices, the rest is none.

    Raises:
        Unavailable: it is refused, or calls itself half.
    """
    if "error" in answer or answer["timed_out"] or answer["_shards"]["failed"]:
        raise Unavailable(str(answer.get("error") or answer["_shards"]))
    return answer


def _body(search: Any) -> dict[str, Any]:
    body: dict[str, Any] = search.to_dict()
    return {("source" if name == "_source" else name): part for name, part in body.items()}


def _hits(answer: Any, asked: Selection) -> list[Hit]:
    if asked.query.is_bare:
        return [hits.bare(asked.cursor(row["sort"])) for row in answer["hits"]["hits"]]
    return [
        hits.hit(cursor=asked.cursor(row["sort"]), terms=asked.terms, **row["_source"])
        for row in answer["hits"]["hits"]
    ]


def _counts(facet: query.Facet | Bands, aggregation: Any) -> tuple[Count, ...]:
    found = counts(facet, aggregation)
    if isinstance(facet, Bands):
        return tuple(Count(name, found[name]) for name, _, _ in facet.bands)
    return query.ranked(found, facet.size)
