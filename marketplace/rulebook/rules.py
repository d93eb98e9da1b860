"""Rules of this app: pure functions, no framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """A key whose value differs between two rule sets; plain values, None where there is none."""

    path: str
    old: Any
    new: Any


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changed keys of two rule sets in plain values; lists are compared as a whole."""
    return [change for name in _names(old, new) for change in _changes(name, old.get(name), new.get(name))]


def _changes(path: str, old: Any, new: Any) -> list[Change]:
    if old == new:
        return []
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [c for name in _names(old, new) for c in _changes(f"{path}.{name}", old.get(name), new.get(name))]
    return [Change(path, old, new)]


def _names(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [*old, *(name for name in new if name not in old)]


def missing_classes(offered: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Chengdu classes for which the catalogue offers no item (R16)."""
    have = set(offered)
    return [name for name in wanted if name not in have]
