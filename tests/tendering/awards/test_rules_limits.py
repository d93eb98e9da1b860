"""How many lots one bidder may win: the rule by itself, walked at random."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

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
        if one.holders and not one.final and not limit.first_to_confirm([[*one.holders]]):
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


@dataclass
class Walk:
    """Lots of which some fall or end on the way.

    Attributes:
        used: by lot, whom an award fell; they do not come back there.
        passed: by lot, whom its award passed over.
    """

    order: list[list[int]]
    most: int
    lots: list[Lot]
    used: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    passed: dict[int, list[int]] = field(default_factory=dict)

    def acts(self, *, falls: bool) -> list[tuple[Callable[[Lot], None], Lot]]:
        """What may happen next, each with its lot."""
        living = [one for one in self.lots if not one.ended]
        held = [one for one in living if one.holders]
        found: list[tuple[Callable[[Lot], None], Lot]]
        found = [(self.propose, one) for one in living if not one.holders and self._may_propose(one)]
        found += [(self.confirm, one) for one in held if not one.final and not self._waits(one)]
        if falls:
            found += [(self.fall, one) for one in held] + [(self.end, one) for one in living if not one.final]
        return found

    def propose(self, one: Lot) -> None:
        limit, free = self._limit(one), self._free(one)
        winner = next(bidder for bidder in free if not limit.reached([bidder]))
        self.passed[one.number] = free[: free.index(winner)]
        self._put(replace(one, holders=frozenset([winner])))

    def confirm(self, one: Lot) -> None:
        """As the service does: final, or set aside where the other lots have overtaken it."""
        limit, (holder,) = self._limit(one), one.holders
        stays = [bidder for bidder in self.passed[one.number] if not limit.reached([bidder], for_good=True)]
        if stays or limit.reached([holder], for_good=True):
            self._put(replace(one, holders=frozenset()))
            return
        wins = Counter(bidder for other in self.lots if other.final for bidder in other.holders)
        assert next(bidder for bidder in self._free(one) if wins[bidder] < self.most) == holder
        self._put(replace(one, final=True))

    def fall(self, one: Lot) -> None:
        self.used[one.number] |= one.holders
        self._put(replace(one, holders=frozenset(), final=False))

    def end(self, one: Lot) -> None:
        self._put(replace(one, holders=frozenset(), ended=True))

    def _may_propose(self, one: Lot) -> bool:
        limit = self._limit(one)
        return not limit.first_to_propose() and any(not limit.reached([bidder]) for bidder in self._free(one))

    def _waits(self, one: Lot) -> bool:
        limit = self._limit(one)
        if limit.reached(one.holders, for_good=True):
            return False
        return bool(limit.first_to_confirm([[*one.holders], *([bidder] for bidder in self.passed[one.number])]))

    def _free(self, one: Lot) -> list[int]:
        return [bidder for bidder in self.order[one.number - 1] if bidder not in self.used[one.number]]

    def _limit(self, one: Lot) -> Limit:
        return Limit(one.number, self.most, self.lots)

    def _put(self, one: Lot) -> None:
        self.lots[one.number - 1] = one


@given(order=rankings, most=limits, data=st.data())
def test_whatever_falls_on_the_way_each_lot_goes_to_the_first_that_has_room(
    order: list[list[int]], most: int, data: st.DataObject
) -> None:
    walk = Walk(order, most, [lot(number) for number in range(1, len(order) + 1)])
    left = 4
    while acts := walk.acts(falls=left > 0):
        act, one = data.draw(st.sampled_from(acts))
        left -= act in (walk.fall, walk.end)
        act(one)
    waiting = [one for one in walk.lots if one.holders and not one.final]
    assert not waiting or any(not one.holders and not one.ended for one in walk.lots[: waiting[0].number - 1])


def test_a_lot_that_ended_holds_up_no_other_and_counts_for_nobody() -> None:
    limit = Limit(2, 1, [lot(1, 7, ended=True), lot(2)])
    assert limit.first_to_propose() == []
    assert limit.first_to_confirm([[7]]) == []
    assert limit.won(7) == []


def test_an_earlier_proposal_counts_and_a_later_one_only_when_it_is_final() -> None:
    limit = Limit(2, 1, [lot(1, 7), lot(2), lot(3, 8)])
    assert limit.won(7) == [1]
    assert limit.won(7, for_good=True) == []
    assert limit.won(8) == []
    assert Limit(2, 1, [lot(1, 7), lot(2), lot(3, 8, final=True)]).won(8) == [3]


def test_fewer_earlier_lots_than_the_limit_decide_nothing() -> None:
    assert Limit(2, 2, [lot(1), lot(2)]).first_to_propose() == []
    assert Limit(2, 2, [lot(1), lot(2, 7)]).first_to_confirm([[7]]) == []
    assert Limit(2, 1, [lot(1), lot(2, 7)]).first_to_confirm([[7]]) == [1]
    assert Limit(3, 2, [lot(1, 7, final=True), lot(2, 7), lot(3, 8)]).first_to_confirm([[8], [7]]) == [2]


def test_a_lot_won_together_counts_for_each_member_and_each_is_counted_for_itself() -> None:
    together = Limit(3, 2, [lot(1, 7, 8), lot(2, 7), lot(3)])
    assert together.reached([7]) == [1, 2]
    assert together.reached([9, 7]) == [1, 2]
    assert together.reached([8, 9]) == []


@given(order=rankings, most=limits, data=st.data())
def test_a_wait_is_over_since_the_lot_was_settled_after_which_nothing_held_it(
    order: list[list[int]], most: int, data: st.DataObject
) -> None:
    """Whatever is settled in which order: looking back finds the moment that was seen when it came."""
    lots = [lot(at, data.draw(st.sampled_from(BIDDERS))) for at in range(1, len(order) + 1)]
    number = data.draw(st.integers(1, len(lots)))
    winners, passed = [data.draw(st.sampled_from(BIDDERS))], [[data.draw(st.sampled_from(BIDDERS))]]
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    over_at: datetime | None = None
    waits = bool(Limit(number, most, lots).waits_for(winners, passed))
    for at in data.draw(st.permutations(range(len(lots)))):
        moment += timedelta(hours=3)
        if at != number - 1:
            ended = data.draw(st.booleans())
            holders = frozenset[int]() if ended else lots[at].holders
            lots[at] = replace(lots[at], holders=holders, final=not ended, ended=ended, settled_at=moment)
        limit = Limit(number, most, lots)
        still = bool(limit.waits_for(winners, passed))
        over_at = None if still else moment if waits else over_at
        waits = still
        assert limit.waited_until(winners, passed) == over_at
    assert not waits
