"""Typed values back into plain JSON ones, and walking them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import UnionType
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from marketplace.primitives.ruleset.reading import hints
from marketplace.primitives.ruleset.units import MonthDay, Unit


def plain(value: Any) -> Any:
    """JSON values: strings for decimals, fractions and days, codes as themselves; None fields are left out."""
    if dataclasses.is_dataclass(value):
        pairs = ((field.name.rstrip("_"), getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: plain(part) for name, part in pairs if part is not None}
    if isinstance(value, StrEnum | MonthDay | Decimal | Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, tuple) else value


class Leaf(NamedTuple):
    """One value of a rule set: where it stands, what type it was declared as, its unit if it has one."""

    path: str
    hint: Any
    unit: Unit | None
    value: Any


def leaves(kind: Any, value: Any, path: str = "") -> Iterator[Leaf]:
    """Every single value below `value`, in written order."""
    hint, unit = split_unit(kind)
    origin = get_origin(hint)
    prefix = f"{path}." if path else ""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            name = field.name.rstrip("_")
            yield from leaves(hints(type(value))[name], getattr(value, field.name), prefix + name)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from leaves(get_args(hint)[1], part, f"{prefix}{name}")
    elif origin is tuple:
        for index, part in enumerate(value):
            yield from leaves(get_args(hint)[0], part, f"{prefix}{index}")
    elif value is not None:
        yield Leaf(path, hint, unit, value)


def split_unit(hint: Any) -> tuple[Any, Unit | None]:
    """The bare type and the unit it is annotated with."""
    if isinstance(hint, UnionType):
        hint = get_args(hint)[0]
    if get_origin(hint) is Annotated:
        bare, *extras = get_args(hint)
        return bare, next((extra for extra in extras if isinstance(extra, Unit)), None)
    return hint, None
