"""Credit points and what they do to an entry (domain 2.8; every number stands in the rule set)."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from catalog.rules.states import CreditKind, EntryState


class CreditScale(Protocol):
    """The rule set's `roster.credit`."""

    @property
    def start(self) -> int: ...
    @property
    def watch_below(self) -> int: ...
    @property
    def suspend_below(self) -> int: ...


class Standing(StrEnum):
    """What the facts ask for."""

    GOOD = "good"
    WATCH = "watch"
    SUSPEND = "suspend"


def points(scale: CreditScale, kind: CreditKind) -> int:
    """Points of one event as the rule set has them; negative ones are taken away."""
    value = getattr(scale, kind.value)
    return int(value)


def applied(scale: CreditScale, credit: int, kind: CreditKind) -> int:
    """Points that really move: never above the start, for mending restores and does not enrich; never below zero."""
    wanted = credit + points(scale, kind)
    return min(max(wanted, 0), max(scale.start, credit)) - credit


def standing(scale: CreditScale, credit: int, *, abnormal_list: bool) -> Standing:
    """Suspension below 60, watch below 80 or on the abnormal list, otherwise good."""
    if credit < scale.suspend_below:
        return Standing.SUSPEND
    if credit < scale.watch_below or abnormal_list:
        return Standing.WATCH
    return Standing.GOOD


def act_for(state: str, asked: Standing) -> str | None:
    """The act that brings an entry to its standing, or None where it stands right.

    A suspended entry stays so until the district restores it; expired and removed ones are left alone.
    """
    table: dict[tuple[str, Standing], str] = {
        (EntryState.LISTED, Standing.WATCH): "watch",
        (EntryState.REVIEW_DUE, Standing.WATCH): "watch",
        (EntryState.WATCH, Standing.GOOD): "recover",
        (EntryState.LISTED, Standing.SUSPEND): "suspend",
        (EntryState.REVIEW_DUE, Standing.SUSPEND): "suspend",
        (EntryState.WATCH, Standing.SUSPEND): "suspend",
    }
    return table.get((state, asked))
