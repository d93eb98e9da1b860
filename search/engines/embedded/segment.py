"""Some entries as columns in memory: for each value the set of the entries that have it, in the order of the newest.

An entry is known by its place in the order of the newest (`slot`), so that the first members of a set are its newest.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from search.engines.embedded import bits
from search.engines.embedded.grams import Asked
from search.engines.embedded.shelf import Shelf
from search.engines.embedded.texts import FullText, Sets, Texts
from search.query import AnyOf, Filter, Sort
from search.schema import AT, KIND, MISSING, as_number

# Of sorted numbers, so many are put into a set one by one.
STEP = 4_096

Place = tuple[tuple[int, ...], str, int]
# Tells the things of one segment from those of others on the shelf that they share.
_numbers = count()


class Row(NamedTuple):
    """An entry, as far as it is needed to choose it and to put it in order."""

    pk: int
    kind: str
    key: int
    at: int
    keywords: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]


def newest(row: Row) -> tuple[int, str, int]:
    """By this the newest stand first."""
    return -row.at, row.kind, row.key


class Column(NamedTuple):
    """The numbers of a field in their order, with the slots that have them, and sets of the first of these."""

    values: Sequence[int]
    slots: Sequence[int]
    steps: Sequence[int]


class Order(NamedTuple):
    """What entries are sorted by, by their slots, and the slots in this order."""

    keys: Sequence[int]
    slots: Sequence[int]


class Segment:
    """Entries that do not change any more.

    Args:
        rows: the entries in the order of the newest; they are read once and not kept.
        texts: knows which of them say something.
        shelf: where sets and orders stay as long as there is room.
        places: the keys of the entries by their slots, where these are given; of some no row is left.
    """

    def __init__(self, rows: Iterable[Row], texts: Texts, shelf: Shelf[Any], places: Sequence[int] = ()) -> None:
        self.texts, self.shelf, self.number = texts, shelf, next(_numbers)
        self.kinds = list[str]()
        self.pks, self.keys, self.ages = array("q"), array("q"), array("q")
        self.values: dict[str, dict[str, array[int]]] = {}
        pairs: dict[str, list[tuple[int, int]]] = {}
        held, last = array("I"), Row(0, "", 0, 0, {}, {})
        for last in rows:
            self._pass(last, places)
            slot = self._slot(last.pk, last)
            held.append(slot)
            self._value(KIND, last.kind, slot)
            for field, values in last.keywords.items():
                for value in values:
                    self._value(field, value, slot)
            for field, number in last.numbers.items():
                pairs.setdefault(field, []).append((number, slot))
        for pk in places[len(self.pks) :]:
            self._slot(pk, last)
        self.size, self.slots = len(self.pks), {pk: slot for slot, pk in enumerate(self.pks)}
        self.held = bits.of(held, self.size)
        self.columns = {field: _column(sorted(found), self.size) for field, found in pairs.items()}

    def _pass(self, row: Row, places: Sequence[int]) -> None:
        """Leave the slots empty that come before the one of this row: between their neighbours in every order."""
        while len(self.pks) < len(places) and places[len(self.pks)] != row.pk:
            self._slot(places[len(self.pks)], row)

    def _slot(self, pk: int, row: Row) -> int:
        """The next slot, in the place that this row has in the order."""
        self.pks.append(pk)
        self.kinds.append(sys.intern(row.kind))
        self.keys.append(row.key)
        self.ages.append(-row.at)
        return len(self.pks) - 1

    def _value(self, field: str, value: str, slot: int) -> None:
        self.values.setdefault(field, {}).setdefault(value, array("I")).append(slot)

    def saying(self, asked: Collection[Asked], every: FullText) -> Sets:
        """For each phrase the set of those whose text says it in one of its columns."""
        kept = {one: self.shelf.get((self.number, one)) for one in asked}
        found: Sets = {one: those for one, those in kept.items() if those is not None}
        missing = [one for one in kept if one not in found]
        if missing:
            for one, those in self.texts.saying(missing, self.slots, self.size, every).items():
                self.shelf.put((self.number, one), those, sys.getsizeof(those))
                found[one] = those
        return found

    def having(self, field: str, value: str) -> int:
        """Those that have this value."""
        name = (self.number, field, value)
        found: int | None = self.shelf.get(name)
        if found is None:
            found = bits.of(self.values.get(field, {}).get(value, ()), self.size)
            self.shelf.put(name, found, sys.getsizeof(found))
        return found

    def ordered(self, sort: Sort) -> Order:
        """All entries in the order of a number field; what has none comes last."""
        name = (self.number, sort)
        found: Order | None = self.shelf.get(name)
        if found is None:
            found = self._ordered(sort)
            self.shelf.put(name, found, sum(map(sys.getsizeof, found)))
        return found

    def passing(self, one: Filter) -> int:
        """Those that pass a filter."""
        if isinstance(one, AnyOf):
            return self.any_of(one.field, one.values)
        low = -MISSING if one.at_least is None else as_number(one.at_least)
        high = MISSING if one.below is None else as_number(one.below)
        if one.field == AT:
            return bits.between(bisect_right(self.ages, -high), bisect_right(self.ages, -low))
        column = self.columns.get(one.field)
        if column is None or low >= high:
            return 0
        first, last = bisect_left(column.values, low), bisect_left(column.values, high)
        return self._first(column, last) ^ self._first(column, first)

    def any_of(self, field: str, values: Iterable[str]) -> int:
        """Those that have one of these values."""
        found = 0
        for value in values:
            found |= self.having(field, value)
        return found

    def newest(self, found: int, start: Place | None) -> Iterator[int]:
        """Slots of these, the newest first, from a place on."""
        return bits.numbers(found if start is None else bits.beginning(found, self._after(start)))

    def _ordered(self, sort: Sort) -> Order:
        field, sign = sort.field, -1 if sort.descending else 1
        if field == AT:
            order = array("q", (-sign * age for age in self.ages))
        else:
            order = array("q", [MISSING]) * self.size
            column = self.columns.get(field or "", Column((), (), ()))
            for value, slot in zip(column.values, column.slots, strict=True):
                order[slot] = sign * value
        slots = sorted(range(self.size), key=lambda slot: (order[slot], self.kinds[slot], self.keys[slot]))
        return Order(order, array("I", slots))

    def _after(self, place: Place) -> int:
        """The first slot after a place in the order of the newest."""
        (*_, age), kind, key = place
        low, high = bisect_left(self.ages, age), bisect_right(self.ages, age)
        return bisect_right(range(high), (kind, key), low, key=lambda slot: (self.kinds[slot], self.keys[slot]))

    def _first(self, column: Column, number: int) -> int:
        """The first so many of a column."""
        step = number // STEP
        return column.steps[step] | bits.of(column.slots[step * STEP : number], self.size)


def _column(pairs: list[tuple[int, int]], size: int) -> Column:
    slots = array("I", (slot for _, slot in pairs))
    steps = [0]
    for start in range(0, len(slots), STEP):
        steps.append(steps[-1] | bits.of(slots[start : start + STEP], size))
    return Column(array("q", (number for number, _ in pairs)), slots, steps)
