"""Duties read straight off rows: many kinds in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse

from marketplace.primitives.calendar import end_of_day
from marketplace.primitives.duty import Duty


@dataclass(frozen=True, slots=True)
class Rows:
    """One kind of duty whose every row is a duty, with nothing left to compute.

    Attributes:
        kind: of the duties.
        rows: what waits.
        subject: path of the title; where a project's, its number stands beside it.
        page: name of the address where it is done.
        key: path of the address's argument.
        due: path of the moment it is due.
        last_day: path of the day at whose end it is due.
        detail: values for the words of the second line: paths or expressions.
        grace_days: so many days after the last day's path.
    """

    kind: str
    rows: QuerySet[Any]
    subject: str
    page: str
    key: str = "pk"
    due: str = ""
    last_day: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    grace_days: int = 0

    @property
    def project(self) -> str:
        """Path of the number of the project, or empty."""
        is_title = self.subject.rpartition("__")[2] == "title"
        return f"{self.subject.removesuffix('title')}number" if is_title else ""


def gathered(found: Iterable[Duty | Rows]) -> list[Duty]:
    """Duties that were computed, then those of the rows: one query, however many kinds."""
    duties: list[Duty] = []
    kinds: list[Rows] = []
    for one in found:
        if isinstance(one, Duty):
            duties.append(one)
        else:
            kinds.append(one)
    return duties + _of_rows(kinds)


def _of_rows(kinds: list[Rows]) -> list[Duty]:
    if not kinds:
        return []
    first, *others = (_columns(place, kind) for place, kind in enumerate(kinds))
    lines = first.union(*others, all=True) if others else first
    # By kind and age: numbers stand as text, a shorter one is the smaller. No database promises an order of a union.
    in_order = sorted(lines, key=lambda line: (line[0], len(line[1]), line[1]))
    return [_duty(kinds[place], *line) for place, *line in in_order]


def _columns(place: int, kind: Rows) -> QuerySet[Any, Any]:
    """The same columns of every kind; those without a value are cast, or PostgreSQL takes them for text."""
    due, last_day = DateTimeField(), DateField()
    return kind.rows.order_by().values_list(
        Value(place),
        Cast(F(kind.key), CharField()),
        F(kind.subject),
        F(kind.due) if kind.due else Cast(Value(None), due),
        F(kind.last_day) if kind.last_day else Cast(Value(None), last_day),
        JSONObject(**kind.detail),
        F(kind.project) if kind.project else Value(""),
    )


def _duty(
    kind: Rows,
    key: str,
    subject: str,
    due: datetime | None,
    last_day: date | None,
    detail: dict[str, object],
    project: str,
) -> Duty:
    argument = kind.rows.model._meta.pk.to_python(key) if kind.key == "pk" else key  # SQLite keeps UUIDs as bare hex
    due_at = end_of_day(last_day + timedelta(days=kind.grace_days)) if last_day else due
    return Duty(kind.kind, subject, reverse(kind.page, args=[argument]), due_at, detail, project)
