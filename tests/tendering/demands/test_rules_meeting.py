"""Quorum and majority as exact fractions (R24; domain 2.9)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.refusal import Refusals
from tendering.demands.rules.meeting import Outcome, Tally, check_tally, needed_present, needed_votes, outcome

TWO_THIRDS, HALF = Fraction(2, 3), Fraction(1, 2)


@pytest.mark.requirement("R24")
@pytest.mark.parametrize(
    ("invited", "present", "votes_for", "expected"),
    [
        (57, 38, 20, Outcome.RESOLVED),
        (57, 37, 37, Outcome.NO_QUORUM),
        (57, 38, 19, Outcome.VOTED_DOWN),
        (48, 41, 36, Outcome.RESOLVED),
        (3, 2, 2, Outcome.RESOLVED),
        (30, 20, 10, Outcome.VOTED_DOWN),
        (30, 20, 11, Outcome.RESOLVED),
    ],
)
def test_exactly_two_thirds_are_enough_exactly_half_is_not(
    invited: int, present: int, votes_for: int, expected: Outcome
) -> None:
    """The quorum may be met exactly; the majority must be exceeded."""
    tally = Tally(invited, present, votes_for, present - votes_for, 0)
    assert outcome(tally, quorum=TWO_THIRDS, majority=HALF) is expected


def test_an_empty_room_has_no_quorum() -> None:
    """Nobody came: no division by zero, no resolution."""
    assert outcome(Tally(10, 0, 0, 0, 0), quorum=TWO_THIRDS, majority=HALF) is Outcome.NO_QUORUM


@pytest.mark.parametrize(
    ("tally", "fields"),
    [
        (Tally(10, 11, 11, 0, 0), {"present"}),
        (Tally(10, 8, 5, 2, 2), {"votes_for"}),
        (Tally(10, 8, 5, 2, 0), {"votes_for"}),
        (Tally(0, 0, 0, 0, 0), {"invited"}),
        (Tally(10, -1, 0, 0, -1), {"present", "abstain"}),
    ],
)
def test_impossible_numbers_name_their_field(tally: Tally, fields: set[str]) -> None:
    """Everything wrong is told at once."""
    with pytest.raises(Refusals) as refused:
        check_tally(tally)
    assert {refusal.field for refusal in refused.value.refusals} == fields


@given(invited=st.integers(1, 400), data=st.data())
def test_needed_numbers_are_the_least_that_decide(invited: int, data: st.DataObject) -> None:
    """One person or one vote fewer would not do."""
    quorum = needed_present(invited, TWO_THIRDS)
    assert Fraction(quorum, invited) >= TWO_THIRDS > Fraction(quorum - 1, invited)
    present = data.draw(st.integers(quorum, invited))
    votes = needed_votes(present, HALF)
    assert Fraction(votes, present) > HALF >= Fraction(votes - 1, present)
