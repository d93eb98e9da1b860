"""The nine steps as every page draws them, under the labels of the rule set's cycle (R18).

One computation for all pages: which days and which step a project has reached `demands.reached` is told of once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase, StepState
from marketplace.ui.components import Step as DrawnStep
from tendering.demands import reached
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State

LABELS = {
    Step.PROPOSED: _("Proposed"),
    Step.DELIBERATED: _("Discussed"),
    Step.DECIDED: _("Decided"),
    Step.CALL: _("Call"),
    Step.EVALUATION: _("Evaluation"),
    Step.PUBLICITY: _("Publicity"),
    Step.CONTRACT: _("Contract"),
    Step.ACCEPTANCE: _("Acceptance"),
    Step.VERDICT: _("Verdict"),
}
ORDER = tuple(Step)


R = TypeVar("R", bound=Model)


def with_course(rows: QuerySet[R], path: str = "pk") -> QuerySet[R]:
    """Rows with what `course_of` reads of the demand at this path, in the same query."""
    return reached.added(rows, path)


def course(demand: Demand) -> list[Phase]:
    """Nine steps in their groups with the day each was reached; one query."""
    return _phases(demand, reached.read(with_course(Demand.objects.filter(pk=demand.pk)).get(), demand))


def course_of(row: Any, demand: Demand) -> list[Phase]:
    """The same of a row that was read `with_course`, without a query."""
    return _phases(demand, reached.read(row, demand))


def _phases(demand: Demand, known: reached.Reached) -> list[Phase]:
    at = ORDER.index(known.at or demand.step)
    finished = demand.state == State.CLOSED
    english = (get_language() or "").startswith("en")
    return [
        Phase(
            group.en if english else group.zh, [_drawn(step, at, known.days, finished=finished) for step in group.steps]
        )
        for group in demand.rule_set.rules.decision.cycle
    ]


def _drawn(step: Step, at: int, dates: Mapping[Step, date], *, finished: bool) -> DrawnStep:
    place = ORDER.index(step)
    done = place < at or finished
    state = StepState.DONE if done else StepState.NOW if place == at else StepState.NEXT
    return DrawnStep(LABELS[step], state, on=dates.get(step) if place <= at else None)
