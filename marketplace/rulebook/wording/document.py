"""A rule set as a document: sections, rows in words, where each value comes from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.primitives.ruleset import RuleSet
from marketplace.primitives.ruleset.reading import hints
from marketplace.rulebook.wording import labels, sources, values
from marketplace.rulebook.wording.sources import Source
from marketplace.ui import formats

# Chapters whose parts have the same rows: one table, a line for each part.
TABLED = ("publicity",)
GROUPED = ("letting", "opening", "publicity", "score_templates")
HEAD = ("code", "name_zh", "name_en", "effective_from", "regime")


@dataclass(frozen=True)
class Row:
    """One key: its value as text, as named pairs, as lines, or as texts that are no language (mail domains)."""

    path: str
    name: str
    help: str
    source: Source
    text: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    verbatim: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Rows under one heading."""

    path: str
    name: str
    rows: list[Row]

    @property
    def sources(self) -> list[Source]:
        """Where its values come from, each once."""
        return list({row.source.label: row.source for row in self.rows}.values())


@dataclass(frozen=True)
class Section:
    """A chapter of the rules."""

    key: str
    name: str
    help: str
    parts: list[Part]

    @property
    def is_table(self) -> bool:
        """Whether every part has the same rows and stands as one line of one table."""
        return self.key in TABLED and bool(self.parts)


def document(rules: RuleSet) -> list[Section]:
    """Every section, in the order of the rule set."""
    return [section(rules, key) for key in section_keys()]


def section_keys() -> list[str]:
    """The sections of a rule set."""
    return [name for name in hints(RuleSet) if name not in HEAD]


def section(rules: RuleSet, key: str) -> Section:
    """One section; KeyError for a key that is none."""
    if key not in section_keys():
        raise KeyError(key)
    origin = sources.origin(rules)
    return Section(key, labels.key_name(key), labels.key_help(key), _parts(rules, key, origin))


def _parts(rules: RuleSet, key: str, origin: sources.Origin) -> list[Part]:
    value = getattr(rules, key)
    if key not in GROUPED:
        return [Part(key, "", _rows(rules, key, origin))]
    below = value if isinstance(value, Mapping) else list(hints(type(value)))
    return [
        Part(f"{key}.{name}", labels.key_name(f"{key}.{name}"), _rows(rules, f"{key}.{name}", origin)) for name in below
    ]


def _rows(rules: RuleSet, path: str, origin: sources.Origin) -> list[Row]:
    found = values.value_at(rules, path)
    if found is None:
        return []
    return [_row(rules, f"{path}.{name}", origin) for name in hints(type(found.value))]


def _row(rules: RuleSet, path: str, origin: sources.Origin) -> Row:
    found = values.value_at(rules, path)
    row = Row(path, labels.key_name(path), labels.key_help(path), origin.of(path))
    if found is None or found.value is None:
        return dataclasses.replace(row, text=values.NOTHING)
    value = found.value
    if isinstance(value, Mapping) or (dataclasses.is_dataclass(value) and not isinstance(value, type)):
        return dataclasses.replace(row, pairs=values.pairs(found.hint, value, path))
    if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        return dataclasses.replace(row, lines=[_line(record, path) for record in value])
    if isinstance(value, tuple) and value and values.is_verbatim(found.hint, path):
        return dataclasses.replace(row, verbatim=value)
    return dataclasses.replace(row, text=values.inline(found.hint, value, path))


def _line(record: Any, path: str) -> str:
    """A record in one line, named in the reader's language only; its code says nothing to people."""
    left_out = {"code", "zh" if formats.in_english() else "en"}
    known = {name: hint for name, hint in hints(type(record)).items() if name not in left_out}
    parts = [(name, getattr(record, name if hasattr(record, name) else f"{name}_")) for name in known]
    said = [values.inline(known[name], part, f"{path}.{name}") for name, part in parts if part is not None]
    return " · ".join(said)
