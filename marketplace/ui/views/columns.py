"""Columns of a list: what a cell shows, sorts by and exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from marketplace.ui import whole_text
from marketplace.ui.drawing.labels import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from marketplace.ui.text import Text


class Kind(StrEnum):
    """How a value is drawn."""

    TEXT = "text"
    SAID = "said"  # written by people, stays in Chinese
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    SHARE = "share"  # a percentage with its bar
    DAY = "day"
    MOMENT = "moment"
    DEADLINE = "deadline"
    TAG = "tag"
    TIER = "tier"
    CUSTOM = "custom"


NUMERIC = frozenset({Kind.MONEY, Kind.NUMBER, Kind.PERCENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: stable; names the sort in the address, and the attribute path where no `value` is given
            (``demand.title``; a callable attribute is called, so ``get_state_display`` works).
        label: the heading.
        sort: fields to order by (a leading ``-`` turns one round); empty means not sortable.
        kind: how the value is drawn.
        link: the address a cell leads to.
        sub: a second, muted line.
        tag: for `Kind.TAG`, the state's colour: open, review, public, fail, late, line or empty.
        template: for `Kind.CUSTOM`, a fragment that sees ``row`` and ``value``.
        heading: marks the cell that names the row (one per list; the first column unless told).
        wide_only: drops out on phones. aside: stands on the right of a card on phones.
        export: whether it goes into the file; `export_value` overrides what goes there.
        file_only: stands in the file alone, because the page tells it under another value.
    """

    name: str
    label: Text
    value: Callable[[Any], Any] | None = None
    sort: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    link: Callable[[Any], str] | None = None
    sub: Callable[[Any], object] | None = None
    tag: Callable[[Any], str] | None = None
    template: str = ""
    heading: bool = False
    wide_only: bool = False
    aside: bool = False
    export: bool = True
    file_only: bool = False
    export_value: Callable[[Any], object] | None = None

    def read(self, row: Any) -> Any:
        """The value of this column in a row."""
        return self.value(row) if self.value else _follow(row, self.name)

    def css(self) -> str:
        """Classes of the column's cells."""
        names = {"num": self.kind in NUMERIC, "wide-only": self.wide_only, "aside": self.aside}
        return " ".join(name for name, wanted in names.items() if wanted)

    def exported(self, row: Any) -> object:
        """The value for a file: plain text, words for codes, exact numbers, ISO days and Shanghai moments."""
        value = self.export_value(row) if self.export_value else self.read(row)
        if self.kind == Kind.TIER:
            value = TIERS.get(str(value))
        if isinstance(value, str):
            value = str(whole_text.shown(value))
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
        if isinstance(value, date):
            return value.isoformat()
        if value is None:
            return ""
        return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else str(value)


def _follow(row: Any, path: str) -> Any:
    for step in path.split("."):
        row = getattr(row, step, None)
        if row is None:
            return None
    return row() if callable(row) else row
