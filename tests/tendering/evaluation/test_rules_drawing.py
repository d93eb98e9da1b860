"""The order of a draw: a lawful panel or a named want, never a short one in silence (domain 2.4)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives import draw
from tendering.evaluation.rules.drawing import Frozen, Passed, Pool, next_in, opaque, places

KEYS = st.lists(st.integers(1, 60).map(str), unique=True, max_size=24)


def seated(order: list[str], free: set[str], groups: dict[str, str], seats: int) -> list[str]:
    """Seats filled one after another, as the service fills them."""
    sat: list[str] = []
    for _number in range(seats):
        taken_groups = {groups[key] for key in sat if key in groups}
        taken = next_in(order, Pool(free - set(sat), set(sat), groups, taken_groups))
        if taken.key is None:
            break
        sat.append(taken.key)
    return sat


@pytest.mark.requirement("R39")
@given(keys=KEYS, data=st.data(), seats=st.sampled_from([(1, 2), (1, 4), (2, 5), (3, 6), (0, 3)]))
def test_a_pool_gives_a_lawful_panel_or_says_how_many_are_missing(
    keys: list[str], data: st.DataObject, seats: tuple[int, int]
) -> None:
    community, experts = seats
    away = set(data.draw(st.lists(st.sampled_from(keys), unique=True))) if keys else set()
    employers = {key: data.draw(st.sampled_from("甲乙丙丁戊己庚")) for key in keys if data.draw(st.booleans())}
    free = set(keys) - away
    order = draw.shuffle(data.draw(st.binary(min_size=32, max_size=32)), sorted(keys))
    sat = seated(order, free, employers, experts)
    if places(sorted(free), employers) < experts:
        assert len(sat) < experts
        return
    shared = [employers[key] for key in sat if key in employers]
    assert len(sat) == len(set(sat)) == experts
    assert free.issuperset(sat)
    assert len(shared) == len(set(shared))
    assert (community + experts) % 2 == 1
    assert Fraction(experts, community + experts) >= Fraction(2, 3)


@given(keys=KEYS)
def test_who_shares_an_employer_is_known_and_which_one_is_not(keys: list[str]) -> None:
    employers = {key: f"第{int(key) % 5}大学" for key in keys}
    codes = opaque(employers)
    assert all((codes[a] == codes[b]) == (employers[a] == employers[b]) for a in keys for b in keys)
    assert not set(codes.values()) & set(employers.values())


def test_whoever_is_passed_over_stands_with_the_reason() -> None:
    pool = Pool({"b", "c", "d"}, {"a"}, {"b": "甲", "d": "乙"}, {"甲"})
    taken = next_in(["a", "x", "b", "c", "d"], pool)
    assert (taken.key, taken.passed) == ("c", (("a", Passed.SAT), ("x", Passed.NOT_FREE), ("b", Passed.ONE_EMPLOYER)))
    assert next_in(["a"], pool).key is None


def test_every_part_of_the_record_is_under_its_hash() -> None:
    whole = Frozen(["1", "2"], {"3": ["away"]}, {"1": "E1"}, ["elderly"])
    same = Frozen(["2", "1"], {"3": ["away"]}, {"1": "E1"}, ["elderly"])
    others = [
        Frozen(["1"], whole.excluded, whole.groups, whole.specialties),
        Frozen(whole.candidates, {}, whole.groups, whole.specialties),
        Frozen(whole.candidates, whole.excluded, {}, whole.specialties),
        Frozen(whole.candidates, whole.excluded, whole.groups, ()),
    ]
    assert whole.digest() == same.digest()
    assert all(whole.digest() != other.digest() for other in others)
