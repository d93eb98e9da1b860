"""Changed keys in words."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook import rules
from marketplace.rulebook.wording import labels, values


@dataclass(frozen=True)
class ChangeInWords:
    """One changed key: where it stands, what it means, what it said, what it says."""

    path: str
    name: str
    help: str
    old: str
    new: str


def changes(old: RuleSet, new: RuleSet) -> list[ChangeInWords]:
    """Every key that differs, in the order of the rule set."""
    return [_in_words(change.path, old, new) for change in rules.changes(old.to_mapping(), new.to_mapping())]


def _in_words(path: str, old: RuleSet, new: RuleSet) -> ChangeInWords:
    return ChangeInWords(
        path=path,
        name=labels.key_trail(path),
        help=labels.key_help(path),
        old=values.words_at(old, path),
        new=values.words_at(new, path),
    )
