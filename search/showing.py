"""How what is found is named and shown: packages above hand in the words of their kinds, fields and values.

# in documents.register()
showing.add_kind("tender", Showing(label=_("Calls"), lines=lines))
showing.add_field(Field("street", _("Street"), names_of_places))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from marketplace.accounts.models import Membership
from marketplace.ui.text import Text
from search.query import Between, Boost, Sort
from search.schema import Number

# By field the values that are asked for, and those of them that there are, with their names.
Wanted = Mapping[str, Collection[str]]
Named = Mapping[str, Mapping[str, Text]]
Names = Callable[[Wanted], Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What stands beside a hit, as the page that it leads to shows it to the same person.

    Attributes:
        url: that page.
        kind: what it is called, where the name of its kind says less.
        said: what people wrote: its number, where it is.
        state, colour: its state, and the colour of the tag.
        amount, amount_label: yuan, and what they are.
        due_at: until when something can be done.
        since: from when on it stands so.
    """

    url: str
    kind: Text = ""
    said: tuple[str, ...] = ()
    state: Text = ""
    colour: str = ""
    tier: str = ""
    amount: Decimal | None = None
    amount_label: Text = ""
    due_at: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Showing:
    """A kind in words.

    Attributes:
        label: what its documents are called.
        lines: those of these keys that this person may open now, each with what stands beside it.
    """

    label: Text
    lines: Callable[[Collection[int], Membership | None], Mapping[int, Line]]


@dataclass(frozen=True, slots=True)
class Field:
    """A keyword field that is filtered by.

    Attributes:
        names: what these values are called; values that there are not are left out. Fields that share it are asked at
            once, so that a page asks the database once for all of them.
    """

    name: str
    label: Text
    names: Names


@dataclass(frozen=True, slots=True)
class Band:
    """A range of a number field by which is filtered."""

    name: str
    label: Text
    at_least: Number | None = None
    below: Number | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A number field that is filtered by in bands; those of moments go by now."""

    name: str
    label: Text
    bands: Callable[[datetime], Sequence[Band]]

    def between(self, name: str, now: datetime) -> Between | None:
        """The filter of a band; None for one that there is not."""
        band = next((band for band in self.bands(now) if band.name == name), None)
        return None if band is None else Between(self.name, band.at_least, band.below)


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort.

    Attributes:
        band: of a range, (field, name): what this order is of use for; it is filtered by unless another one is chosen.
    """

    name: str
    label: Text
    sort: Sort
    band: tuple[str, str] | None = None


_kinds: dict[str, Showing] = {}
_fields: dict[str, Field] = {}
_values: dict[str, dict[str, Text]] = {}
_ranges: dict[str, Range] = {}
_orders: dict[str, Order] = {}
_boosts: list[Callable[[datetime], Sequence[Boost]]] = []


def add_kind(name: str, kind: Showing) -> None:
    """Let hits of this kind be shown."""
    _kinds[name] = kind


def add_field(field: Field) -> None:
    """Let the page filter by this field; fields stand in the order in which they came."""
    _fields[field.name] = field


def add_values(field: str, names: Mapping[str, Text]) -> None:
    """Name values of a field that several packages share (states, types)."""
    _values.setdefault(field, {}).update(names)


def add_range(one: Range) -> None:
    """Let the page filter by these bands."""
    _ranges[one.name] = one


def add_order(order: Order) -> None:
    """Let the page sort this way."""
    _orders[order.name] = order


def add_boosts(boosts_at: Callable[[datetime], Sequence[Boost]]) -> None:
    """Bring this forward at a moment, where the page sorts by how well it fits."""
    _boosts.append(boosts_at)


def named(wanted: Wanted) -> Named:
    """Those of these values that there are, with their names, by field."""
    together: dict[Names, dict[str, Collection[str]]] = {}
    for field, values in wanted.items():
        if values:
            together.setdefault(_fields[field].names, {})[field] = values
    found: dict[str, Mapping[str, Text]] = {field: {} for field in wanted}
    for names, of in together.items():
        found |= names(of)
    return found


def shared(wanted: Wanted) -> Named:
    """The names that `add_values` was given for these fields."""
    return {
        field: {value: name for value, name in _values.get(field, {}).items() if value in values}
        for field, values in wanted.items()
    }


def kinds() -> Mapping[str, Showing]:
    """Every kind by its name."""
    return MappingProxyType(_kinds)


def fields() -> Mapping[str, Field]:
    """Every field by its name."""
    return MappingProxyType(_fields)


def ranges() -> Mapping[str, Range]:
    """Every range by its name."""
    return MappingProxyType(_ranges)


def orders() -> Mapping[str, Order]:
    """Every way to sort by its name, besides how well something fits."""
    return MappingProxyType(_orders)


def ending() -> Order | None:
    """The way to sort that is about what ends; None where nothing does."""
    return next((order for order in _orders.values() if order.band is not None), None)


def boosts(now: datetime) -> tuple[Boost, ...]:
    """What counts besides words at this moment."""
    return tuple(boost for boosts_at in _boosts for boost in boosts_at(now))
