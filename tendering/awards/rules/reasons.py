"""Why a bidder did not win, as codes with values that upper layers put into words; each learns its own only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.primitives.money import ZERO
from tendering.evaluation.rules.excluded import Why

PASSED_OVER = "passed_over"
FOUND_RIGHT = "hint_found_right"
FOUND_RIGHT_YOURSELF = "hint_found_right_yourself"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one bid came out: money in yuan, points of 100; None where the method gives none.

    `out` says why it has no rank; `first_quote` is what was quoted before rounds of consultation, where the price is a
    final quote.
    """

    price: Decimal | None
    rank: int | None
    total: Decimal | None = None
    price_points: Decimal | None = None
    plan_points: Decimal | None = None
    out: Why | None = None
    tie_rule: str = ""
    first_quote: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code and its values as plain text, fit for a JSON column."""

    code: str
    values: dict[str, str]


def of_winner(won: Standing) -> list[Reason]:
    """Why the first stands first; one further down, that nobody before it may be awarded."""
    is_next = won.rank is not None and won.rank > 1
    if won.total is not None:
        code = "next_total" if is_next else "best_total"
        return [Reason(code, {"total": str(won.total), "rank": str(won.rank)})]
    if won.rank is not None:
        code = "next_price" if is_next else "lowest_price"
        return [Reason(code, {"price": str(won.price), "rank": str(won.rank)})]
    return [Reason("only_offer", {"price": str(won.price)})]


def of_passed_over(bidder: str, rank: int, limit: int, lots: Sequence[int]) -> Reason:
    """Why a bidder that stands before the winner was not taken: other lots leave it no room."""
    numbers = ", ".join(map(str, lots))
    return Reason(PASSED_OVER, {"bidder": bidder, "rank": str(rank), "limit": str(limit), "lots": numbers})


def of_found_right(bidder: str, rank: int) -> Reason:
    """Why a bidder that stands before the winner was not taken: a hint of collusion about it was found right."""
    return Reason(FOUND_RIGHT, {"bidder": bidder, "rank": str(rank)})


def ranks_passed_over(reasons: Iterable[Mapping[str, Any]], code: str = PASSED_OVER) -> set[str]:
    """The ranks of the bidders that an award passed over, as its written reasons say: for other lots, or as asked."""
    return {reason["values"]["rank"] for reason in reasons if reason["code"] == code}


def of_loser(mine: Standing, won: Standing) -> list[Reason]:
    """Why this bid did not win: its own price, points and rank, never those of other losers."""
    if mine.out is not None:
        return [Reason("invalid", mine.out.body())]
    found = [_comparison(mine, won), *_parts(mine, won)]
    if mine.tie_rule or (won.tie_rule and _is_tie(mine, won)):
        found.append(Reason("tie", {"rule": mine.tie_rule or won.tie_rule}))
    return found


def _comparison(mine: Standing, won: Standing) -> Reason:
    rank = str(mine.rank)
    if mine.total is not None and won.total is not None:
        gap = str(won.total - mine.total)
        return Reason("lower_total", {"rank": rank, "total": str(mine.total), "won": str(won.total), "gap": gap})
    gap = str((mine.price or ZERO) - (won.price or ZERO))
    return Reason("higher_price", {"rank": rank, "price": str(mine.price), "won": str(won.price), "gap": gap})


def _parts(mine: Standing, won: Standing) -> list[Reason]:
    """Where it lost points: price, plan."""
    pairs = (("price_points", mine.price_points, won.price_points), ("plan_points", mine.plan_points, won.plan_points))
    return [
        Reason(code, {"mine": str(own), "won": str(best)})
        for code, own, best in pairs
        if own is not None and best is not None and own < best
    ]


def _is_tie(mine: Standing, won: Standing) -> bool:
    if mine.total is not None:
        return mine.total == won.total
    return mine.price == won.price
