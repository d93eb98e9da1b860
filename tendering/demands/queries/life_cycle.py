"""The nine steps as every page draws them, under the labels of the rule set's cycle (R18)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase, StepState
from marketplace.ui.components import Step as DrawnStep
from tendering.demands.models import Deliberation, Demand
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


def phases(demand: Demand, dates: Mapping[Step, date] | None = None, *, now_at: Step | None = None) -> list[Phase]:
    """Nine steps in their groups; later stages pass the dates and the finer step they know."""
    at = ORDER.index(now_at or demand.step)
    known = _own_dates(demand) | dict(dates or {})
    finished = demand.state == State.CLOSED
    english = (get_language() or "").startswith("en")
    return [
        Phase(group.en if english else group.zh, [_drawn(step, at, known, finished=finished) for step in group.steps])
        for group in demand.rule_set.rules.decision.cycle
    ]


def discussed(demand: Demand) -> dict[Step, date]:
    """The day of the last visit, survey or review before the vote; one query unless they are at hand."""
    days = [row.held_on for row in demand.deliberations.all()]
    return {Step.DELIBERATED: max(days)} if days else {}


def discussed_on(demand: str) -> Subquery:
    """The same day for the rows of a query whose demand stands at this path, in that query."""
    return Subquery(Deliberation.objects.filter(demand=OuterRef(demand)).order_by("-held_on").values("held_on")[:1])


def _drawn(step: Step, at: int, dates: Mapping[Step, date], *, finished: bool) -> DrawnStep:
    place = ORDER.index(step)
    done = place < at or finished
    state = StepState.DONE if done else StepState.NOW if place == at else StepState.NEXT
    return DrawnStep(LABELS[step], state, on=dates.get(step) if place <= at else None)


def _own_dates(demand: Demand) -> dict[Step, date]:
    moments = {
        Step.PROPOSED: demand.proposed_at,
        Step.DECIDED: demand.decided_at,
        Step.CALL: demand.published_at,
    }
    return {step: day_of(at) for step, at in moments.items() if at is not None}
