"""Quotes in a pattern: equal, in steps, line by line, under the ceiling, one far below the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from marketplace.primitives.money import CENT, ZERO
from marketplace.primitives.ruleset.sections.collusion import Collusion
from tendering.bids.rules.collusion.groups import Groups
from tendering.bids.rules.collusion.parts import Hint, Input, Kind, Seen

Follows = Callable[[Sequence[Decimal], Sequence[Decimal]], bool]


def hints(bids: Sequence[Seen], ceiling: Decimal, rules: Collusion, *, fixed: bool = False) -> Iterator[Hint]:
    """Patterns over all quotes, unless the price is fixed, and over the price lines of every two bids; yuan."""
    quoted = [bid for bid in bids if bid.price > ZERO]
    if not fixed:
        yield from _over_all(quoted, ceiling, rules)
    yield from _by_line(quoted, rules.lines_from)


def _over_all(quoted: Sequence[Seen], ceiling: Decimal, rules: Collusion) -> Iterator[Hint]:
    yield from _equal(quoted)
    ladder = sorted(quoted, key=lambda bid: (bid.price, bid.key))
    prices = [bid.price for bid in ladder]
    if len(prices) >= rules.series_from:
        if len(set(prices)) == len(prices):
            yield from _series(ladder, prices)
        if ceiling * (1 - rules.near_ceiling) <= prices[0] and prices[-1] <= ceiling:
            yield _all(Kind.NEAR_CEILING, ladder)
        if _one_far_below(prices, rules):
            yield _all(Kind.ONE_FAR_BELOW, ladder)


def _all(kind: Kind, bids: Sequence[Seen]) -> Hint:
    return Hint(kind, tuple(Input(bid.key, str(bid.price)) for bid in bids))


def _equal(bids: Sequence[Seen]) -> Iterator[Hint]:
    found: dict[Decimal, list[Seen]] = defaultdict(list)
    for bid in bids:
        found[bid.price].append(bid)
    for price in sorted(found):
        if len(found[price]) > 1:
            yield _all(Kind.EQUAL_QUOTES, found[price])


def _series(ladder: Sequence[Seen], prices: Sequence[Decimal]) -> Iterator[Hint]:
    steps = {higher - lower for lower, higher in pairwise(prices)}
    if len(steps) == 1:
        yield _all(Kind.ARITHMETIC, ladder)
    elif is_geometric(prices):
        yield _all(Kind.GEOMETRIC, ladder)


def is_geometric(prices: Sequence[Decimal]) -> bool:
    """Whether rising quotes grow by one factor, each to the yuan: rounding hides no series."""
    first, second = prices[0], prices[1]
    expected, factor = first, second / first
    for price in prices[1:]:
        expected *= factor
        if abs(price - expected) > 1:
            return False
    return True


def _one_far_below(prices: Sequence[Decimal], rules: Collusion) -> bool:
    """The lowest stands alone far below, and all others stand close together."""
    lowest, next_lowest, highest = prices[0], prices[1], prices[-1]
    is_close = highest - next_lowest <= next_lowest * rules.clustered_within
    return is_close and next_lowest - lowest >= next_lowest * rules.far_below


def _by_line(bids: Sequence[Seen], least: int) -> Iterator[Hint]:
    """Every line differs by one sum, or by one ratio: as if one bid were computed from the other."""
    lines = {bid.key: bid.lines for bid in bids if len(bid.lines) >= least and min(bid.lines) > ZERO}
    pairs = [(a, b) for a, b in combinations(lines, 2) if len(lines[a]) == len(lines[b])]
    seen = set[tuple[str, ...]]()
    for kind, follows in ((Kind.LINE_DIFFERENCE, _one_difference), (Kind.LINE_RATIO, _one_ratio)):
        for keys in Groups().join(pairs, _over(lines, follows)):
            if keys not in seen:
                yield Hint(kind, tuple(Input(key, " / ".join(map(str, lines[key]))) for key in keys))
            seen.add(keys)


def _over(lines: Mapping[str, Sequence[Decimal]], follows: Follows) -> Callable[[str, str], bool]:
    """The relation of lines as one of keys."""
    return lambda one, other: follows(lines[one], lines[other])


def _one_difference(ones: Sequence[Decimal], others: Sequence[Decimal]) -> bool:
    return len({a - b for a, b in zip(ones, others, strict=True)}) == 1


def _one_ratio(ones: Sequence[Decimal], others: Sequence[Decimal]) -> bool:
    """Whether one factor turns the lines of one bid into the other's, but for rounding (a yuan, a thousandth at most).

    The factor is that of the largest line, which is rounded least.
    """
    base = max(range(len(ones)), key=lambda at: (ones[at], -at))
    factor = others[base] / ones[base]
    return all(abs(a * factor - b) <= _rounded(b) for a, b in zip(ones, others, strict=True))


def _rounded(amount: Decimal) -> Decimal:
    return max(CENT, min(Decimal(1), amount / 1000))
