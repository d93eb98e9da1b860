"""A part of a rule set as a form: built from the declared types, read back as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, get_args, get_origin

from django import forms

from marketplace.primitives.ruleset import Evaluation, Kind, Method, RuleSet, Tier
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.reading import hints, optional_keys
from marketplace.primitives.ruleset.units import Unit
from marketplace.primitives.ruleset.writing import plain, split_unit
from marketplace.rulebook.backoffice.codecs import choices, codec
from marketplace.rulebook.wording import labels, value_at
from marketplace.ui.forms import TextField

HEAD = "head"
HEAD_KEYS = ("name_zh", "name_en", "effective_from")
SPARE_ROWS = 2


class PartEditor:
    """The fields of one part (``head``, ``money``, ``letting.micro``) and the plain values they say."""

    def __init__(self, rules: RuleSet, part: str) -> None:
        self.rules = rules
        self.part = part

    def paths(self) -> list[str]:
        """The keys of the part; KeyError for a part that is none."""
        if self.part == HEAD:
            return list(HEAD_KEYS)
        found = value_at(self.rules, self.part)
        if found is None or not _is_record(found.value):
            raise KeyError(self.part)
        return [f"{self.part}.{name}" for name in hints(type(found.value))]

    def fields(self) -> dict[str, forms.Field]:
        """Form fields by dotted path."""
        return {path: field for key in self.paths() for path, field in self._fields(*self._typed(key), key)}

    def values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The plain value of every key of the part, as typed; values that mean the same stay as written."""
        return {key: self._read(*self._typed(key), key, cleaned) for key in self.paths()}

    def _typed(self, path: str) -> tuple[Any, Any]:
        found = value_at(self.rules, path)
        if found is None:
            raise KeyError(path)
        return found.hint, found.value

    def _fields(self, hint: Any, value: Any, path: str, *, required: bool = True) -> Iterator[tuple[str, forms.Field]]:
        bare, unit = split_unit(hint)
        if dataclasses.is_dataclass(bare) and isinstance(bare, type):
            for name, below in hints(bare).items():
                needed = required and name not in optional_keys(bare)
                yield from self._fields(below, _part(value, name), f"{path}.{name}", required=needed)
        elif get_origin(bare) is FrozenMap:
            for key in self._keys(get_args(bare)[0], value, path):
                yield from self._fields(get_args(bare)[1], _entry(value, key), f"{path}.{key}", required=False)
        elif get_origin(bare) is tuple:
            yield from self._list_fields(get_args(bare)[0], value, path, required=required)
        else:
            yield path, self._scalar_field(bare, unit, value, path, required=required)

    def _scalar_field(self, bare: Any, unit: Unit | None, value: Any, path: str, *, required: bool) -> forms.Field:
        found = codec(bare, unit)
        options = _words(path) | {"required": required, "initial": None if value is None else found.shown(value)}
        if path.endswith(".fund_type"):
            known = [(code, labels.listed("fund_type", code)) for code in self.rules.money.fund_types]
            return forms.ChoiceField(choices=[("", "—"), *known], **options)
        return found.field(**options)

    def _list_fields(self, item: Any, value: Any, path: str, *, required: bool) -> Iterator[tuple[str, forms.Field]]:
        bare = split_unit(item)[0]
        if dataclasses.is_dataclass(bare):
            rows = [*(value or ()), *[None] * SPARE_ROWS]
            for index, row in enumerate(rows):
                yield from self._fields(item, row, f"{path}.{index}", required=False)
        elif issubclass(bare, StrEnum):
            options = _words(path) | {"initial": list(value or ()), "required": False}
            widget = forms.CheckboxSelectMultiple
            yield path, forms.MultipleChoiceField(choices=choices(bare), widget=widget, **options)
        else:
            initial = ", ".join(value or ())
            yield path, TextField(max_length=300, initial=initial, **_words(path), required=required)

    def _keys(self, kind: Any, value: Any, path: str) -> list[str]:
        """The entries a table may have: those it has, and those its codes and the methods in use ask for."""
        have = [str(key) for key in value or ()]
        return list(dict.fromkeys([*have, *self._possible(kind, path)]))

    def _possible(self, kind: Any, path: str) -> list[str]:
        if kind in (Tier, Kind):
            return [code.value for code in kind if code is not Kind.ACTIVITY]
        if not path.startswith("letting."):
            return []
        tier = Tier(path.split(".")[1])
        letting = self.rules.letting.of(tier)
        if kind is Method:
            return [method.value for method in letting.methods]
        by_kind = tier is Tier.MAJOR
        scored = [m for m in letting.methods if letting.evaluation.get(m) is Evaluation.COMPREHENSIVE]
        return [f"{method}_{what}" for method in scored for what in list(Kind)[:3]] if by_kind else []

    def _read(self, hint: Any, old: Any, path: str, cleaned: Mapping[str, Any]) -> Any:
        bare, unit = split_unit(hint)
        if dataclasses.is_dataclass(bare) and isinstance(bare, type):
            pairs = ((n, self._read(below, _part(old, n), f"{path}.{n}", cleaned)) for n, below in hints(bare).items())
            return {name: part for name, part in pairs if part is not None} or None
        if get_origin(bare) is FrozenMap:
            keys = self._keys(get_args(bare)[0], old, path)
            entries = {k: self._read(get_args(bare)[1], _entry(old, k), f"{path}.{k}", cleaned) for k in keys}
            return {key: part for key, part in entries.items() if part is not None}
        if get_origin(bare) is tuple:
            return self._read_list(get_args(bare)[0], old, path, cleaned)
        typed = cleaned.get(path)
        if typed is None or typed == "":
            return None
        found = codec(bare, unit)
        return plain(old) if old is not None and found.shown(old) == typed else found.plain(typed)

    def _read_list(self, item: Any, old: Any, path: str, cleaned: Mapping[str, Any]) -> Any:
        bare = split_unit(item)[0]
        if dataclasses.is_dataclass(bare):
            rows = [*(old or ()), *[None] * SPARE_ROWS]
            read = [self._read(item, row, f"{path}.{index}", cleaned) for index, row in enumerate(rows)]
            return [row for row in read if row is not None and _is_filled(row)]
        typed = cleaned.get(path) or []
        if isinstance(typed, str):
            return [code.strip() for code in typed.replace(",", ",").replace("、", ",").split(",") if code.strip()]
        before = [str(code) for code in old or ()]
        return [code for code in before if code in typed] + [code for code in typed if code not in before]


def _is_filled(row: Any) -> bool:
    """A row of which nothing was typed is no row; empty lists of codes do not count."""
    return any(part not in ([], False) for part in row.values()) if isinstance(row, dict) else bool(row)


def _is_record(value: Any) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)


def _part(value: Any, name: str) -> Any:
    return None if value is None else getattr(value, name if hasattr(value, name) else f"{name}_")


def _entry(value: Any, key: str) -> Any:
    return next((part for name, part in (value or {}).items() if str(name) == key), None)


def _words(path: str) -> dict[str, Any]:
    """Label and help: the trail below the part, so that rows and entries can be told apart."""
    depth = 2 if path.startswith(("letting.", "opening.", "score_templates.")) else 1
    steps = labels.key_trail(path).split(labels.ARROW)
    shown = steps[depth - (1 if path.startswith(("letting.", "opening.")) else 0) :] or steps
    return {"label": labels.ARROW.join(shown), "help_text": labels.key_help(path)}
