"""Which matches live, and why nobody answers one any more (R36; domain 3.3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tendering.demands.rules.steps import LOOKING

# Of the one or the other side: the other one's answer is awaited.
WAITING = frozenset({"interested", "invited"})
# In touch: nobody begins anew.
LIVING = WAITING | {"matched"}


class Over(StrEnum):
    """What ended a match that waited for an answer."""

    LATE = "late"
    DEMAND = "demand"
    CALL = "call"


def over(
    state: str, expires_at: datetime, demand_state: str, now: datetime, *, call_is_past: bool = False
) -> Over | None:
    """What came before the answer; None while one may be given, and where none is awaited.

    Args:
        call_is_past: the demand's call takes no more answers.
    """
    if state not in WAITING:
        return None
    if demand_state not in LOOKING:
        return Over.DEMAND
    if call_is_past:
        return Over.CALL
    return Over.LATE if now >= expires_at else None
