"""Single values of a rule set as form fields, and back to plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset.units import MonthDay, Unit
from marketplace.rulebook.wording import labels
from marketplace.ui.forms import DateField, TextField, YuanField
from marketplace.ui.forms.widgets import AffixInput

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Codec:
    """How one value is typed: its field, what the field shows, and the plain value of what was typed."""

    field: Callable[..., forms.Field]
    shown: Callable[[Any], Any]
    plain: Callable[[Any], Any]


def codec(hint: Any, unit: Unit | None) -> Codec:
    """The codec for a scalar declared as `hint` with `unit`."""
    if unit is not None:
        return _of_unit(hint, unit)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint)
    return PLAIN[hint]


def _of_unit(hint: Any, unit: Unit) -> Codec:
    if unit.name == "yuan":
        return Codec(lambda **options: YuanField(min_value=Decimal(0), **options), _same, lambda v: f"{v:.2f}")
    if unit.name == "share":
        return Codec(_percent_field, _percent, _share)
    if hint is Fraction:
        return Codec(_fraction_field, str, _same)
    if hint is Decimal:
        return Codec(_decimal_field(unit), _same, lambda v: f"{v:.2f}")
    return Codec(_integer_field(unit), _same, _same)


def _same(value: Any) -> Any:
    return value


def _percent_field(**options: Any) -> forms.Field:
    widget = AffixInput({"inputmode": "decimal"}, after="%")
    return forms.DecimalField(min_value=0, max_value=100, max_digits=5, decimal_places=2, widget=widget, **options)


def _percent(share: Decimal) -> Decimal:
    """Without an exponent: 50, not 5E+1."""
    return Decimal(f"{(share * HUNDRED).normalize():f}")


def _share(percent: Decimal) -> str:
    share = (percent / HUNDRED).normalize()
    return f"{share:.2f}" if share == round(share, 2) else f"{share:f}"


def _fraction_field(**options: Any) -> forms.Field:
    pattern = r"^(\d{1,3}/[1-9]\d{0,2}|1)$"
    return forms.RegexField(pattern, max_length=7, error_messages={"invalid": _("Write it as 2/3.")}, **options)


def _decimal_field(unit: Unit) -> Callable[..., forms.Field]:
    return lambda **options: forms.DecimalField(
        min_value=unit.low, max_value=unit.high, max_digits=8, decimal_places=unit.decimals, **options
    )


def _integer_field(unit: Unit) -> Callable[..., forms.Field]:
    return lambda **options: forms.IntegerField(min_value=int(unit.low), max_value=int(unit.high), **options)


def _choice(kind: type[StrEnum]) -> Codec:
    return Codec(lambda **options: forms.ChoiceField(choices=lambda: choices(kind), **options), _same, str)


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The codes of a list with their words."""
    return [(code.value, labels.code_name(code)) for code in kind]


def _boolean_field(**options: Any) -> forms.Field:
    return forms.BooleanField(**{**options, "required": False})


def _month_day_field(**options: Any) -> forms.Field:
    messages = {"invalid": _("Write month and day as 12-01.")}
    return forms.RegexField(r"^\d\d-\d\d$", max_length=5, error_messages=messages, **options)


PLAIN: dict[Any, Codec] = {
    bool: Codec(_boolean_field, _same, bool),
    str: Codec(lambda **options: TextField(max_length=300, **options), _same, _same),
    date: Codec(lambda **options: DateField(**options), _same, lambda v: v.isoformat()),
    MonthDay: Codec(_month_day_field, str, _same),
}
