"""Where an award, an objection to it, and a complaint after that stand (domain 3.4, 3.8)."""

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
    SET_ASIDE = "set_aside"


class ObjectionState(StrEnum):
    """States of an objection."""

    OPEN = "open"
    DISMISSED = "dismissed"
    UPHELD = "upheld"
    SETTLED = "settled"


class ComplaintState(StrEnum):
    """States of a complaint."""

    FILED = "filed"
    ADMITTED = "admitted"
    TURNED_AWAY = "turned_away"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


UNDECIDED = frozenset({ComplaintState.FILED, ComplaintState.ADMITTED})
# After these the next in rank follows, or a new call; after a ranking that was set aside, only another evaluation does.
FALLEN = frozenset({State.VOID, State.LAPSED, State.SET_ASIDE})
LIVE = frozenset(State) - FALLEN
# Nobody has signed yet: whoever falls out here makes room for the next in rank.
BEFORE_CONTRACT = LIVE - {State.CONCLUDED}
# The award is not final yet: the same panel may still check its result (87号令 64).
RECHECKABLE = frozenset({State.PROPOSED, State.PUBLICITY, State.OBJECTION_HOLD, State.CONFIRMABLE})
IN_PUBLICITY = frozenset({State.PUBLICITY, State.OBJECTION_HOLD})
# The offices have confirmed: the demand counts as awarded.
CONFIRMED = frozenset({State.AWARDED, State.LETTERED, State.CONCLUDED})
