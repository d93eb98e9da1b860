"""Where a measurement and a rectification stand (domain 3.5)."""

from __future__ import annotations

from enum import StrEnum


class PanelState(StrEnum):
    """A measurement by the residents' panel."""

    PREPARING = "preparing"
    OPEN = "open"
    SMALL_SAMPLE = "small_sample"
    PASSED = "passed"
    BELOW = "below"
    VOID = "void"


JUDGED = frozenset({PanelState.PASSED, PanelState.BELOW})
LIVE = frozenset({PanelState.PREPARING, PanelState.OPEN, PanelState.SMALL_SAMPLE})


class RectificationState(StrEnum):
    """An order to mend what residents were not satisfied with."""

    ISSUED = "issued"
    PLAN_SUBMITTED = "plan_submitted"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    REMEASURING = "remeasuring"
    ESCALATED = "escalated"
    CLOSED = "closed"
    CLOSED_REDUCED = "closed_reduced"
    TERMINATED = "terminated"


# The provider's turn: these are overdue when the day has passed.
PROVIDERS_TURN = frozenset(
    {RectificationState.ISSUED, RectificationState.PLAN_SUBMITTED, RectificationState.IN_PROGRESS}
)
ENDED = frozenset({RectificationState.CLOSED, RectificationState.CLOSED_REDUCED, RectificationState.TERMINATED})
