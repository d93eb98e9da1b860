"""Controls with what stands before and after them, and native date controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from marketplace.ui.text import Text


class AffixInput(forms.TextInput):
    """A text control between a sign and a unit; drawn by the field template."""

    before: Text = ""
    after: Text = ""

    def __init__(self, attrs: dict[str, Any] | None = None, *, before: Text = "", after: Text = "") -> None:
        super().__init__(attrs)
        self.before = before or self.before
        self.after = after or self.after


class YuanInput(AffixInput):
    """Money: digits, with the sign and the unit around them."""

    before = "¥"
    after = _("yuan")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))


class DateInput(forms.DateInput):
    """The browser's own day chooser; always ISO on the wire, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own moment chooser; Shanghai time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class CountedSelect(forms.Select):
    """A list to choose from of which each option says how many rows it would find.

    Args:
        name: the filter's.
        counts: rows by value.
    """

    def __init__(self, name: str, counts: Mapping[str, int], **options: Any) -> None:
        super().__init__(**options)
        self.name = name
        self.counts = counts

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """With the number behind its label, and an id so that it can be told anew."""
        option = super().create_option(name, value, label, *args, **options)
        if (key := str(value)) in self.counts:
            option["label"] = f"{label} ({self.counts[key]})"
            option["attrs"]["id"] = count_id(self.name, key)
        return option

    def labels(self) -> Iterator[tuple[str, str]]:
        """Id and label of each option that is counted."""
        for value, label in self.choices:
            if (key := str(value)) in self.counts:
                yield count_id(self.name, key), f"{label} ({self.counts[key]})"


def count_id(name: str, value: object) -> str:
    """Id of the element with the number of rows of a choice."""
    return f"count-{name}-{value}"
