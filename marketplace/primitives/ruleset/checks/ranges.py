"""Every number within the bounds of its unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem
from marketplace.primitives.ruleset.writing import Leaf, leaves


def out_of_range(rules: RuleSet) -> Iterator[Problem]:
    """Values below or above their unit's bounds, or with too many decimals."""
    for leaf in leaves(RuleSet, rules):
        yield from _leaf(leaf)


def _leaf(leaf: Leaf) -> Iterator[Problem]:
    unit, value = leaf.unit, leaf.value
    if unit is None:
        return
    if not unit.low <= value <= unit.high:
        yield Problem("rulebook.out_of_range", leaf.path, {"low": str(unit.low), "high": str(unit.high)})
    elif isinstance(value, Decimal) and value != round(value, unit.decimals):
        yield Problem("rulebook.too_many_decimals", leaf.path, {"decimals": unit.decimals})
