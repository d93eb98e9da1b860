"""Where a hint of collusion stands, and what it keeps from being confirmed (integrity: red flags)."""

from __future__ import annotations

from enum import StrEnum


class HintState(StrEnum):
    """States of a hint."""

    OPEN = "open"
    EXPLAINED = "explained"
    REFERRED = "referred"
    CLEARED = "cleared"
    SUBSTANTIATED = "substantiated"


class HintAct(StrEnum):
    """What district and discipline do with a hint."""

    EXPLAIN = "explain"
    REFER = "refer"
    CLEAR = "clear"
    SUBSTANTIATE = "substantiate"
    REOPEN = "reopen"


# Somebody has still to answer: nothing is confirmed meanwhile.
PENDING = frozenset({HintState.OPEN, HintState.REFERRED})
# Discipline inspection has decided: it alone opens them again, and decides again.
DECIDED = frozenset({HintState.CLEARED, HintState.SUBSTANTIATED})
