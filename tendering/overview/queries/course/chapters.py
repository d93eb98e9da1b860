"""Events in order, under the labels of the rule set's cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from marketplace.ui.formats import in_english
from tendering.overview.queries.course import deciding, delivering, letting
from tendering.overview.queries.course.parts import Event
from tendering.overview.queries.project.rows import Rows


@dataclass(frozen=True, slots=True)
class Chapter:
    """One label of the cycle and what happened under it."""

    label: str
    events: Sequence[Event]


def chapters(rows: Rows) -> list[Chapter]:
    """Chapters in which something has happened."""
    events = [*deciding.events(rows), *letting.events(rows), *delivering.events(rows)]
    events.sort(key=lambda event: _moment(event.at))
    found = []
    for group in rows.demand.rule_set.rules.decision.cycle:
        inside = [event for event in events if event.step in group.steps]
        if inside:
            found.append(Chapter(group.en if in_english() else group.zh, inside))
    return found


def _moment(at: date | datetime) -> datetime:
    """A day without a time counts from its beginning."""
    return at if isinstance(at, datetime) else timezone.make_aware(datetime.combine(at, time.min))
