"""What is asked and what is answered, whichever engine answers."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from search.schema import AT, KIND_NAME, MISSING, Number

PAGE = 20
LARGEST_PAGE = 500


@dataclass(frozen=True)
class AnyOf:
    """Only what has one of these values in the keyword field."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """Only what has a number from `at_least` on and `below` the other; either may be open."""

    field: str
    at_least: Number | None = None
    below: Number | None = None


Filter = AnyOf | Between


@dataclass(frozen=True)
class Facet:
    """Count the values of a keyword field, whatever this field is filtered by; the most frequent `size` of them."""

    field: str
    size: int = 50


@dataclass(frozen=True)
class Bands:
    """Count how many lie in each of these ranges of a number field, whatever this field is filtered by."""

    field: str
    bands: tuple[tuple[str, Number | None, Number | None], ...]


@dataclass(frozen=True)
class Boost:
    """Bring what fits the filter forward by so many points (of whole numbers, more than none)."""

    filter: Filter
    points: int


@dataclass(frozen=True)
class Sort:
    """By a number field (what has none comes last), or, where it is None, by how well it fits, then the newest."""

    field: str | None = None
    descending: bool = True


RELEVANCE = Sort()
NEWEST = Sort(AT)


@dataclass(frozen=True)
class Cursor:
    """A place in the order of results, the same for every engine: numbers that grow, then kind and key."""

    order: tuple[int, ...]
    kind: str
    key: int

    def __str__(self) -> str:
        whole = json.dumps([*self.order, self.kind, self.key]).encode()
        return base64.urlsafe_b64encode(whole).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """What stands in an address; None for what nobody could have been given."""
        try:
            *order, kind, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (binascii.Error, ValueError, TypeError, RecursionError):
            return None
        numbers = [*order, key]
        good = all(type(number) is int and -MISSING <= number <= MISSING for number in numbers)
        return cls(tuple(order), kind, key) if good and isinstance(kind, str) and KIND_NAME.fullmatch(kind) else None


@dataclass(frozen=True)
class Query:
    """A question. Who asks is a part of it: whoever is nobody finds nothing.

    Attributes:
        audience: the words that stand for whoever asks; a document is found if one of them is among its own.
        text: what was typed (`search.language`).
        kinds: only these; none named means every kind.
        filters: all must fit; a facet ignores those on its own field.
        boosts: what counts besides words when sorted by how well it fits.
        after: show what comes after this place.
        in_titles: what was typed must stand in the title.
        is_bare: only which documents fit is wanted, nothing of what they say; their hits have no title.
    """

    audience: frozenset[str]
    text: str = ""
    kinds: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    facets: tuple[Facet | Bands, ...] = ()
    boosts: tuple[Boost, ...] = ()
    sort: Sort = RELEVANCE
    size: int = PAGE
    after: Cursor | None = None
    in_titles: bool = False
    is_bare: bool = False

    @property
    def start(self) -> Cursor | None:
        """`after`, unless it was a place in another order."""
        keys = 2 if self.sort.field is None else 1
        return self.after if self.after is not None and len(self.after.order) == keys else None

    @property
    def length(self) -> int:
        """How many hits are asked for, as far as that is given."""
        return max(1, min(LARGEST_PAGE, self.size))


@dataclass(frozen=True)
class Count:
    """How many documents have this value, or lie in this band."""

    value: str
    number: int


@dataclass(frozen=True)
class Hit:
    """One document that was found.

    Attributes:
        title, excerpt: as HTML, what was asked for marked.
        cursor: its place in the order.
    """

    kind: str
    key: int
    title: SafeString
    excerpt: SafeString
    cursor: Cursor

    @property
    def points(self) -> int:
        """How well it fits, where that is the order."""
        return -self.cursor.order[0]


@dataclass(frozen=True)
class Result:
    """One page of what was found.

    Attributes:
        total: of all pages.
        facets: counts by field, the most frequent first.
        next: where the next page begins; None on the last.
        is_spare: the embedded engine answered for a cluster that is away.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)
    next: Cursor | None = None
    is_spare: bool = False


def nothing(query: Query) -> Result:
    """The answer to a question that nothing can fit."""
    counts = {
        facet.field: tuple(Count(name, 0) for name, _, _ in facet.bands) if isinstance(facet, Bands) else ()
        for facet in query.facets
    }
    return Result(facets=counts)


def ranked(counts: Mapping[str, int], size: int) -> tuple[Count, ...]:
    """The most frequent values first; what is as frequent by its name."""
    every = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(value, number) for value, number in every[:size])
