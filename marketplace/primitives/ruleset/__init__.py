"""Rule sets as typed, frozen values (architecture 4: rule sets, not constants)."""

from marketplace.primitives.ruleset.checks import problems
from marketplace.primitives.ruleset.codes import (
    AmountBase,
    Answer,
    ApprovalLevel,
    CheckpointKind,
    ClockScope,
    Counts,
    CriterionKind,
    DecidingBody,
    Evaluation,
    Flag,
    Gate,
    Kind,
    Method,
    NegativeItem,
    Objector,
    Office,
    PaymentTrigger,
    Regime,
    Step,
    Tie,
    Tier,
)
from marketplace.primitives.ruleset.merging import merge
from marketplace.primitives.ruleset.methods import METHODS, MethodFacts, Offerer, methods_with
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import InvalidRuleSet, Problem

__all__ = [
    "METHODS",
    "AmountBase",
    "Answer",
    "ApprovalLevel",
    "CheckpointKind",
    "ClockScope",
    "Counts",
    "CriterionKind",
    "DecidingBody",
    "Evaluation",
    "Flag",
    "Gate",
    "InvalidRuleSet",
    "Kind",
    "Method",
    "MethodFacts",
    "NegativeItem",
    "Objector",
    "Offerer",
    "Office",
    "PaymentTrigger",
    "Problem",
    "Regime",
    "RuleSet",
    "Step",
    "Tie",
    "Tier",
    "merge",
    "methods_with",
    "problems",
]
