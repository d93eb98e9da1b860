"""Plain values into typed ones, strictly, with every fault found in one go."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.problem import InvalidRuleSet, Problem
from marketplace.primitives.ruleset.units import MonthDay

T = TypeVar("T")
_NUMBER = re.compile(r"-?\d{1,14}(\.\d{1,8})?")
_FRACTION = re.compile(r"\d{1,4}/[1-9]\d{0,3}|[01]")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")


class _Wrong(Exception):
    """A value that is not of its type."""


_known_hints: dict[type, dict[str, Any]] = {}


def hints(kind: type[Any]) -> dict[str, Any]:
    """The annotations of a dataclass by plain key (`from_` stands for the key ``from``)."""
    if kind not in _known_hints:
        found = get_type_hints(kind, include_extras=True)
        _known_hints[kind] = {name.rstrip("_"): hint for name, hint in found.items()}
    return _known_hints[kind]


@lru_cache(maxsize=128)
def optional_keys(kind: type) -> frozenset[str]:
    """Keys that may be left out."""
    fields = dataclasses.fields(kind)
    return frozenset(field.name.rstrip("_") for field in fields if field.default is not dataclasses.MISSING)


def read(kind: type[T], values: object) -> T:
    """An instance of the dataclass `kind`; raises InvalidRuleSet with all faults."""
    reader = _Reader()
    result = reader.value(kind, values, "")
    if reader.problems:
        raise InvalidRuleSet(reader.problems)
    if not isinstance(result, kind):
        raise InvalidRuleSet([Problem("rulebook.wrong_type", "", {"expected": "table"})])
    return result


class _Reader:
    """Walks hints and values together; a faulty part becomes None and a problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def value(self, hint: Any, raw: object, path: str) -> object:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        if isinstance(hint, UnionType):
            hint = get_args(hint)[0]
        origin = get_origin(hint)
        if origin is tuple:
            return self._sequence(get_args(hint)[0], raw, path)
        if origin is FrozenMap:
            key, item = get_args(hint)
            return self._map(key, item, raw, path)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self._record(hint, raw, path)
        return self._scalar(hint, raw, path)

    def _fault(self, code: str, path: str, **parameters: object) -> None:
        self.problems.append(Problem(code, path, parameters))

    def _scalar(self, hint: type, raw: object, path: str) -> object:
        try:
            return _scalar_reader(hint)(raw)
        except _Wrong:
            self._fault("rulebook.wrong_type", path, expected=expected(hint), found=str(raw)[:80])
            return None

    def _sequence(self, item: Any, raw: object, path: str) -> object:
        if not isinstance(raw, list | tuple):
            self._fault("rulebook.wrong_type", path, expected="list", found=str(raw)[:80])
            return None
        return tuple(self.value(item, part, f"{path}.{index}") for index, part in enumerate(raw))

    def _map(self, key: Any, item: Any, raw: object, path: str) -> object:
        if not isinstance(raw, Mapping):
            self._fault("rulebook.wrong_type", path, expected="table", found=str(raw)[:80])
            return None
        read_key = _scalar_reader(key)
        pairs: dict[object, object] = {}
        for name, part in raw.items():
            try:
                pairs[read_key(name)] = self.value(item, part, f"{path}.{name}")
            except _Wrong:
                self._fault("rulebook.unknown_key", f"{path}.{name}")
        return FrozenMap(pairs)

    def _record(self, kind: type, raw: object, path: str) -> object:
        if not isinstance(raw, Mapping):
            self._fault("rulebook.wrong_type", path, expected="table", found=str(raw)[:80])
            return None
        known, before = hints(kind), len(self.problems)
        prefix = f"{path}." if path else ""
        for name in raw:
            if name not in known:
                self._fault("rulebook.unknown_key", f"{prefix}{name}")
        for name in known.keys() - raw.keys() - optional_keys(kind):
            self._fault("rulebook.missing_key", f"{prefix}{name}")
        parts = {name: self.value(hint, raw[name], prefix + name) for name, hint in known.items() if name in raw}
        if len(self.problems) > before:
            return None
        return kind(**{name if hasattr_field(kind, name) else f"{name}_": part for name, part in parts.items()})


def hasattr_field(kind: type, name: str) -> bool:
    """Whether the dataclass has a field of exactly this name."""
    return name in {field.name for field in dataclasses.fields(kind)}


def _decimal(raw: object) -> Decimal:
    if not isinstance(raw, str) or not _NUMBER.fullmatch(raw):
        raise _Wrong
    try:
        return Decimal(raw)
    except InvalidOperation as error:
        raise _Wrong from error


def _integer(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) > 10**12:
        raise _Wrong
    return raw


def _boolean(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise _Wrong
    return raw


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > 400 or "\0" in raw:
        raise _Wrong
    return raw


def _fraction(raw: object) -> Fraction:
    if not isinstance(raw, str) or not _FRACTION.fullmatch(raw):
        raise _Wrong
    return Fraction(raw)


def _day(raw: object) -> date:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError as error:
        raise _Wrong from error


def _month_day(raw: object) -> MonthDay:
    match = _MONTH_DAY.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        raise _Wrong
    month, day = int(match[1]), int(match[2])
    try:
        date(2023, month, day)  # 29 February is no day of every year
    except ValueError as error:
        raise _Wrong from error
    return MonthDay(month, day)


_SCALARS: dict[type, Callable[[object], object]] = {
    Decimal: _decimal,
    int: _integer,
    bool: _boolean,
    str: _text,
    Fraction: _fraction,
    date: _day,
    MonthDay: _month_day,
}


def _scalar_reader(hint: type) -> Callable[[object], object]:
    if issubclass(hint, StrEnum):
        return lambda raw: _code(hint, raw)
    return _SCALARS[hint]


def _code(kind: type[StrEnum], raw: object) -> StrEnum:
    if not isinstance(raw, str):
        raise _Wrong
    try:
        return kind(raw)
    except ValueError as error:
        raise _Wrong from error


def expected(hint: type) -> str:
    """A word for the type: the codes of a list, or the type's name."""
    return " | ".join(hint) if issubclass(hint, StrEnum) else hint.__name__
