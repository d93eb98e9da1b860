"""The score sheet of a tender: a template's criteria scaled to what the price leaves of 100 (domain 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.primitives.ruleset.residents_vote import counts_votes
from marketplace.primitives.ruleset.sections.scoring import Criterion


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion with its points of 100."""

    criterion: Criterion
    points: int


def lines(criteria: Sequence[Criterion], price_points: int) -> list[Line]:
    """Criteria scaled to 100 − price points by largest remainder; none where price alone decides.

    The item for residents' votes shrinks with the others and never grows (domain 2.5).

    Raises:
        ValueError: criteria without points.
    """
    rest = 100 - price_points
    if rest == 0:
        return []
    total = sum(criterion.max_ for criterion in criteria)
    if total <= 0:
        message = "a score sheet without points"
        raise ValueError(message)
    if rest <= total:
        return _scaled(criteria, rest)
    # Residents' votes never weigh more than the template says: what is to be shared out falls to the others.
    shared = [criterion for criterion in criteria if not counts_votes(criterion.formula)]
    kept = total - sum(criterion.max_ for criterion in shared)
    others = iter(_scaled(shared, rest - kept))
    return [Line(row, row.max_) if counts_votes(row.formula) else next(others) for row in criteria]


def _scaled(criteria: Sequence[Criterion], rest: int) -> list[Line]:
    """Criteria with `rest` points between them."""
    total = sum(criterion.max_ for criterion in criteria)
    exact = [criterion.max_ * rest for criterion in criteria]
    whole = [share // total for share in exact]
    order = sorted(range(len(criteria)), key=lambda index: (-(exact[index] % total), index))
    for index in order[: rest - sum(whole)]:
        whole[index] += 1
    return [Line(criterion, points) for criterion, points in zip(criteria, whole, strict=True) if points]
