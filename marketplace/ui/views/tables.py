"""A list as its template sees it: headings with sort links, rows of cells, chips of filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from marketplace.ui.forms import FilterForm
    from marketplace.ui.text import Text
    from marketplace.ui.views.address import Address
    from marketplace.ui.views.columns import Column


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: `order` is ``ascending``, ``descending`` or empty; `url` sorts or turns round."""

    column: Column
    url: str
    order: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one row."""

    column: Column
    row: Any
    value: Any
    heading: bool

    @property
    def link(self) -> str:
        """Where the cell leads, or empty."""
        return self.column.link(self.row) if self.column.link else ""

    @property
    def sub(self) -> object:
        """The second line, or empty."""
        return self.column.sub(self.row) if self.column.sub else ""

    @property
    def tag(self) -> str:
        """The state's colour."""
        return self.column.tag(self.row) if self.column.tag else ""


class Table:
    """Headings and rows."""

    def __init__(self, columns: Sequence[Column], rows: Iterable[Any], sort: str, address: Address) -> None:
        self.columns = [column for column in columns if not column.file_only]
        self.rows = rows
        self.sort = sort
        self.address = address

    def headings(self) -> list[Heading]:
        """The heads, left to right."""
        return [self._heading(column) for column in self.columns]

    def sorts(self) -> list[tuple[str, Text, bool]]:
        """Name, label and whether it is set, for phones, where the headings are not shown."""
        offered = [column for column in self.columns if column.sort]
        return [(column.name, column.label, self.sort.removeprefix("-") == column.name) for column in offered]

    def lines(self) -> Iterator[list[Cell]]:
        """The rows as cells."""
        named = next((c.name for c in self.columns if c.heading), self.columns[0].name if self.columns else "")
        for row in self.rows:
            yield [Cell(column, row, column.read(row), column.name == named) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column, "", "")
        order = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        turned = f"-{column.name}" if order == "ascending" else column.name
        return Heading(column, self.address.having(sort=turned, page=None), order)


@dataclass(frozen=True, slots=True)
class Way:
    """An address with one filter less, and how many rows it finds."""

    label: Text
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address without it; `said` is what the person typed."""

    label: Text
    url: str
    said: str = ""


def chips(form: FilterForm, address: Address) -> list[Chip]:
    """One chip for each value that is set."""
    return [
        Chip(label=_label(form, name, value), url=address.without(name, value), said=_typed(form, name, value))
        for name in form.chosen()
        for value in address.query.getlist(name)
        if value
    ]


def _label(form: FilterForm, name: str, value: str) -> str:
    choices = getattr(form.fields[name], "choices", ())
    return next((str(text) for key, text in choices if str(key) == value), str(form[name].label))


def _typed(form: FilterForm, name: str, value: str) -> str:
    field = form.fields[name]
    return "" if hasattr(field, "choices") or hasattr(field.widget, "check_test") else value
