"""Where a call stands among the nine steps, with the days it knows (R18): its demand says only "being let"."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase
from tendering.demands.queries.life_cycle import discussed, phases
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.evaluated import evaluated_at
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State

TAGS = {
    State.ANNOUNCED: "open",
    State.CLOSED: "review",
    State.OPENED: "review",
    State.FAILED: "fail",
    State.SUSPENDED: "late",
}
BEING_LET = (DemandState.LETTING, DemandState.AWARDED)


def course(tender: Tender) -> list[Phase]:
    """Nine steps in their groups, with the days of this round."""
    return phases(tender.demand, discussed(tender.demand) | days(tender), now_at=_finer(tender))


def steps(tender: Tender) -> list[Phase]:
    """The same without the days, for lists; no query where the notices are at hand."""
    return phases(tender.demand, now_at=_finer(tender))


def days(tender: Tender) -> dict[Step, date]:
    """The days this round knows."""
    result = latest_result(tender)
    found: dict[Step, datetime | None] = {
        Step.CALL: tender.announced_at,
        Step.EVALUATION: evaluated_at(tender, is_told=result is not None),
        Step.PUBLICITY: result.published_at if result else None,
    }
    return {step: day_of(at) for step, at in found.items() if at is not None}


def latest_result(tender: Tender) -> Notice | None:
    """The notice of the award that stands proposed, with its ranking; None before, and once it fell."""
    last = _last(tender, Notice.Kind.RESULT, Notice.Kind.AWARD_FELL)
    return last if last is not None and last.kind == Notice.Kind.RESULT else None


def is_awarded(tender: Tender) -> bool:
    """Whether the proposed award was confirmed and stands."""
    last = _last(tender, Notice.Kind.RESULT, Notice.Kind.AWARD, Notice.Kind.AWARD_FELL)
    return last is not None and last.kind == Notice.Kind.AWARD


def standing(tender: Tender) -> tuple[str | Promise, str]:
    """The state in words and the colour of its tag; once a result is out its notice knows more than the state."""
    if tender.state == State.OPENED and latest_result(tender) is not None:
        return (_("Awarded"), "open") if is_awarded(tender) else (_("Result published"), "public")
    if tender.state == State.OPENED and not tender.procedure.competition:
        return _("Announced"), TAGS[State.OPENED]  # nothing was sealed that could be opened
    return tender.get_state_display(), TAGS.get(State(tender.state), "")


def _last(tender: Tender, *kinds: Notice.Kind) -> Notice | None:
    return max((row for row in tender.notices.all() if row.kind in kinds), key=lambda row: row.number, default=None)


def _finer(tender: Tender) -> Step | None:
    if tender.demand.state not in BEING_LET:
        return None
    if latest_result(tender) is not None:
        return Step.PUBLICITY
    return Step.EVALUATION if tender.state in (State.CLOSED, State.OPENED) else None
