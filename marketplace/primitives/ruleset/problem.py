"""What is wrong with a rule set, by path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from marketplace.primitives.refusal import InvalidInput


@dataclass(frozen=True)
class Problem:
    """One fault: a code such as ``tiers.not_ascending``, the dotted path to blame, values for the words."""

    code: str
    path: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.path}: {self.code}({details})"


class InvalidRuleSet(InvalidInput):
    """The values are not a rule set; `problems` says where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("rulebook.invalid", problems="; ".join(map(str, problems)))
        self.problems = tuple(problems)
