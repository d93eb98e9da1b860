"""Who may accept, and what the team's opinions come to (domain 2.7, 3.5; R48)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset.sections.delivery import AcceptanceRule


class Capacity(StrEnum):
    """As what somebody sits on an acceptance team."""

    PROFESSIONAL = "professional"
    DEPARTMENT = "department"
    SUPERVISION = "supervision"
    RESIDENT = "resident"
    RECIPIENT = "recipient"


class Opinion(StrEnum):
    """What a member finds."""

    PASSES = "passes"
    RECTIFY = "rectify"
    FAILS = "fails"


EXPERT_CAPACITIES = frozenset({Capacity.PROFESSIONAL, Capacity.DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody proposed for a team: who, as what, and whether they deal with money (a finance officer)."""

    person: int
    capacity: Capacity
    is_finance: bool = False


def team_problems(team: Sequence[Candidate], *, rule: AcceptanceRule) -> list[Refusal]:
    """What is wrong with a team as a whole: too small, even, nobody of the trade, twice the same."""
    problems: list[Refusal] = []
    if len(team) < rule.team or len(team) % 2 == 0:
        problems.append(InvalidInput("contracts.team_size", field="members", least=rule.team, number=len(team)))
    if sum(one.capacity in EXPERT_CAPACITIES for one in team) < rule.professional_or_department:
        problems.append(
            InvalidInput("contracts.team_no_professional", field="members", least=rule.professional_or_department)
        )
    if len({one.person for one in team}) < len(team):
        problems.append(InvalidInput("contracts.team_twice", field="members"))
    return problems


def person_problems(team: Sequence[Candidate], *, buyers: Collection[int]) -> list[Refusal]:
    """Who may sit on no team: a buyer, or finance.

    Args:
        buyers: the people who wrote the demand, ran the call or checked a payment.
    """
    problems: list[Refusal] = []
    if any(one.person in buyers for one in team):
        problems.append(InvalidInput("contracts.team_buyer", field="members"))
    if any(one.is_finance for one in team):
        problems.append(InvalidInput("contracts.team_finance", field="members"))
    return problems


def decided(signed: Collection[Opinion], team: int) -> Opinion | None:
    """What the signed opinions come to, whatever a team of so many still signs; None while it may turn.

    More than half of the team for passing or for failing; where neither can be reached, rectify and inspect again.
    """
    counted, left = Counter(signed), team - len(signed)
    for found in (Opinion.PASSES, Opinion.FAILS):
        if counted[found] * 2 > team:
            return found
    may_turn = any((counted[found] + left) * 2 > team for found in (Opinion.PASSES, Opinion.FAILS))
    return None if may_turn else Opinion.RECTIFY
