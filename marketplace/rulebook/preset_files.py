"""The shipped presets as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from marketplace.primitives import shipped
from marketplace.primitives.ruleset import RuleSet, merge

BASE = "jinniu_example_2026"
STATUTORY = "statutory"
NAMES = (BASE, STATUTORY, "liuzhou_example", "chenghua_example")
_FOLDER = files("marketplace.rulebook.presets")


@lru_cache(maxsize=len(NAMES))
def preset(name: str) -> RuleSet:
    """A shipped preset with what it overrides merged in; `name` as its file without ending."""
    base = _toml(BASE) | {"score_templates": _toml("scoring_templates")}
    return RuleSet.from_mapping(merge(base, _toml(name)))


def preset_values(name: str) -> dict[str, Any]:
    """A shipped preset as plain JSON values."""
    return preset(name).to_mapping()


@lru_cache(maxsize=1)
def provenance() -> dict[str, str]:
    """Where values come from: dotted path (or a prefix of it) to ``ours``, ``law``, ``practice`` or a source letter."""
    found: dict[str, str] = _toml("provenance")["source"]
    return found


@lru_cache(maxsize=len(NAMES))
def overridden(name: str) -> dict[str, str]:
    """The keys a preset overrides, by ``section.key``, with the source of its document."""
    letter = _toml("provenance")["overrides"].get(name, "ours")
    tables = ((section, keys) for section, keys in _toml(name).items() if isinstance(keys, dict) and name != BASE)
    return {f"{section}.{key}": letter for section, keys in tables for key in keys}


def name_of(code: str) -> str | None:
    """The preset with this code, e.g. ``liuzhou-example``."""
    return next((name for name in NAMES if preset(name).code == code), None)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a shipped CSV file."""
    return shipped.rows(_FOLDER, name)


def _toml(name: str) -> dict[str, Any]:
    return shipped.document(_FOLDER, name)
