"""Where a tender stands (domain 3.4)."""

from enum import StrEnum


class State(StrEnum):
    """States of a tender."""

    PREPARING = "preparing"
    DOC_REVIEW = "doc_review"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    OPENED = "opened"
    SUSPENDED = "suspended"
    CONCLUDED = "concluded"
    FAILED = "failed"
    CANCELLED = "cancelled"


# It came to nothing: too few answered or were left, or it was called off.
FRUITLESS = frozenset({State.FAILED, State.CANCELLED})
ENDED = FRUITLESS | {State.CONCLUDED}
LIVE = frozenset(State) - ENDED
# Answers are in, the result is not.
DECIDING = frozenset({State.CLOSED, State.OPENED})
# Known to everybody from the announcement on.
PUBLIC = frozenset(State) - {State.PREPARING, State.DOC_REVIEW}
