"""What public documents are made of, and what every kind of them says of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet

from marketplace.ui.components import Fact
from marketplace.ui.text import Text
from tendering.demands.models import Demand

M = TypeVar("M", bound=Model)
# Rows of a table in one document; what is beyond stands on the page of the call.
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: headings, rows, and which columns hold numbers (from 0); the first cell names its row."""

    caption: Text
    headings: Sequence[Text]
    rows: Sequence[Sequence[object]]
    numeric: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[list[tuple[object, bool]]]:
        """Each cell with whether it is a number."""
        return [[(cell, at in self.numeric) for at, cell in enumerate(row)] for row in self.rows[:MOST_ROWS]]

    @property
    def heads(self) -> list[tuple[Text, bool]]:
        """Each heading with whether its column holds numbers."""
        return [(heading, at in self.numeric) for at, heading in enumerate(self.headings)]

    def trimmed(self) -> Grid:
        """Without columns in which nothing stands; the first stays."""
        kept = [at for at in range(len(self.headings)) if not at or any(row[at] not in ("", None) for row in self.rows)]
        numeric = frozenset(new for new, old in enumerate(kept) if old in self.numeric)
        rows = [[row[at] for at in kept] for row in self.rows]
        return Grid(self.caption, [self.headings[at] for at in kept], rows, numeric)

    @property
    def left_out(self) -> int:
        """Rows beyond the limit."""
        return max(0, len(self.rows) - MOST_ROWS)


@dataclass(frozen=True, slots=True)
class Section:
    """One part: what people wrote, facts, or a table; `text` stays in Chinese."""

    heading: Text
    text: str = ""
    facts: Sequence[Fact] = ()
    grid: Grid | None = None
    points: Sequence[object] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Nothing to show."""
        return not (self.text or self.facts or self.points or (self.grid and self.grid.rows))


@dataclass(frozen=True, slots=True)
class Record:
    """One public document of a project: in sections, or with the words that a `template` of its own shows."""

    kind: str
    pk: int
    title: Text
    number: str
    at: datetime
    demand: Demand
    page_url: str
    sections: Sequence[Section] = ()
    template: str = "overview/_record.html"
    words: Mapping[str, Any] = field(default_factory=dict)


class Source(ABC, Generic[M]):
    """One kind of public document.

    Attributes:
        kind: stands in the address.
        label: the kind in words, for many.
        since: from when on everybody may read it.
        demand_path: the way from a row to its demand.
        covers: the codes of the notices it stands for, where one model holds many kinds.
    """

    kind: ClassVar[str]
    label: ClassVar[Text]
    since: ClassVar[Text]
    demand_path: ClassVar[str]

    @abstractmethod
    def rows(self) -> QuerySet[M]:
        """What everybody may read, with what a document shows."""

    @abstractmethod
    def head(self, row: M) -> Record:
        """The document without its sections."""

    @abstractmethod
    def sections(self, row: M) -> Iterable[Section]:
        """What it says."""

    def whole(self, row: M) -> Record:
        """The document."""
        return replace(self.head(row), sections=list(filled(self.sections(row))))

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Whether a project can have any, by the rows of the kinds before: what cannot be there is not asked for."""
        del before
        return True

    def of(self, demand: Demand) -> QuerySet[M]:
        """The documents of one project, for their heads alone: what only sections show is not read."""
        found: QuerySet[M] = self.rows().filter(**{self.demand_path: demand}).prefetch_related(None).order_by("pk")
        return found

    def one(self, pk: int) -> Any:
        """The row of an address; None where there is none that everybody may read."""
        try:
            return self.rows().filter(pk=pk).first()
        except OverflowError:  # SQLite's answer to a number no key can have
            return None


def filled(sections: Iterable[Section]) -> Iterator[Section]:
    """Those that say something."""
    return (section for section in sections if not section.is_empty)
