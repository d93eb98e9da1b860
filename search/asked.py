"""A search as it stands in an address: what was typed, what was chosen, in which order, from where on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import QueryDict

from search import language, showing
from search.language import Trouble
from search.query import NEWEST, PAGE, RELEVANCE, AnyOf, Bands, Boost, Cursor, Facet, Filter, Query, Sort
from search.schema import KIND, readable

TEXT, ORDER, AFTER, BY_FIT = "q", "sort", "after", "relevance"
# Values of one field that an address may name.
MOST_VALUES = 50
# Values of a field that the page counts.
COUNTED = 60


@dataclass(frozen=True)
class Asked:
    """What somebody asks for.

    Attributes:
        values: of keyword fields, and of the kind; only such as there are.
        bands: of number fields, by their names.
        order: a name of `showing.orders()`, "relevance", or empty for the usual one.
        left_out: what the address named and there is not.
    """

    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bands: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    after: Cursor | None = None
    left_out: tuple[str, ...] = ()

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What was typed and is not searched for as it stands."""
        return language.troubles(self.text)

    @property
    def sorted_by(self) -> str:
        """The order it is shown in: by how well it fits where something was typed, else the newest first."""
        if self.order and (self.order != BY_FIT or self.text.strip()):
            return self.order
        return BY_FIT if self.text.strip() else "newest"

    def without(self, name: str, value: str = "") -> Asked:
        """The same without one value of a filter, or without any value of it, from the first page on."""
        first = replace(self, after=None)
        if name == TEXT:
            return replace(first, text="")
        if name in self.bands:
            order = "" if _order_needs(self.order, name) else self.order
            return replace(first, bands={key: band for key, band in self.bands.items() if key != name}, order=order)
        gone = (value,) if value else self.values.get(name, ())
        left = {key: tuple(v for v in vs if key != name or v not in gone) for key, vs in self.values.items()}
        return replace(first, values={key: values for key, values in left.items() if values})

    def filters(self) -> Iterator[tuple[str, str]]:
        """Field and value of everything that is filtered by."""
        yield from ((name, value) for name, values in self.values.items() for value in values)
        yield from self.bands.items()

    def data(self) -> QueryDict:
        """As an address says it, without the place of a page."""
        data = QueryDict(mutable=True)
        if self.text:
            data[TEXT] = self.text
        for name, values in self.values.items():
            data.setlist(name, list(values))
        for name, band in self.bands.items():
            data[name] = band
        if self.order:
            data[ORDER] = self.order
        return data

    def query(self, audience: frozenset[str], now: datetime, *, counted: bool = False) -> Query:
        """The question for the index.

        Args:
            audience: of whoever asks (`search.audience`).
            counted: count the values of every field, too.
        """
        return Query(
            audience=audience,
            text=self.text,
            kinds=tuple(showing.kinds()),
            filters=self._filters(now),
            facets=_facets(now) if counted else (),
            boosts=self._boosts(now),
            sort=self._sort(),
            size=PAGE,
            after=self.after,
        )

    def _sort(self) -> Sort:
        if self.sorted_by == BY_FIT:
            return RELEVANCE
        known = showing.orders().get(self.sorted_by)
        return NEWEST if known is None else known.sort

    def _boosts(self, now: datetime) -> tuple[Boost, ...]:
        return showing.boosts(now) if self.sorted_by == BY_FIT else ()

    def _filters(self, now: datetime) -> tuple[Filter, ...]:
        chosen: list[Filter] = [AnyOf(name, values) for name, values in self.values.items()]
        betweens = (showing.ranges()[name].between(band, now) for name, band in self.bands.items())
        return (*chosen, *(between for between in betweens if between is not None))


def read(data: QueryDict, now: datetime) -> Asked:
    """What an address asks for; what there is not is left out and named."""
    left_out: list[str] = []
    values: dict[str, tuple[str, ...]] = {}
    given = {
        name: tuple(dict.fromkeys(value for value in data.getlist(name)[:MOST_VALUES] if value))
        for name in (KIND, *showing.fields())
    }
    known = names(given)
    for name, wanted in given.items():
        left_out += [value for value in wanted if value not in known[name]]
        if chosen := tuple(value for value in wanted if value in known[name]):
            values[name] = chosen
    bands = {name: band for name in showing.ranges() if (band := data.get(name))}
    unknown = {name: band for name, band in bands.items() if showing.ranges()[name].between(band, now) is None}
    left_out += unknown.values()
    order = data.get(ORDER, "")
    if order and order not in {BY_FIT, *showing.orders()}:
        left_out.append(order)
        order = ""
    return Asked(
        text=readable(data.get(TEXT, ""))[: language.TEXT_LIMIT + 1],
        values=values,
        bands=_with_order({name: band for name, band in bands.items() if name not in unknown}, order),
        order=order,
        after=Cursor.read(data.get(AFTER, "")) if data.get(AFTER) else None,
        left_out=tuple(left_out),
    )


def names(wanted: showing.Wanted) -> showing.Named:
    """Those of these values of fields, and of these kinds, that there are, with their names."""
    of_kinds = {value: showing.kinds()[value].label for value in wanted.get(KIND, ()) if value in showing.kinds()}
    fields = {name: values for name, values in wanted.items() if name != KIND}
    named = showing.named({name: [v for v in values if readable(v) == v] for name, values in fields.items()})
    return {**named, KIND: of_kinds}


def _with_order(bands: dict[str, str], order: str) -> dict[str, str]:
    """An order is of use for some only: these are chosen with it, where nothing else is."""
    known = showing.orders().get(order)
    if known is None or known.band is None:
        return bands
    return dict([known.band]) | bands


def _order_needs(order: str, name: str) -> bool:
    known = showing.orders().get(order)
    return known is not None and known.band is not None and known.band[0] == name


def _facets(now: datetime) -> tuple[Facet | Bands, ...]:
    counted = [Facet(KIND), *(Facet(name, COUNTED) for name in showing.fields())]
    banded = [
        Bands(one.name, tuple((band.name, band.at_least, band.below) for band in one.bands(now)))
        for one in showing.ranges().values()
    ]
    return (*counted, *banded)
