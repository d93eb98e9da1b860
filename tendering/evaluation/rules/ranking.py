"""From points to ranks: means of sheets, price points, ties (domain 2.5).

Total = mean of the members' totals. A member's total is its own subjective points and the objective and price
points, which are the same for everybody. Totals and means are rounded to 0.01 half up; ties compare what is rounded.
Where the rules say so, a bid's highest and lowest member's total are left out of its mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from marketplace.primitives.ruleset import Tie
from tendering.evaluation.rules.points import NOTHING, price_points, rounded

Draw = Callable[[Sequence[UUID]], Sequence[UUID]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A valid bid: its quote in yuan, its points by formula, each member's subjective points by member."""

    bid: UUID
    price: Decimal
    objective: Decimal = NOTHING
    subjective: Mapping[int, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """An offer with its points; without sheets `members` is empty.

    `left_out` names the members whose totals the mean does not count: the highest and the lowest of this bid.
    """

    bid: UUID
    price: Decimal
    price_points: Decimal
    objective: Decimal
    subjective_mean: Decimal
    members: Mapping[int, Decimal]
    total: Decimal
    left_out: frozenset[int] = frozenset()

    @property
    def plan_points(self) -> Decimal:
        """Everything but the price."""
        return self.objective + self.subjective_mean


@dataclass(frozen=True, slots=True)
class Standing:
    """A rank; `tie` names the rule that decided among equal totals, None where the total did."""

    rank: int
    scored: Scored
    tie: Tie | None


def scored(offers: Sequence[Offer], price_maximum: int, trimmed_from: int | None = None) -> list[Scored]:
    """Points of every offer; the benchmark is the lowest of these quotes.

    Args:
        trimmed_from: from so many members on the highest and the lowest total of each bid are left out; None: never.
    """
    benchmark = min((offer.price for offer in offers), default=NOTHING)
    return [_score(offer, price_points(offer.price, benchmark, price_maximum), trimmed_from) for offer in offers]


def extremes(totals: Mapping[int, Decimal]) -> frozenset[int]:
    """The members with the highest and the lowest total, one each; among equal ones the lower and the higher key.

    Raises:
        ValueError: fewer than three members, of whom nobody would be left.
    """
    if len(totals) < 3:
        message = "without the highest and the lowest nobody is left"
        raise ValueError(message)
    ordered = sorted(totals, key=lambda member: (totals[member], member))
    return frozenset({ordered[0], ordered[-1]})


def _score(offer: Offer, for_price: Decimal, trimmed_from: int | None) -> Scored:
    automatic = offer.objective + for_price
    sheets = offer.subjective or {}
    members = {member: rounded(points + automatic) for member, points in sheets.items()}
    is_trimmed = trimmed_from is not None and len(members) >= trimmed_from
    left_out = extremes(members) if is_trimmed else frozenset()
    counted = [member for member in members if member not in left_out]
    return Scored(
        bid=offer.bid,
        price=offer.price,
        price_points=for_price,
        objective=offer.objective,
        subjective_mean=rounded(mean(sheets[member] for member in counted)) if sheets else NOTHING,
        members=members,
        total=rounded(mean(members[member] for member in counted)) if members else automatic,
        left_out=left_out,
    )


def mean(values: Iterable[Decimal]) -> Decimal:
    """The arithmetic mean, not rounded; at least one value."""
    listed = list(values)
    return sum(listed, Decimal(0)) / len(listed)


def ranked(rows: Iterable[Scored], ties: Sequence[Tie], draw: Draw) -> list[Standing]:
    """Ranks 1, 2, 3 …; equal totals are told apart by `ties` in order, and by lot where nothing else does.

    Args:
        draw: puts the bids of one tie in the order of a recorded draw; asked only when it decides.
    """
    decisive = [tie for tie in ties if tie is not Tie.RECORDED_DRAW]
    keyed = sorted(((_key(row, decisive), row) for row in rows), key=lambda pair: pair[0])
    standings: list[Standing] = []
    for _total, group in groupby(keyed, key=lambda pair: pair[0][0]):
        for row, tie in _untied([*group], decisive, draw):
            standings.append(Standing(len(standings) + 1, row, tie))
    return standings


Key = tuple[Decimal, ...]
_KEYS: Mapping[Tie, Callable[[Scored], Decimal]] = {
    Tie.LOWER_QUOTE: lambda row: row.price,
    Tie.HIGHER_PLAN_SCORE: lambda row: -row.plan_points,
}


def _key(row: Scored, ties: Sequence[Tie]) -> Key:
    return (-row.total, *(_KEYS[tie](row) for tie in ties))


def _untied(
    group: Sequence[tuple[Key, Scored]], ties: Sequence[Tie], draw: Draw
) -> Iterable[tuple[Scored, Tie | None]]:
    """The rows of one total in their order, each with the rule that set it apart from the others nearest to it."""
    for key, same in groupby(group, key=lambda pair: pair[0]):
        rows = [row for _key_, row in same]
        if len(rows) > 1:
            order = {bid: place for place, bid in enumerate(draw([row.bid for row in rows]))}
            for row in sorted(rows, key=lambda row: order[row.bid]):
                yield row, Tie.RECORDED_DRAW
        else:
            yield rows[0], _deciding(key, [other for other, _row in group], ties)


def _deciding(key: Key, keys: Sequence[Key], ties: Sequence[Tie]) -> Tie | None:
    """The last rule that had to be asked to tell this key from the others of its total."""
    asked = [_first_difference(key, other) for other in keys if other != key]
    return ties[max(asked) - 1] if asked else None


def _first_difference(one: Key, other: Key) -> int:
    return next(index for index, (left, right) in enumerate(zip(one, other, strict=True)) if left != right)


def deviations(rows: Iterable[Scored], limit: Decimal | Fraction) -> list[tuple[int, UUID]]:
    """(member, bid) wherever a member's total lies further from the mean total than this share of it, exact."""
    found = []
    for row in rows:
        if not row.members:
            continue
        middle = Fraction(mean(row.members.values()))
        for member, total in row.members.items():
            if abs(Fraction(total) - middle) > middle * Fraction(limit):
                found.append((member, row.bid))
    return found
