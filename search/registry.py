"""What packages above hand in: the kinds of documents they have, and names that no dictionary holds.

# in AppConfig.ready()
registry.register(Kind("provider", keywords=("street", "domain"), numbers=("satisfaction",)))
registry.add_names(names_of_providers)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType

from search.schema import Kind
from search.words import Words

Names = Callable[[], Iterable[str]]

_kinds: dict[str, Kind] = {}
_names: list[Names] = []


def register(kind: Kind) -> None:
    """Let documents of this kind be indexed.

    Raises:
        ValueError: another kind has this name.
    """
    if _kinds.setdefault(kind.name, kind) != kind:
        message = f"Kind {kind.name} is registered already"
        raise ValueError(message)


def kinds() -> Mapping[str, Kind]:
    """Every kind by its name, also of packages that register later."""
    return MappingProxyType(_kinds)


def add_names(names: Names) -> None:
    """Let words be cut so that these names stay whole; they are asked for when the first text is cut."""
    _names.append(names)


@cache
def words() -> Words:
    """Cuts texts with all these names; a process keeps those it began with."""
    return Words(name for names in _names for name in names())
