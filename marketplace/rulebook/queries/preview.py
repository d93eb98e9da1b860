"""What a draft would change."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset import Problem, problems
from marketplace.rulebook import effects, rules
from marketplace.rulebook.models import ChengduClass, RuleSet
from marketplace.rulebook.queries.rulesets import replaced_by


@dataclass(frozen=True)
class Preview:
    """Against the rules it would replace: changed keys, what keeps it from being published, what it would touch."""

    replaced: RuleSet | None
    changes: list[rules.Change]
    problems: list[Problem]
    effects: list[effects.Effect]
    missing_classes: list[str]


def preview(draft: RuleSet) -> Preview:
    """Everything an officer should see before the draft comes into force."""
    old = replaced_by(draft)
    offered = draft.catalogue.items.values_list("chengdu_class", flat=True)
    missing = rules.missing_classes(offered, ChengduClass.values)
    return Preview(
        replaced=old,
        changes=rules.changes(old.rules.to_mapping(), draft.rules.to_mapping()) if old else [],
        problems=problems(draft.rules),
        effects=effects.of_rules(old.rules, draft.rules) if old else [],
        missing_classes=[str(ChengduClass(name).label) for name in missing],
    )
