"""What the components of a page are made of; the tags in `templatetags.ui` draw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketplace.ui.text import Text


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to a page; the page itself needs no address."""

    label: Text
    url: str = ""


class StepState(StrEnum):
    """Where a step of the life cycle stands."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the nine steps (民提 … 评价) with a short note or a day."""

    label: Text
    state: StepState = StepState.NEXT
    note: Text = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """Steps under one label of the rule set's cycle (民主决策, 公开发包, 履约评价)."""

    label: Text
    steps: Sequence[Step]
    words: Text = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline."""

    title: Text
    at: date | datetime | None = None
    url: str = ""
    note: Text = ""
    state: StepState = StepState.DONE


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value in a summary list; `change_url` makes it a line of "check your answers".

    `value` is text, or HTML marked safe by the tag that made it.
    """

    term: Text
    value: object
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure with its unit and where it comes from."""

    label: Text
    value: object
    unit: Text = ""
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar: `value` in any unit, `text` as people read it, `colour` 1 (dark) to 5 (grey)."""

    label: Text
    value: Decimal
    text: Text
    colour: int = 1


@dataclass(frozen=True, slots=True)
class Tile:
    """A street in the tile map: class 1 (low) to 5 (high); the figure is always printed.

    `position` names a place of the map in components.css (``.at-fuqin``); without one tiles flow.
    """

    label: Text
    figure: Text
    level: int
    position: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the workbench."""

    title: Text
    url: str
    button: Text
    subject: str = ""
    detail: Text = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list."""

    label: Text
    url: str = ""
    hint: Text = ""
    state: Text = ""
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab or a link of the side navigation."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class LimitBar:
    """A row of a bar chart: parts of `whole` side by side, and the line they have to reach.

    `title` stands above, `note` below; `limit` is in the unit of the parts.
    """

    title: Text
    parts: Sequence[Segment]
    whole: Decimal
    limit: Decimal | None = None
    limit_label: Text = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class RateBar:
    """A row of a chart of shares: what was measured, the share from 0 to 1, what stands in the bar."""

    title: Text
    share: Decimal
    text: Text
    colour: int = 1
