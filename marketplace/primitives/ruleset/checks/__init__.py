"""A rule set is validated as a whole (architecture 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from marketplace.primitives.ruleset.checks import (
    amounts,
    decisions,
    delivery,
    growth,
    lettings,
    publicity,
    scores,
    statute,
)
from marketplace.primitives.ruleset.checks.ranges import out_of_range
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem

Check = Callable[[RuleSet], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    out_of_range,
    *amounts.CHECKS,
    growth.growth,
    *decisions.CHECKS,
    *lettings.CHECKS,
    *scores.CHECKS,
    *delivery.CHECKS,
    *publicity.CHECKS,
    *statute.CHECKS,
)


def problems(rules: RuleSet) -> list[Problem]:
    """Everything that keeps `rules` from being put in force; empty when it is sound."""
    return [problem for check in CHECKS for problem in check(rules)]
