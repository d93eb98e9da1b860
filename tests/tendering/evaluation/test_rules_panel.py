"""Seats as the procedure says (domain 2.2)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset import Evaluation
from tendering.evaluation.rules.panel import has_sheets, missing, needed
from tendering.evaluation.rules.states import Capacity


@dataclass(frozen=True)
class Seats:
    community_seats: int
    resident_seats: int
    expert_seats: int


MICRO, MAJOR = Seats(1, 2, 0), Seats(1, 0, 4)


def test_a_micro_panel_is_one_of_the_community_and_two_representatives() -> None:
    assert needed(MICRO) == {Capacity.COMMUNITY: 1, Capacity.RESIDENT_REPRESENTATIVE: 2}
    assert needed(MAJOR) == {Capacity.COMMUNITY: 1, Capacity.EXPERT: 4}


def test_what_is_missing_counts_voting_seats_only() -> None:
    seated = [Capacity.COMMUNITY, Capacity.RESIDENT_REPRESENTATIVE, Capacity.OBSERVER]
    assert missing(MICRO, seated) == {Capacity.RESIDENT_REPRESENTATIVE: 1}
    assert not missing(MICRO, [*seated, Capacity.RESIDENT_REPRESENTATIVE])


def test_the_lowest_compliant_quote_needs_no_sheets() -> None:
    assert not has_sheets(Evaluation.LOWEST_COMPLIANT)
    assert has_sheets(Evaluation.PLAN_SCORE)
    assert has_sheets(Evaluation.COMPREHENSIVE)
