"""What becomes of a splitting found across calls, and what a decision covers (条例 28; domain 2.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tendering.demands.rules.screening import SplittingWarning


class SplittingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SEPARATE = "separate"
    MERGE = "merge"


class SplittingAct(StrEnum):
    """What is written about a finding."""

    ANSWER = "answer"
    ACCEPT = "accept"
    MERGE = "merge"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Written:
    """The last step written about a finding: where it left it, and which projects it was about."""

    state: SplittingState
    projects: Collection[str]
    total: Decimal


def standing(found: SplittingWarning, last: Written | None) -> SplittingState:
    """Where a finding stands: a project more, or more money, and what was written before says nothing of it."""
    if last is None or found.total > last.total:
        return SplittingState.OPEN
    is_covered = {row.number for row in found.siblings} <= set(last.projects)
    return last.state if is_covered else SplittingState.OPEN
