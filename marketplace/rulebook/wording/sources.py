"""Where a value comes from: a source document, law, practice, the district itself, or nowhere but us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset import RuleSet
from marketplace.primitives.ruleset.merging import value_at
from marketplace.rulebook import preset_files


class Source(StrEnum):
    """Marks of domain 1 and 2."""

    OURS = "ours"
    LAW = "law"
    PRACTICE = "practice"
    JINNIU = "J"
    LIUZHOU = "L"
    CHENGHUA = "H"
    CHENGDU = "C"
    DISTRICT = "district"

    @property
    def label(self) -> str | Promise:
        """Short, for a tag."""
        return LABELS[self]

    @property
    def is_example(self) -> bool:
        """Made up by us, to be shown as an example (示例)."""
        return self is Source.OURS


LABELS: dict[Source, str | Promise] = {
    Source.OURS: _("Example"),
    Source.LAW: _("Law, as recalled"),
    Source.PRACTICE: _("Practice elsewhere"),
    Source.JINNIU: _("Jinniu document (2021)"),
    Source.LIUZHOU: _("Liuzhou document (2021)"),
    Source.CHENGHUA: _("Chenghua document (2019)"),
    Source.CHENGDU: _("Chengdu document (2018)"),
    Source.DISTRICT: _("Set by the district"),
}


@dataclass(frozen=True)
class Origin:
    """The sources of one rule set: those of the preset it came from, where its values are still the preset's."""

    values: dict[str, Any]
    shipped: dict[str, Any]
    overridden: dict[str, str]

    def of(self, path: str) -> Source:
        """The source of the value at a dotted path."""
        if _at(self.values, path) != _at(self.shipped, path):
            return Source.DISTRICT
        for table in (self.overridden, preset_files.provenance()):
            if found := _nearest(table, path):
                return Source(found)
        return Source.OURS


def origin(rules: RuleSet) -> Origin:
    """The sources of a rule set."""
    name = preset_files.name_of(rules.code) or preset_files.BASE
    shipped = preset_files.preset_values(name)
    return Origin(rules.to_mapping(), shipped, preset_files.overridden(name))


def _nearest(table: dict[str, str], path: str) -> str:
    parts = path.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((table[prefix] for prefix in prefixes if prefix in table), "")


def _at(values: dict[str, Any], path: str) -> Any:
    try:
        return value_at(values, path)
    except (KeyError, IndexError):
        return None
