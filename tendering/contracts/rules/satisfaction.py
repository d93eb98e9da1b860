"""The residents' verdict as exact fractions (群众满意率; R49, R50; domain 3.5, 3.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from fractions import Fraction

from marketplace.primitives.ruleset import Answer, Counts
from marketplace.primitives.ruleset.sections.delivery import SampleRule


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the valid answers are satisfied."""

    satisfied: int = 0
    answers: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.satisfied <= self.answers:
            message = f"{self.satisfied} of {self.answers} cannot be"
            raise ValueError(message)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.satisfied + other.satisfied, self.answers + other.answers)

    @property
    def rate(self) -> Fraction | None:
        """Satisfied of all, exact; None without an answer."""
        return Fraction(self.satisfied, self.answers) if self.answers else None


class Outcome(StrEnum):
    """What the end of a measuring period leads to."""

    EXTEND = "extend"
    SMALL_SAMPLE = "small_sample"
    PASSED = "passed"
    BELOW = "below"


def tally(answers: Iterable[str], satisfied: Collection[Answer]) -> Tally:
    """Count valid answers; `satisfied` are those the rule set counts as satisfied."""
    given = [Answer(answer) for answer in answers]
    return Tally(sum(answer in satisfied for answer in given), len(given))


def counted(counts: Counts, panel: Tally, survey: Tally) -> Tally:
    """The answers the rule set lets decide: the panel's alone unless it says otherwise (R49)."""
    return {Counts.PANEL: panel, Counts.SURVEY: survey, Counts.BOTH: panel + survey}[counts]


def passes(rate: Fraction, bar: Decimal) -> bool:
    """Strictly below the bar is rectified; the bar itself passes (R50)."""
    return rate >= Fraction(bar)


def minimum_sample(beneficiaries: int, rule: SampleRule) -> int:
    """Fewest valid answers a verdict may rest on: the share of the beneficiaries rounded up, capped; at least one."""
    share = (rule.share_of_beneficiaries * beneficiaries).to_integral_value(ROUND_CEILING)
    return max(1, min(int(share), rule.at_most))


def outcome(tally: Tally, *, minimum: int, bar: Decimal, may_extend: bool) -> Outcome:
    """What follows when the period ends: too small a sample extends it once, then waits for the committee."""
    rate = tally.rate
    if rate is None or tally.answers < minimum:
        return Outcome.EXTEND if may_extend else Outcome.SMALL_SAMPLE
    return judged(rate, bar)


def judged(rate: Fraction, bar: Decimal) -> Outcome:
    """The verdict itself, once the sample stands."""
    return Outcome.PASSED if passes(rate, bar) else Outcome.BELOW


def shown(rate: Fraction) -> Decimal:
    """A rate as percent, rounded down to one decimal: 79.96 shows 79.9, never 80.0."""
    return Decimal(rate.numerator * 1000 // rate.denominator).scaleb(-1)
