"""How a panel is made up: seats of the procedure, who still has to be found (domain 2.2, 2.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from marketplace.primitives.ruleset import Evaluation
from tendering.evaluation.rules.states import Capacity

SHEETLESS = frozenset({Evaluation.LOWEST_COMPLIANT})


class Seats(Protocol):
    """What a procedure says about its panel."""

    @property
    def community_seats(self) -> int:
        """Seats of the community's staff."""

    @property
    def resident_seats(self) -> int:
        """Seats of residents' representatives."""

    @property
    def expert_seats(self) -> int:
        """Seats of experts."""


def needed(procedure: Seats) -> Counter[Capacity]:
    """Voting seats by capacity."""
    return +Counter(
        {
            Capacity.COMMUNITY: procedure.community_seats,
            Capacity.RESIDENT_REPRESENTATIVE: procedure.resident_seats,
            Capacity.EXPERT: procedure.expert_seats,
        }
    )


def missing(procedure: Seats, seated: Iterable[Capacity]) -> Counter[Capacity]:
    """Voting seats still empty, by capacity."""
    return needed(procedure) - Counter(seated)


def has_sheets(evaluation: Evaluation) -> bool:
    """Whether members give points; the lowest compliant quote is found without."""
    return evaluation not in SHEETLESS
