"""What packages above hand in: what they have to be found, and names that no dictionary holds.

# in AppConfig.ready()
registry.add_source(Source(Kind("provider", keywords=("street",)), rows=public, document=document, follows={…}))
registry.add_names(names_of_providers)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from search.schema import Document, Kind
from search.words import Words

Names = Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Source:
    """Where the documents of a kind come from.

    Attributes:
        kind: which.
        rows: the rows that may be found, by their primary keys, with all that a document is made of.
        document: of one of these.
        follows: models whose acts may change a document, each with the ways to it from a row: ``{"tenders.tender":
            ("pk",), "demands.demand": ("demand",)}``. An act counts that is recorded with or about such an object.
    """

    kind: Kind
    rows: Callable[[], QuerySet[Any]]
    document: Callable[[Any], Document]
    follows: Mapping[str, tuple[str, ...]]

    def documents(self, keys: Collection[int]) -> dict[int, Document]:
        """Those of these keys that may be found, as they are now."""
        return {row.pk: self.document(row) for row in self.rows().filter(pk__in=keys)}

    def every_key(self) -> list[int]:
        """Of all that may be found."""
        return list(self.rows().order_by("pk").values_list("pk", flat=True))

    def touched(self, model: str, keys: Collection[int]) -> set[int]:
        """The rows whose documents may have changed with these objects, whether they may be found or not."""
        ways = self.follows.get(model, ())
        every, found = self.rows().model._default_manager, set(keys) if "pk" in ways else set()
        for way in ways:
            if way != "pk":
                found |= set(every.filter(**{f"{way}__in": keys}).values_list("pk", flat=True))
        return found


_kinds: dict[str, Kind] = {}
_sources: dict[str, Source] = {}
_names: list[Names] = []


def register(kind: Kind) -> None:
    """Let documents of this kind be indexed.

    Raises:
        ValueError: another kind has this name.
    """
    if _kinds.setdefault(kind.name, kind) != kind:
        message = f"Kind {kind.name} is registered already"
        raise ValueError(message)


def add_source(source: Source) -> None:
    """Let the documents of its kind be indexed and kept in step with the rows.

    Raises:
        ValueError: another kind has this name.
    """
    register(source.kind)
    _sources[source.kind.name] = source


def kinds() -> Mapping[str, Kind]:
    """Every kind by its name, also of packages that register later."""
    return MappingProxyType(_kinds)


def sources() -> Mapping[str, Source]:
    """Every source by the name of its kind."""
    return MappingProxyType(_sources)


def add_names(names: Names) -> None:
    """Let words be cut so that these names stay whole; they are asked for when the first text is cut."""
    _names.append(names)


@cache
def words() -> Words:
    """Cuts texts with all these names; a process keeps those it began with."""
    return Words(name for names in _names for name in names())
