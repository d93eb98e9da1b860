"""Where a call stands among the nine steps, with the days it knows (R18): its demand says only "being let"."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase
from tendering.demands.queries.life_cycle import discussed, phases
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State

BEING_LET = (DemandState.LETTING, DemandState.AWARDED)


def course(tender: Tender) -> list[Phase]:
    """Nine steps in their groups, with the days of this round."""
    demand = tender.demand
    return phases(
        demand, discussed(demand) | days(tender), now_at=_finer(tender) if demand.state in BEING_LET else None
    )


def days(tender: Tender) -> dict[Step, date]:
    """The days this round knows."""
    opening = getattr(tender, "opening", None)
    result = latest_result(tender)
    found: dict[Step, datetime | None] = {
        Step.CALL: tender.announced_at,
        Step.EVALUATION: opening.opened_at if opening else None,
        Step.PUBLICITY: result.published_at if result else None,
    }
    return {step: timezone.localtime(at).date() for step, at in found.items() if at is not None}


def latest_result(tender: Tender) -> Notice | None:
    """The notice of the award that stands proposed, with its ranking; None before, and once it fell."""
    told = [row for row in tender.notices.all() if row.kind in (Notice.Kind.RESULT, Notice.Kind.AWARD_FELL)]
    last = max(told, key=lambda row: row.number, default=None)
    return last if last is not None and last.kind == Notice.Kind.RESULT else None


def _finer(tender: Tender) -> Step | None:
    if latest_result(tender) is not None:
        return Step.PUBLICITY
    return Step.EVALUATION if tender.state in (State.CLOSED, State.OPENED) else None
