"""The district puts its own version of the example rules in force: admission without a capability assessment."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour
from marketplace.demo.stage import Stage
from marketplace.rulebook.models import RuleSet
from marketplace.rulebook.services import draft_version, edit_values, put_in_force

PRESET = "jinniu-example-2026"
DAY = date(2023, 8, 1)
REASON = "能力评估的评审专家尚在遴选，入库先按申请、审核、公示三步办理，评估办法另行公布。"


def enter(stage: Stage) -> None:
    """Draft and publication by two people."""
    stage.agenda.at(at_hour(DAY, 10), lambda: _change(stage))


def _change(stage: Stage) -> None:
    author, second = stage.cast.at_district(Role.DISTRICT, 2), stage.cast.at_district(Role.DISTRICT, 3)
    preset = RuleSet.objects.get(code=PRESET)
    draft = draft_version(by=author, rule_set=preset, effective_from=DAY)
    values = {"roster.assessment.required": False}
    draft = edit_values(by=author, draft=draft, revision=draft.revision, values=values)
    put_in_force(by=second, draft=draft, revision=draft.revision, reason=REASON)
