"""Stages of publicity that can be kept (R43, R61)."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.primitives.ruleset.checks.amounts import duplicates
from marketplace.primitives.ruleset.codes import PublicChannel, PublicStage
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem


def _stages(rules: RuleSet) -> Iterator[Problem]:
    """Every stage has a row; each says what, and where."""
    for stage in PublicStage:
        if stage not in rules.publicity:
            yield Problem("rulebook.missing_key", f"publicity.{stage.value}")
    for stage, rule in rules.publicity.items():
        for name, values in (("content", rule.content), ("channels", rule.channels)):
            path = f"publicity.{stage.value}.{name}"
            yield from duplicates(values, path)
            if not values:
                yield Problem("rulebook.empty", path)


def _portal(rules: RuleSet) -> Iterator[Problem]:
    """The portal publishes every stage whatever the rules say; they may not say that it does not."""
    for stage, rule in rules.publicity.items():
        if PublicChannel.PORTAL not in rule.channels:
            yield Problem("publicity.portal_missing", f"publicity.{stage.value}.channels")


CHECKS = (_stages, _portal)
