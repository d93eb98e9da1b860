"""A query as Elasticsearch is asked it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from search import ranking
from search.engines.base import Question
from search.engines.elasticsearch.dsl import Q, Search
from search.query import AnyOf, Bands, Cursor, Facet, Filter
from search.ranking import BODY, TITLE
from search.schema import AT, AUDIENCE, KIND, MISSING, as_number, readable
from search.tokens import Phrase

# Values that each index counts before the counts are added: above this number of different ones they are estimates.
COUNTED = 10_000
SHOWN = ["title", "body"]
# Among the counts, what passes every filter; no field is called so.
EVERYTHING = "every filter"


class Selection(Question):
    """One query, as a search of the dsl."""

    def search(self, start: Cursor | None) -> Any:
        """What fits in its order from `start` on, without counts.

        Only the filters that a facet leaves out for its counts come after them: what is filtered before is neither
        counted nor given points. How many fit is counted with the facets, where there are any: the cluster then leaves
        out here what has too few points to be shown.
        """
        found = Search().query(self._fitting(self._points())).sort(*self._order())
        if passing := _every(self._left_out()):
            found = found.post_filter(passing)
        found = found.source(False if self.query.is_bare else SHOWN)
        found = found.extra(track_total_hits=not self.query.facets)
        return found if start is None else found.extra(search_after=self.place(start))

    def counting(self) -> Any:
        """The counts of its facets, each past all filters but those on its own field, and of what passes every filter.

        Nothing has points or an order here, and the place where a page begins changes nothing: the cluster keeps the
        answer until a document changes, and gives it again for the next page or another order.
        """
        left_out = _every(self._left_out())
        found = Search().query(self._fitting()).extra(size=0, track_total_hits=not left_out)
        if left_out:
            found.aggs.bucket(EVERYTHING, "filter", filter=left_out)
        for facet in self.query.facets:
            passing = _every(self._left_out(but=facet.field))
            # Without a filter around it the cluster counts by the terms, without looking at every document.
            own = found.aggs.bucket(facet.field, "filter", filter=passing) if passing else found.aggs
            name = "counts" if passing else facet.field
            if isinstance(facet, Bands):
                own.bucket(name, "range", field=_number(facet.field), ranges=list(_bands(facet)), keyed=True)
            else:
                order = [{"_count": "desc"}, {"_key": "asc"}]
                terms = {"field": _keyword(facet.field), "size": facet.size, "shard_size": COUNTED, "order": order}
                own.bucket(name, "terms", **terms)
        return found

    def place(self, cursor: Cursor) -> list[int | str]:
        """A place in the order in the numbers of `_order`."""
        return [*(-number if self._falls else number for number in cursor.order), cursor.kind, cursor.key]

    def cursor(self, values: Sequence[Any]) -> Cursor:
        """The place that a hit's values of `_order` stand for."""
        keys = 2 if self.query.sort.field is None else 1
        numbers = [int(value) for value in values[:keys]]
        order = tuple(-number if self._falls else number for number in numbers)
        return Cursor(order, values[keys], values[keys + 1])

    @property
    def _falls(self) -> bool:
        return self.query.sort.field is None or self.query.sort.descending

    def _fitting(self, points: Sequence[Any] = ()) -> Any:
        said, columns = self.terms, (TITLE,) if self.query.in_titles else (TITLE, BODY)
        return Q(
            "bool",
            filter=[
                _terms(AUDIENCE, self.query.audience),
                *(_says(phrase, *columns) for phrase in said.wanted),
                *(_passes(one) for one in self.query.filters if one.field not in self._counted),
            ],
            must_not=[_says(phrase, TITLE, BODY) for phrase in said.unwanted],
            should=list(points),
            minimum_should_match=0,
        )

    def _points(self) -> list[Any]:
        if self.query.sort.field is not None:
            return []
        marks = [(_says(mark.phrase, mark.column), mark.points) for mark in ranking.marks(self.terms, self.words)]
        boosts = [(_passes(boost.filter), boost.points) for boost in self.query.boosts]
        return [Q("constant_score", filter=fits, boost=points) for fits, points in [*marks, *boosts]]

    @property
    def _counted(self) -> set[str]:
        """Fields with a facet, whose counts their own filters do not narrow."""
        return {facet.field for facet in self.query.facets}

    def _left_out(self, *, but: str = "") -> list[Filter]:
        """The filters on fields with a facet, but those on this one."""
        return [one for one in self.query.filters if one.field in self._counted - {but}]

    def _order(self) -> list[dict[str, Any]]:
        way = "desc" if self._falls else "asc"
        tail = [{"kind": "asc"}, {"key": "asc"}]
        field = self.query.sort.field
        if field is None:
            return [{"_score": "desc"}, {AT: "desc"}, *tail]
        last = -MISSING if self._falls else MISSING
        return [{_number(field): {"order": way, "missing": last, "unmapped_type": "long"}}, *tail]


def _says(phrase: Phrase, *columns: str) -> Any:
    """Whether one of these says the phrase."""
    said, fields = " ".join(phrase.tokens), [f"tokens.{column}" for column in columns]
    if phrase.is_prefix:
        found = [Q("match_phrase_prefix", **{field: said}) for field in fields]
    elif len(phrase.tokens) == 1:
        found = [Q("term", **{field: said}) for field in fields]
    else:
        found = [Q("match_phrase", **{field: said}) for field in fields]
    return Q("bool", should=found, minimum_should_match=1)


def _passes(one: Filter) -> Any:
    if isinstance(one, AnyOf):
        return _terms(_keyword(one.field), one.values)
    edges = {"gte": one.at_least, "lt": one.below}
    return Q("range", **{_number(one.field): {edge: as_number(at) for edge, at in edges.items() if at is not None}})


def _every(filters: Iterable[Filter]) -> Any:
    """All of these; None where there are none."""
    passing = [_passes(one) for one in filters]
    return Q("bool", filter=passing) if passing else None


def _terms(field: str, values: Iterable[str]) -> Any:
    # One value is looked up as a term: the cluster has a shorter way for it than for a set.
    known = sorted({value for value in values if readable(value) == value})
    return Q("term", **{field: known[0]}) if len(known) == 1 else Q("terms", **{field: known})


def _bands(bands: Bands) -> Iterator[dict[str, Any]]:
    for number, (_, low, high) in enumerate(bands.bands):
        edges = {"from": low, "to": high}
        yield {"key": f"band_{number}", **{edge: as_number(at) for edge, at in edges.items() if at is not None}}


def _keyword(field: str) -> str:
    return field if field == KIND else f"keywords.{field}"


def _number(field: str) -> str:
    return field if field == AT else f"numbers.{field}"


def total(counted: Any) -> int:
    """How many pass every filter, of an answer to `Selection.counting`."""
    every = counted.get("aggregations", {}).get(EVERYTHING)
    number: int = counted["hits"]["total"]["value"] if every is None else every["doc_count"]
    return number


def counts(facet: Facet | Bands, aggregation: Any) -> dict[str, int]:
    """How many have each value, or lie in each band, of what was answered."""
    buckets = aggregation.get("counts", aggregation)["buckets"]
    if isinstance(facet, Bands):
        return {name: buckets[f"band_{number}"]["doc_count"] for number, (name, _, _) in enumerate(facet.bands)}
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}
