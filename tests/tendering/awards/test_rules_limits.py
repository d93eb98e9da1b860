"""How many lots one bidder may win: the rule by itself, walked at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tendering.awards.rules.limits import Limit, Lot

BIDDERS = range(1, 5)
rankings = st.lists(st.permutations(BIDDERS), min_size=2, max_size=6)
limits = st.integers(1, 3)


def lot(number: int, *holders: int, final: bool = False, ended: bool = False) -> Lot:
    return Lot(number, frozenset(holders), final, ended)


def first_free(limit: Limit, ranking: Sequence[int]) -> int | None:
    return next((one for one in ranking if not limit.reached([one])), None)


def in_turn(order: Sequence[Sequence[int]], limit: int) -> list[int | None]:
    """What the notice promises: one lot after the other, whoever has won enough is passed over."""
    wins, found = Counter[int](), list[int | None]()
    for ranking in order:
        winner = next((one for one in ranking if wins[one] < limit), None)
        if winner is not None:
            wins[winner] += 1
        found.append(winner)
    return found


def acts_open(lots: Sequence[Lot], order: Sequence[Sequence[int]], most: int) -> list[Lot]:
    """What each office could do next: its lot as it would stand after that."""
    found = list[Lot]()
    for one, ranking in zip(lots, order, strict=True):
        limit = Limit(one.number, most, lots)
        winner = first_free(limit, ranking)
        if not one.holders and winner is not None and not limit.first_to_propose():
            found.append(replace(one, holders=frozenset([winner])))
        if one.holders and not one.final and not limit.first_to_confirm(one.holders):
            found.append(replace(one, final=True))
    return found


@given(order=rankings, most=limits, data=st.data())
def test_whatever_the_offices_do_first_the_lots_go_as_the_notice_says(
    order: list[list[int]], most: int, data: st.DataObject
) -> None:
    lots = [lot(number) for number in range(1, len(order) + 1)]
    while acts := acts_open(lots, order, most):
        done = data.draw(st.sampled_from(acts))
        lots[done.number - 1] = done
        finals = Counter(holder for one in lots if one.final for holder in one.holders)
        assert all(count <= most for count in finals.values())
    expected = in_turn(order, most)
    held = [next(iter(one.holders), None) for one in lots]
    assert held[: held.index(None)] == expected[: held.index(None)] if None in held else held == expected
    assert all(one.final for one in lots if one.holders)


def test_a_lot_that_ended_holds_up_no_other_and_counts_for_nobody() -> None:
    limit = Limit(2, 1, [lot(1, 7, ended=True), lot(2)])
    assert limit.first_to_propose() == []
    assert limit.first_to_confirm([7]) == []
    assert limit.won(7) == []


def test_an_earlier_proposal_counts_and_a_later_one_only_when_it_is_final() -> None:
    limit = Limit(2, 1, [lot(1, 7), lot(2), lot(3, 8)])
    assert limit.won(7) == [1]
    assert limit.won(7, for_good=True) == []
    assert limit.won(8) == []
    assert Limit(2, 1, [lot(1, 7), lot(2), lot(3, 8, final=True)]).won(8) == [3]


def test_fewer_earlier_lots_than_the_limit_decide_nothing() -> None:
    assert Limit(2, 2, [lot(1), lot(2)]).first_to_propose() == []
    assert Limit(2, 2, [lot(1), lot(2, 7)]).first_to_confirm([7]) == []
    assert Limit(2, 1, [lot(1), lot(2, 7)]).first_to_confirm([7]) == [1]


def test_a_lot_won_together_counts_for_each_member_and_each_is_counted_for_itself() -> None:
    together = Limit(3, 2, [lot(1, 7, 8), lot(2, 7), lot(3)])
    assert together.reached([7]) == [1, 2]
    assert together.reached([9, 7]) == [1, 2]
    assert together.reached([8, 9]) == []
