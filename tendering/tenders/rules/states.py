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


ENDED = frozenset({State.CONCLUDED, State.FAILED, State.CANCELLED})
LIVE = frozenset(State) - ENDED
# Answers are in, the result is not.
DECIDING = frozenset({State.CLOSED, State.OPENED})
# Known to everybody from the announcement on.
PUBLIC = frozenset(State) - {State.PREPARING, State.DOC_REVIEW}
