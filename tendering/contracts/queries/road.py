"""The nine steps of a contract's project with the days that letting and delivery know (R18)."""

from __future__ import annotations

from datetime import datetime

from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase
from tendering.contracts.models import Contract
from tendering.contracts.rules.states import AcceptanceState
from tendering.demands.queries.life_cycle import discussed, phases
from tendering.evaluation.queries.day import evaluated_at

# One to one with the call, read in the same query by whoever shows the road.
ROAD = ("award__tender__panel", "award__tender__opening")


def road(contract: Contract) -> list[Phase]:
    """Nine steps in their groups, with the day each was reached; a query less where `discussed_on` is at hand."""
    tender, award = contract.award.tender, contract.award
    passed = (row.concluded_at for row in contract.acceptances.all() if row.state == AcceptanceState.PASSED)
    found: dict[Step, datetime | None] = {
        Step.CALL: tender.announced_at,
        Step.EVALUATION: evaluated_at(tender, is_told=True),
        Step.PUBLICITY: award.publicised_at,
        Step.CONTRACT: contract.signed_at,
        Step.ACCEPTANCE: next(passed, None),
    }
    days = {step: day_of(at) for step, at in found.items() if at is not None}
    talked = getattr(contract, "discussed_on", None)
    return phases(contract.demand, ({Step.DELIBERATED: talked} if talked else discussed(contract.demand)) | days)
