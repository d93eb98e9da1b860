"""Where an award, and an objection to it, stands (domain 3.4, 3.8)."""

from enum import StrEnum


class State(StrEnum):
    """States of an award."""

    PROPOSED = "proposed"
    PUBLICITY = "publicity"
    OBJECTION_HOLD = "objection_hold"
    CONFIRMABLE = "confirmable"
    AWARDED = "awarded"
    LETTERED = "lettered"
    CONCLUDED = "concluded"
    VOID = "void"
    LAPSED = "lapsed"


class ObjectionState(StrEnum):
    """States of an objection."""

    OPEN = "open"
    DISMISSED = "dismissed"
    UPHELD = "upheld"
    SETTLED = "settled"


FALLEN = frozenset({State.VOID, State.LAPSED})
LIVE = frozenset(State) - FALLEN
# Nobody has signed yet: whoever falls out here makes room for the next in rank.
BEFORE_CONTRACT = LIVE - {State.CONCLUDED}
IN_PUBLICITY = frozenset({State.PUBLICITY, State.OBJECTION_HOLD})
# The offices have confirmed: the demand counts as awarded.
CONFIRMED = frozenset({State.AWARDED, State.LETTERED, State.CONCLUDED})
