"""Residents vote for bidders: an item of the score sheet like any other by formula (domain 2.5; local rules only)."""

from __future__ import annotations

from marketplace.primitives.ruleset.facts import COUNTED_IN_THE_VOTE
from marketplace.primitives.ruleset.formula import parse

# The most that a rule set may let residents' votes weigh, in points of 100 (domain 2.5: at most 10 %).
MOST_POINTS = 10
# The item's points × votes ÷ most votes for any bid; without a vote nobody has points.
FORMULA = "line_points * residents_votes / max(1, most_residents_votes)"


def counts_votes(formula: str | None) -> bool:
    """Whether a formula reads residents' votes.

    Raises:
        BadFormula: no formula of the grammar.
    """
    return bool(formula) and bool(parse(formula or "").facts & COUNTED_IN_THE_VOTE)
