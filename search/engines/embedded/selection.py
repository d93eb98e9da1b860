"""A query, asked of the columns in memory: what fits, how many of them have which value, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from typing import NamedTuple

from search import ranking
from search.engines.base import Question
from search.engines.embedded import bits
from search.engines.embedded.expressions import ANYWHERE
from search.engines.embedded.grams import Asked
from search.engines.embedded.memory import Part
from search.engines.embedded.segment import Place, Segment
from search.engines.embedded.texts import FullText
from search.query import Bands, Between, Cursor, Facet, Query
from search.ranking import TITLE
from search.schema import AT, AUDIENCE, KIND
from search.words import Words


class Found(NamedTuple):
    """An entry and its place in the order."""

    order: tuple[int, ...]
    kind: str
    key: int
    pk: int

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.order, self.kind, self.key)


class Selection(Question):
    """One query, as these parts are asked it."""

    def __init__(self, query: Query, words: Words, kinds: Iterable[str], parts: Sequence[Part]) -> None:
        super().__init__(query, words, kinds)
        self.parts, self._every = [part.segment for part in parts], FullText()
        self._open = [self._before_filters(part) for part in parts]
        self._fits = [self._filtered(at) for at in range(len(parts))]

    @property
    def total(self) -> int:
        """How many fit."""
        return sum(fits.bit_count() for fits in self._fits)

    def counts(self, facet: Facet | Bands) -> dict[str, int]:
        """How many fit by value or band, whatever the filters on the facet's own field say."""
        found: dict[str, int] = {}
        own = any(one.field == facet.field for one in self.query.filters)
        for at, segment in enumerate(self.parts):
            fits = self._filtered(at, apart_from=facet.field) if own else self._fits[at]
            for value, number in _counted(segment, facet, fits):
                found[value] = found.get(value, 0) + number
        return found

    def places(self) -> Iterator[Found]:
        """What fits in its order from `start` on."""
        start = self.query.start
        after = None if start is None else (start.order, start.kind, start.key)
        orders: dict[str | None, Callable[[int, Place | None], Iterator[Found]]] = {None: self._by_fit}
        if self.query.sort.descending:
            orders[AT] = self._newest
        order = orders.get(self.query.sort.field, self._by_number)
        return merge(*(order(at, after) for at in range(len(self.parts))))

    def _before_filters(self, part: Part) -> int:
        segment, columns = part.segment, (TITLE,) if self.query.in_titles else ANYWHERE
        wanted: list[Asked] = [(phrase, columns) for phrase in self.terms.wanted]
        unwanted: list[Asked] = [(phrase, ANYWHERE) for phrase in self.terms.unwanted]
        fits = part.alive & segment.any_of(AUDIENCE, self.query.audience) & segment.any_of(KIND, self.kinds)
        if not fits:
            return 0
        said = segment.saying([*wanted, *unwanted], self._every)
        for one in wanted:
            fits &= said[one]
        for one in unwanted:
            fits = bits.without(fits, said[one])
        return fits

    def _filtered(self, at: int, *, apart_from: str = "") -> int:
        fits = self._open[at]
        for one in self.query.filters:
            if one.field != apart_from:
                fits &= self.parts[at].passing(one)
        return fits

    def _newest(self, at: int, after: Place | None) -> Iterator[Found]:
        segment = self.parts[at]
        return (_found(segment, slot, (segment.ages[slot],)) for slot in segment.newest(self._fits[at], after))

    def _by_number(self, at: int, after: Place | None) -> Iterator[Found]:
        segment = self.parts[at]
        keys, slots = segment.ordered(self.query.sort)
        found = (_found(segment, slot, (keys[slot],)) for slot in bits.among(slots, self._fits[at]))
        return (one for one in found if after is None or one[:3] > after)

    def _by_fit(self, at: int, after: Place | None) -> Iterator[Found]:
        """The classes of equal points one after the other, the newest of each first."""
        segment = self.parts[at]
        for points, fits in _classes(self._fits[at], self._planes(at)):
            order = -points
            if after is not None and order < after[0][0]:
                continue
            start = after if after is not None and order == after[0][0] else None
            yield from (_found(segment, slot, (order, segment.ages[slot])) for slot in segment.newest(fits, start))

    def _planes(self, at: int) -> list[int]:
        """The points of all that fit, digit by digit: those whose sum has a 1 there, the lowest digit first."""
        planes: list[int] = []
        segment, fits = self.parts[at], self._fits[at]
        if fits:
            marks = ranking.marks(self.terms, self.words)
            said = segment.saying([(mark.phrase, (mark.column,)) for mark in marks], self._every)
            for mark in marks:
                _add(planes, fits & said[mark.phrase, (mark.column,)], mark.points)
            for boost in self.query.boosts:
                _add(planes, fits & segment.passing(boost.filter), boost.points)
        return planes


def _found(segment: Segment, slot: int, order: tuple[int, ...]) -> Found:
    return Found(order, segment.kinds[slot], segment.keys[slot], segment.pks[slot])


def _counted(segment: Segment, facet: Facet | Bands, fits: int) -> Iterator[tuple[str, int]]:
    """Counts of one segment; of values only those that there are."""
    if isinstance(facet, Bands):
        for name, low, high in facet.bands:
            yield name, (fits & segment.passing(Between(facet.field, low, high))).bit_count()
        return
    for value in segment.values.get(facet.field, ()) if fits else ():
        if number := (fits & segment.having(facet.field, value)).bit_count():
            yield value, number


def _add(planes: list[int], those: int, points: int) -> None:
    """Give so many points to those: addition with carry, for all of them at once."""
    for digit in range(points.bit_length()):
        carried, place = those if points >> digit & 1 else 0, digit
        while carried:
            planes += [0] * (place + 1 - len(planes))
            planes[place], carried = planes[place] ^ carried, planes[place] & carried
            place += 1


def _classes(fits: int, planes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Points, the most first, each with those of `fits` that have them."""
    if not fits:
        return
    if not planes:
        yield 0, fits
        return
    *lower, highest = planes
    for more, those in ((1 << len(lower), fits & highest), (0, bits.without(fits, highest))):
        yield from ((more + points, found) for points, found in _classes(those, lower))
