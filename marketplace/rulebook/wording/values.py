"""Values in words: yuan, shares, periods, codes, tables."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, get_args

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from marketplace.primitives.ruleset import RuleSet
from marketplace.primitives.ruleset.reading import hints
from marketplace.primitives.ruleset.units import MonthDay, Unit
from marketplace.primitives.ruleset.writing import split_unit
from marketplace.rulebook.wording import labels
from marketplace.rulebook.wording.formulas import formula_in_words
from marketplace.ui import formats

NOTHING = "—"
# Where 0 says that another period of the rules holds.
_PERIOD = re.compile(r"publicity\.\w+\.days")
LISTS = {"fund_types": "fund_type", "fund_type": "fund_type", "templates": "template"}


class Typed(NamedTuple):
    """A value with the hint it was declared by."""

    hint: Any
    value: Any


def value_at(rules: RuleSet, path: str) -> Typed | None:
    """The typed value at a dotted path; None where a table has no such entry."""
    found = Typed(RuleSet, rules)
    for name in path.split("."):
        below = _below(found, name)
        if below is None:
            return None
        found = below
    return found


def _below(found: Typed, name: str) -> Typed | None:
    hint, value = split_unit(found.hint)[0], found.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        known = hints(type(value))
        field = name if hasattr(value, name) else f"{name}_"
        return Typed(known[name], getattr(value, field)) if name in known else None
    if isinstance(value, Mapping):
        part = next((part for key, part in value.items() if str(key) == name), None)
        return None if part is None else Typed(get_args(hint)[1], part)
    if isinstance(value, tuple) and name.isdigit() and int(name) < len(value):
        return Typed(get_args(hint)[0], value[int(name)])
    return None


def words_at(rules: RuleSet, path: str) -> str:
    """The value at a path in one line of words; a dash where there is none."""
    found = value_at(rules, path)
    return NOTHING if found is None or found.value is None else inline(found.hint, found.value, path)


def inline(hint: Any, value: Any, path: str) -> str:
    """Any value in one line."""
    bare, unit = split_unit(hint)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _joined([f"{name} {words}" for name, words in pairs(hint, value, path)])
    if isinstance(value, Mapping):
        return _joined([f"{name} {words}" for name, words in pairs(hint, value, path)])
    if isinstance(value, tuple) and not isinstance(value, MonthDay):
        item = get_args(bare)[0]
        parts = [inline(item, part, path) for part in value]
        nested = any(dataclasses.is_dataclass(part) for part in value)
        return _joined(parts) if nested else _listed(parts)
    return scalar(unit, value, path)


def pairs(hint: Any, value: Any, path: str) -> list[tuple[str, str]]:
    """The parts of a record or a table: name and words of each."""
    bare = split_unit(hint)[0]
    if isinstance(value, Mapping):
        item = get_args(bare)[1]
        entries = sorted(value.items(), key=_written_order)
        return [(labels.code_of_entry(str(key)), inline(item, part, path)) for key, part in entries]
    known = hints(type(value))
    names = [(name, getattr(value, name if hasattr(value, name) else f"{name}_")) for name in known]
    return [
        (labels.key_name(f"{path}.{name}"), inline(known[name], part, f"{path}.{name}"))
        for name, part in names
        if part is not None
    ]


def _written_order(entry: tuple[Any, Any]) -> tuple[int, str]:
    """Databases reorder keys: codes stand in the order of their list, other keys by name."""
    key = entry[0]
    return (list(type(key)).index(key), "") if isinstance(key, StrEnum) else (0, str(key))


def scalar(unit: Unit | None, value: Any, path: str) -> str:
    """One value: with its unit, or as a code, a day, a text."""
    if value == 0 and _PERIOD.fullmatch(path):
        return _("no period of its own")
    if unit is not None:
        return UNITS[unit.name](value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, StrEnum):
        return labels.code_name(value)
    if isinstance(value, MonthDay):
        return formats.day(date(2023, value.month, value.day), year=False)
    if isinstance(value, date):
        return formats.day(value)
    if path.endswith(".formula"):
        return formula_in_words(str(value))
    name = _list_of(path)
    return labels.listed(name, str(value)) if name else str(value)


def _list_of(path: str) -> str:
    """The list of labels that names the texts at a path; empty where there is none."""
    return next((LISTS[key] for key in path.split(".")[-2:] if key in LISTS), "")


def is_verbatim(hint: Any, path: str) -> bool:
    """Whether a path holds texts that stand for themselves in every language."""
    return get_args(split_unit(hint)[0])[:1] == (str,) and not _list_of(path)


def _percent(value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"


def _fraction(value: Fraction) -> str:
    spelled = {Fraction(1, 2): _("one half"), Fraction(2, 3): _("two thirds"), Fraction(1): pgettext("fraction", "all")}
    return spelled.get(value, str(value))


UNITS: dict[str, Callable[[Any], str]] = {
    "yuan": formats.yuan,
    "share": _percent,
    "fraction": _fraction,
    "points": lambda points: _("%(number)s points") % {"number": f"{Decimal(points).normalize():f}"},
    "year": lambda year: _("year %(number)s") % {"number": year},
    "working_days": lambda n: ngettext("%(number)s working day", "%(number)s working days", n) % {"number": n},
    "hours": lambda n: ngettext("%(number)s hour", "%(number)s hours", n) % {"number": n},
    "minutes": lambda n: ngettext("%(number)s minute", "%(number)s minutes", n) % {"number": n},
    "days": lambda n: ngettext("%(number)s day", "%(number)s days", n) % {"number": n},
    "months": lambda n: ngettext("%(number)s month", "%(number)s months", n) % {"number": n},
    "years": lambda n: ngettext("%(number)s year", "%(number)s years", n) % {"number": n},
    "people": lambda n: ngettext("%(number)s person", "%(number)s people", n) % {"number": n},
    "times": lambda n: ngettext("%(number)s time", "%(number)s times", n) % {"number": n},
    "offices": lambda n: ngettext("%(number)s office", "%(number)s offices", n) % {"number": n},
    "characters": lambda n: ngettext("%(number)s character", "%(number)s characters", n) % {"number": n},
    "bids": lambda n: ngettext("%(number)s response", "%(number)s responses", n) % {"number": n},
    "contracts": lambda n: ngettext("%(number)s contract", "%(number)s contracts", n) % {"number": n},
    "candidates": lambda n: ngettext("%(number)s candidate", "%(number)s candidates", n) % {"number": n},
    "multiple": lambda n: _("%(number)s times") % {"number": f"{Decimal(n).normalize():f}"},
}


def _listed(parts: list[str]) -> str:
    if not parts:
        return _("none")
    return formats.enumerated(parts)


def _joined(parts: list[str]) -> str:
    return ("; " if formats.in_english() else "；").join(parts) if parts else _("none")
