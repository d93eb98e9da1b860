"""Where an evaluation, a seat, a sheet and a query stand (domain 3.4)."""

from enum import StrEnum


class State(StrEnum):
    """States of an evaluation, kept on its panel."""

    CONVENED = "convened"
    SCORING = "scoring"
    RANKED = "ranked"
    SIGNED = "signed"
    ALL_INVALID = "all_invalid"


class Remedy(StrEnum):
    """What ordered an evaluation to be done anew."""

    OBJECTION = "objection"
    CHALLENGE = "challenge"
    COMPLAINT = "complaint"
    AVOIDANCE = "avoidance"
    RECHECK = "recheck"


class Error(StrEnum):
    """What the law lets the same panel correct after its report is signed, and nothing else (87号令 64)."""

    SUM = "sum"
    RANGE = "range"
    OBJECTIVE = "objective"
    EXTREME = "extreme"


ENDED = frozenset({State.SIGNED, State.ALL_INVALID})
RUNNING = frozenset(State) - ENDED
# Members are seated, plans judged and votes taken; nothing is ranked yet.
BEFORE_RANKING = frozenset({State.CONVENED, State.SCORING})


class Capacity(StrEnum):
    """In which capacity somebody sits; values are roles where a role stands behind them."""

    COMMUNITY = "community"
    RESIDENT_REPRESENTATIVE = "resident_representative"
    EXPERT = "expert"
    OBSERVER = "observer"


VOTING = frozenset(Capacity) - {Capacity.OBSERVER}
# Drawn by lot, never picked by name (domain 2.4).
DRAWN = (Capacity.RESIDENT_REPRESENTATIVE, Capacity.EXPERT)


class SeatState(StrEnum):
    """A seat lives until its holder recuses or declines, is replaced, or lets the invitation lapse."""

    INVITED = "invited"
    DECLARED = "declared"
    RECUSED = "recused"
    REPLACED = "replaced"
    DECLINED = "declined"
    LAPSED = "lapsed"


LIVING = frozenset({SeatState.INVITED, SeatState.DECLARED})


class Ground(StrEnum):
    """Why somebody who was drawn is replaced; without one of these nobody gives up on them."""

    UNANSWERED = "unanswered"
    ABSENT = "absent"
    RELATED = "related"
    ROLE_ENDED = "role_ended"


class SheetState(StrEnum):
    """A sheet may be changed until it is signed."""

    DRAFT = "draft"
    SIGNED = "signed"


class PaperState(StrEnum):
    """A sheet on paper, on its way into the platform."""

    PRINTED = "printed"
    ENTERED = "entered"
    CONFIRMED = "confirmed"


class QueryState(StrEnum):
    """A low quote asked about (低价说明)."""

    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    INVALID = "invalid"


DECIDED = frozenset({QueryState.ACCEPTED, QueryState.INVALID})
