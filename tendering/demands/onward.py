"""Where a demand goes on: later stages know their pages, this one asks (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from tendering.demands.models import Demand


@dataclass(frozen=True, slots=True)
class Stage:
    """What a later stage keeps of a demand.

    Attributes:
        rows: those of the demand that this person may read, as they stand now; the newest is linked.
        state: path of what the link's words depend on.
        link: of a number and that state.
    """

    rows: Callable[[Membership | None, Demand, datetime], QuerySet[Any]]
    state: str
    link: Callable[[str, str], Link]


_stages: list[Stage] = []


def register(stage: Stage) -> None:
    """Let a later stage add its link to a demand's page; call it in `AppConfig.ready()`."""
    if stage not in _stages:
        _stages.append(stage)


def links(membership: Membership | None, demand: Demand, now: datetime) -> list[Link]:
    """To the newest of every later stage, in the order they registered, in one query; none before it is published."""
    if demand.published_at is None or not _stages:
        return []
    first, *others = (
        _columns(place, stage.rows(membership, demand, now), stage.state) for place, stage in enumerate(_stages)
    )
    newest = {row[0]: row for row in sorted(first.union(*others, all=True))}
    return [_stages[place].link(number, state) for place, _key, number, state in newest.values()]


def _columns(place: int, rows: QuerySet[Any], state: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(Value(place), F("pk"), F("number"), F(state))
