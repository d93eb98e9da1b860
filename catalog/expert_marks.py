"""Marks for experts' work, by registration: the stage that gives them stands above this package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """One side's points, of 100, for an expert's work on one panel."""

    number: str
    side: str
    total: int
    is_bad: bool
    remark: str
    marked_at: datetime


Reader = Callable[[int], list[Mark]]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Let `reader` say a person's marks, the latest first; call it in `AppConfig.ready()`."""
    if reader not in _readers:
        _readers.append(reader)


def of(user_id: int) -> list[Mark]:
    """Every mark of this person, the latest first."""
    return sorted(
        (mark for reader in _readers for mark in reader(user_id)), key=lambda one: one.marked_at, reverse=True
    )
