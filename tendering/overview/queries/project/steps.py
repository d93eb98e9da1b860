"""The nine steps of one project with the day each was reached, as far as all stages know (R18)."""

from __future__ import annotations

from datetime import date, datetime

from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase
from tendering.awards.rules.states import BEFORE_CONTRACT
from tendering.contracts.rules.states import AcceptanceState
from tendering.demands.queries.life_cycle import ORDER, phases
from tendering.demands.rules.steps import State
from tendering.evaluation.queries.day import evaluated_at
from tendering.overview.queries.project.rows import Rows
from tendering.tenders.rules.states import State as TenderState


def phases_of(rows: Rows) -> list[Phase]:
    """Nine steps in their groups, with dates."""
    return phases(rows.demand, _dates(rows), now_at=_finer(rows))


def _dates(rows: Rows) -> dict[Step, date]:
    demand, tender, award, contract = rows.demand, rows.tender, rows.award, rows.contract
    decided = next((row.held_at for row in reversed(rows.meetings) if row.outcome == "resolved"), None)
    accepted = next((row.concluded_at for row in rows.acceptances if row.state == AcceptanceState.PASSED), None)
    judged = next((row.closed_at for row in reversed(rows.panels) if row.is_judged), None)
    found: dict[Step, date | datetime | None] = {
        Step.PROPOSED: demand.proposed_at,
        Step.DELIBERATED: rows.deliberations[-1].held_on if rows.deliberations else None,
        Step.DECIDED: decided or demand.decided_at,
        Step.CALL: tender.announced_at if tender else demand.published_at,
        Step.EVALUATION: evaluated_at(tender, is_told=award is not None) if tender else None,
        Step.PUBLICITY: award.publicised_at if award else None,
        Step.CONTRACT: contract.signed_at if contract else None,
        Step.ACCEPTANCE: accepted,
        Step.VERDICT: judged,
    }
    return {step: day_of(at) for step, at in found.items() if at is not None}


def _finer(rows: Rows) -> Step | None:
    """Between call and contract the demand says only "being let"; the call and the award know more."""
    demand, award = rows.demand, rows.award
    if demand.state == State.RECTIFYING:
        return Step.VERDICT
    if ORDER.index(demand.step) >= ORDER.index(Step.CONTRACT) or demand.state not in (State.LETTING, State.AWARDED):
        return None
    if award is not None and award.state in BEFORE_CONTRACT:
        return Step.PUBLICITY
    if rows.tender is not None and rows.tender.state in (TenderState.CLOSED, TenderState.OPENED):
        return Step.EVALUATION
    return None
