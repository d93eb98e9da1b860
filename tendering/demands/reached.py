"""How far a project has come: who knows all stages says it, the bar of every page asks (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from marketplace.primitives.ruleset import Step


@dataclass(frozen=True, slots=True)
class Reached:
    """The day of each step, and the step it stands at where that is finer than the demand's own state."""

    days: Mapping[Step, date] = field(default_factory=dict)
    at: Step | None = None


# Rows, and the path to their demand: the rows with what the reading needs.
Adding = Callable[[QuerySet[Any, Any], str], QuerySet[Any, Any]]
# A row that it was added to, and its demand.
Reading = Callable[[Any, Any], Reached]

_source: tuple[Adding, Reading] | None = None


def register(adding: Adding, reading: Reading) -> None:
    """Let the one that knows all stages say it; call it in `AppConfig.ready()`."""
    global _source
    _source = (adding, reading)


def added(rows: QuerySet[Any, Any], path: str) -> QuerySet[Any, Any]:
    """Rows with what `read` needs of the demand at this path, in the same query."""
    return rows if _source is None else _source[0](rows, path)


def read(row: Any, demand: Any) -> Reached:
    """How far the demand has come, by a row of `added`."""
    return Reached() if _source is None else _source[1](row, demand)
