"""Hints of collusion among the opened bids of one call: a hint is no verdict (domain 2.4; MoF Decree 87, article 37).

Pure and symmetric: the order of the bids changes nothing, and whatever is not handed in never enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from marketplace.primitives.ruleset.sections.collusion import Collusion
from tendering.bids.rules.collusion import passages, quotes, shared
from tendering.bids.rules.collusion.parts import FileMark, Hint, Input, Kind, Seen

__all__ = ["FileMark", "Hint", "Input", "Kind", "Seen", "find", "find_in_quotes"]


def find(
    bids: Sequence[Seen], ceiling: Decimal, rules: Collusion, call: str = "", *, fixed: bool = False
) -> list[Hint]:
    """Every hint among `bids`, in the order of its kind.

    Args:
        ceiling: in yuan.
        call: the text of the call.
        fixed: the ceiling is the price of every bid, so that quotes say nothing and their lines alone can.
    """
    ordered = sorted(bids, key=lambda bid: bid.key)
    found = [
        *shared.hints(ordered, rules),
        *passages.hints(ordered, rules.passage_characters, call),
        *quotes.hints(ordered, ceiling, rules, fixed=fixed),
    ]
    return _in_order(found)


def find_in_quotes(bids: Sequence[Seen], ceiling: Decimal, rules: Collusion, *, fixed: bool = False) -> list[Hint]:
    """Patterns in the quotes alone, and in their lines: what bidders share beside these was found at the opening."""
    return _in_order(quotes.hints(sorted(bids, key=lambda bid: bid.key), ceiling, rules, fixed=fixed))


def _in_order(found: Iterable[Hint]) -> list[Hint]:
    order = list(Kind)
    return sorted(found, key=lambda hint: (order.index(hint.kind), hint.bids))
