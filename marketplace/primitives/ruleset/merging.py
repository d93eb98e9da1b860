"""A preset that overrides single keys of another (``extends``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merge(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the keys of `override`: tables are merged key by key, everything else is replaced."""
    merged = dict(base)
    for name, value in override.items():
        if name == "extends":
            continue
        below = merged.get(name)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[name] = merge(below, value) if both and below is not None else value
    return merged


def with_value(values: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of plain `values` with the key at the dotted `path` set (lists count by index)."""
    head, _, rest = path.partition(".")
    return {**values, head: _inside(values.get(head), rest, value) if rest else value}


def _inside(part: Any, path: str, value: Any) -> Any:
    if isinstance(part, list | tuple):
        head, _, rest = path.partition(".")
        items = list(part)
        items[int(head)] = _inside(items[int(head)], rest, value) if rest else value
        return items
    return with_value(part or {}, path, value)


def value_at(values: Any, path: str) -> Any:
    """The plain value at a dotted path; KeyError or IndexError where there is none."""
    for name in path.split("."):
        values = values[int(name)] if isinstance(values, list | tuple) else values[name]
    return values
