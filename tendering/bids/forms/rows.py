"""Forms with rows: several fields each, empty rows left out; no script needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import VersionedForm

SPARE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the page draws it."""

    number: int
    fields: list[BoundField]


class RowsForm(VersionedForm):
    """Fields repeated for as many rows as are asked for; `entries` gives the filled ones after validation.

    Attributes:
        row_fields: name and maker of each field.
        needed: names that a filled row must have.
        finally_needed: single fields without which the section is not complete.
        most: rows at most.
    """

    row_fields: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {}
    needed: ClassVar[tuple[str, ...]] = ()
    finally_needed: ClassVar[tuple[str, ...]] = ()
    most: ClassVar[int] = 20

    def __init__(self, *args: Any, row_count: int = SPARE, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row_count = self._asked_for(row_count)
        self.fields["row_count"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=1, max_value=self.most, initial=self.row_count, required=False
        )
        for number in range(self.row_count):
            for name, make in self.row_fields.items():
                self.fields[f"{name}_{number}"] = make()

    @property
    def unmarked(self) -> set[str]:
        """What a filled row needs is not called optional, and the rows to spare not either."""
        return {f"{name}_{number}" for name in self.needed for number in range(self.row_count)} | {*self.finally_needed}

    def _asked_for(self, row_count: int) -> int:
        """As many rows as the page that was sent had; never more than allowed."""
        sent = str(self.data.get("row_count", "")) if self.is_bound else ""
        count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else row_count
        return min(max(count, 1), self.most)

    def rows(self) -> list[Row]:
        """For the template."""
        return [
            Row(number + 1, [self[f"{name}_{number}"] for name in self.row_fields]) for number in range(self.row_count)
        ]

    def single_fields(self) -> list[BoundField]:
        """The visible fields that stand in no row."""
        inside = {f"{name}_{number}" for number in range(self.row_count) for name in self.row_fields}
        return [field for field in self.visible_fields() if field.name not in inside]

    def clean(self) -> dict[str, Any]:
        """A row with anything in it needs all that a row needs."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(self.row_count):
            if not self._is_filled(number):
                continue
            for name in self.needed:
                field = f"{name}_{number}"
                if values.get(field) in (None, "") and field not in self.errors:
                    self.add_error(field, ValidationError(_("Fill in the whole line, or empty it."), code="required"))
        return values

    def _is_filled(self, number: int) -> bool:
        return any(str(self.data.get(self.add_prefix(f"{name}_{number}"), "")).strip() for name in self.row_fields)

    def entries(self) -> list[dict[str, Any]]:
        """The filled rows' values by name, in order."""
        return [
            {name: self.cleaned_data[f"{name}_{number}"] for name in self.row_fields}
            for number in range(self.row_count)
            if self._is_filled(number)
        ]
