"""Where a person of the expert pool stands, and what ties an expert to a body (domain 2.4)."""

from enum import StrEnum


class PoolState(StrEnum):
    """States of an expert; only active ones are drawn."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class TieKind(StrEnum):
    """A relation to a body that is known beforehand (实施条例 9)."""

    LEADERSHIP = "leadership"
    SHAREHOLDING = "shareholding"
    ADVICE = "advice"
    KINSHIP = "kinship"
    ASSESSMENT = "assessment"
    OTHER = "other"
