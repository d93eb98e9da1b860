"""Cycle, votes, approval levels, roster credit (R18, R20, R21, R24)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from marketplace.primitives.ruleset.checks.amounts import duplicates
from marketplace.primitives.ruleset.codes import ApprovalLevel, Step, Tier
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem

HALF = Fraction(1, 2)


def _cycle(rules: RuleSet) -> Iterator[Problem]:
    """The nine steps, each once, in order."""
    steps = [step for group in rules.decision.cycle for step in group.steps]
    yield from duplicates(steps, "decision.cycle")
    for step in Step:
        if step not in steps:
            yield Problem("decision.step_missing", "decision.cycle", {"step": step.value})
    if len(steps) == len(Step) and set(steps) == set(Step) and steps != list(Step):
        yield Problem("decision.steps_out_of_order", "decision.cycle")
    for index, group in enumerate(rules.decision.cycle):
        if not group.steps:
            yield Problem("rulebook.empty", f"decision.cycle.{index}.steps")


def _votes(rules: RuleSet) -> Iterator[Problem]:
    """A quorum is over nothing and at most all; a majority is at least half and below all."""
    group = rules.decision.leading_group
    for path, quorum in (
        ("decision.quorum", rules.decision.quorum),
        ("decision.leading_group.quorum", group.quorum),
    ):
        if not HALF <= quorum <= 1:
            yield Problem("decision.quorum_range", path)
    for path, majority in (
        ("decision.majority", rules.decision.majority),
        ("decision.leading_group.majority", group.majority),
    ):
        if not HALF <= majority < 1:
            yield Problem("decision.majority_range", path)


def _window(rules: RuleSet) -> Iterator[Problem]:
    if rules.decision.call_window.from_ >= rules.decision.call_window.to:
        yield Problem("rulebook.not_ascending", "decision.call_window.to")


def _levels(rules: RuleSet) -> Iterator[Problem]:
    """Micro is filed; the others pass street, then district; a higher tier never passes fewer levels."""
    for tier in Tier:
        path = f"decision.approval_levels.{tier}"
        levels = rules.decision.approval_levels.get(tier, ())
        if not levels:
            yield Problem("rulebook.missing_key", path)
        elif tier is Tier.MICRO and levels != (ApprovalLevel.FILE,):
            yield Problem("decision.micro_is_filed", path)
        elif tier is not Tier.MICRO and ApprovalLevel.FILE in levels:
            yield Problem("decision.only_micro_is_filed", path)
        elif list(levels) != [level for level in ApprovalLevel if level in levels]:
            yield Problem("decision.levels_out_of_order", path)
    if ApprovalLevel.DISTRICT not in rules.decision.approval_levels.get(Tier.MAJOR, ()):
        yield Problem("decision.major_needs_district", "decision.approval_levels.major")


def _approval_clock(rules: RuleSet) -> Iterator[Problem]:
    if rules.duties.approve != rules.decision.clock_working_days:
        days = {"days": rules.decision.clock_working_days}
        yield Problem("duties.approve_differs_from_clock", "duties.approve", days)


def _lists(rules: RuleSet) -> Iterator[Problem]:
    yield from duplicates(rules.decision.negative_list, "decision.negative_list")
    yield from duplicates(rules.satisfaction.satisfied_answers, "satisfaction.satisfied_answers")
    if not rules.decision.negative_list:
        yield Problem("rulebook.empty", "decision.negative_list")


def _credit(rules: RuleSet) -> Iterator[Problem]:
    credit = rules.roster.credit
    if not credit.suspend_below <= credit.watch_below <= credit.start:
        yield Problem("roster.credit_not_ascending", "roster.credit.watch_below")


def _assessors(rules: RuleSet) -> Iterator[Problem]:
    if rules.roster.assessment.assessors % 2 == 0:
        yield Problem("panel.even", "roster.assessment.assessors", {"size": rules.roster.assessment.assessors})


CHECKS = (_cycle, _votes, _window, _levels, _approval_clock, _lists, _credit, _assessors)
