"""Single rules in words, for pages that show a date or an act with the rule it follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook.wording import labels, sources, values
from marketplace.rulebook.wording.sources import Source


@dataclass(frozen=True)
class RuleInWords:
    """A key's name, its value in words, and where the value comes from."""

    path: str
    name: str
    value: str
    source: Source


def in_words(rules: RuleSet, paths: Iterable[str]) -> list[RuleInWords]:
    """The keys at these dotted paths, in the reader's language."""
    origin = sources.origin(rules)
    return [RuleInWords(path, _name(path), values.words_at(rules, path), origin.of(path)) for path in paths]


def _name(path: str) -> str:
    """An entry of a table is named with its table: the entry alone (a method, a tier) says too little."""
    own = labels.key_name(path)
    table, _dot, entry = path.rpartition(".")
    return labels.key_name(table) if own == labels.code_of_entry(entry) else own
