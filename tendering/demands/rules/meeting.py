"""What a meeting decided (R24; domain 2.9): exact fractions, never floats."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals


class Outcome(StrEnum):
    """How a meeting on one demand ended."""

    RESOLVED = "resolved"
    VOTED_DOWN = "voted_down"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class Tally:
    """Heads and votes: size of the body, who came, how they voted."""

    invited: int
    present: int
    votes_for: int
    against: int
    abstain: int


@dataclass(frozen=True, slots=True)
class Votes:
    """Who came and how they voted, without the size of the body: that is on record."""

    present: int
    votes_for: int
    against: int
    abstain: int

    def among(self, members: int) -> Tally:
        """Of a body of so many."""
        return Tally(members, self.present, self.votes_for, self.against, self.abstain)


def check_tally(tally: Tally) -> None:
    """Refuse numbers that cannot be.

    Raises:
        Refusals: every impossible number, with its field.
    """
    problems: list[Refusal] = [
        InvalidInput("demands.meeting.negative", field=name)
        for name in ("invited", "present", "votes_for", "against", "abstain")
        if getattr(tally, name) < 0
    ]
    if tally.invited == 0:
        problems.append(InvalidInput("demands.meeting.empty_body", field="invited"))
    if tally.present > tally.invited:
        problems.append(
            InvalidInput(
                "demands.meeting.too_many_present", field="present", present=tally.present, invited=tally.invited
            )
        )
    votes = tally.votes_for + tally.against + tally.abstain
    if votes != tally.present:
        problems.append(
            InvalidInput("demands.meeting.votes_not_present", field="votes_for", votes=votes, present=tally.present)
        )
    if problems:
        raise Refusals(problems)


def outcome(tally: Tally, *, quorum: Fraction, majority: Fraction) -> Outcome:
    """Quorum counts the body, the majority counts those present and must be exceeded."""
    if Fraction(tally.present, tally.invited) < quorum:
        return Outcome.NO_QUORUM
    if Fraction(tally.votes_for, tally.present) > majority:
        return Outcome.RESOLVED
    return Outcome.VOTED_DOWN


def needed_present(invited: int, quorum: Fraction) -> int:
    """The least number of people who make a quorum."""
    return -(-invited * quorum.numerator // quorum.denominator)


def needed_votes(present: int, majority: Fraction) -> int:
    """The least number of votes that carries."""
    return present * majority.numerator // majority.denominator + 1
