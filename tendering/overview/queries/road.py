"""How far projects have come through all stages: the one computation behind the bar of nine steps (R18).

Only what everybody may know counts: announced calls, public results, public contracts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Step
from tendering.awards.models import Award
from tendering.awards.rules.states import BEFORE_CONTRACT, FALLEN
from tendering.contracts.models import Acceptance, Contract, SatisfactionPanel
from tendering.contracts.rules.satisfaction_states import JUDGED
from tendering.contracts.rules.states import PUBLIC as PUBLIC_CONTRACTS
from tendering.contracts.rules.states import AcceptanceState
from tendering.demands.models import Deliberation, Demand, ResidentMeeting
from tendering.demands.reached import Reached
from tendering.demands.rules.steps import State
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import PUBLIC as PUBLIC_TENDERS
from tendering.tenders.rules.states import State as TenderState

# Between call and contract the demand says only "being let"; the call and the award know more.
BEING_LET = (State.LETTING, State.AWARDED)


def with_road(rows: QuerySet[Any, Any], path: str) -> QuerySet[Any, Any]:
    """Rows with what `road` reads of the demand at this path; in their own query."""
    added: QuerySet[Any, Any] = rows.annotate(
        **{name: Subquery(found) for name, found in _parts(OuterRef(path)).items()}
    )
    return added


def road(row: Any, demand: Demand) -> Reached:
    """How far the demand of a row of `with_road` has come."""
    days = {step: day_of(at) for step, at in _moments(row, demand).items() if at is not None}
    return Reached(days, _finer(row, demand))


def _parts(demand: OuterRef) -> dict[str, QuerySet[Any, Any]]:
    """Of the latest round, award and contract that everybody may know of."""
    talks = Deliberation.objects.filter(demand=demand).order_by("-held_on", "-pk")
    meetings = ResidentMeeting.objects.filter(demand=demand, outcome="resolved").order_by("-held_at", "-pk")
    calls = Tender.objects.filter(demand=demand, state__in=sorted(PUBLIC_TENDERS)).order_by("-round")
    awards = Award.objects.filter(tender__demand=demand, publicised_at__isnull=False)
    awards = awards.exclude(state__in=sorted(FALLEN)).order_by("-publicised_at", "-pk")
    public = Contract.objects.filter(demand=demand, state__in=sorted(PUBLIC_CONTRACTS))
    of_contracts = {"contract__demand": demand, "contract__state__in": sorted(PUBLIC_CONTRACTS)}
    passed = Acceptance.objects.filter(state=AcceptanceState.PASSED, concluded_at__isnull=False, **of_contracts)
    judged = SatisfactionPanel.objects.filter(state__in=sorted(JUDGED), closed_at__isnull=False, **of_contracts)
    return {
        "road_talked": talks.values("held_on")[:1],
        "road_decided": meetings.values("held_at")[:1],
        "road_call": calls.values("pk")[:1],
        "road_call_state": calls.values("state")[:1],
        "road_call_before": calls.values("suspended_from")[:1],
        "road_announced": calls.values("announced_at")[:1],
        "road_opened": calls.values("opening__opened_at")[:1],
        "road_judged": calls.values("panel__ended_at")[:1],
        "road_award": awards.values("tender")[:1],
        "road_award_state": awards.values("state")[:1],
        "road_publicised": awards.values("publicised_at")[:1],
        "road_signed": public.order_by("-signed_at", "-pk").values("signed_at")[:1],
        "road_accepted": passed.order_by("concluded_at", "pk").values("concluded_at")[:1],
        "road_verdict": judged.order_by("-closed_at", "-pk").values("closed_at")[:1],
    }


def _moments(row: Any, demand: Demand) -> dict[Step, date | datetime | None]:
    return {
        Step.PROPOSED: demand.proposed_at,
        Step.DELIBERATED: row.road_talked,
        Step.DECIDED: row.road_decided or demand.decided_at,
        Step.CALL: row.road_announced,
        Step.EVALUATION: _evaluated(row),
        Step.PUBLICITY: row.road_publicised,
        Step.CONTRACT: row.road_signed,
        Step.ACCEPTANCE: row.road_accepted,
        Step.VERDICT: row.road_verdict,
    }


def _evaluated(row: Any) -> datetime | None:
    """When the panel ended, once the call's result is public; until then when the bids were opened."""
    is_told = row.road_award is not None and row.road_award == row.road_call
    found: datetime | None = (row.road_judged if is_told else None) or row.road_opened
    return found


def _finer(row: Any, demand: Demand) -> Step | None:
    if demand.state == State.RECTIFYING:
        return Step.VERDICT
    if demand.state not in BEING_LET:
        return None
    if row.road_award_state in BEFORE_CONTRACT:
        return Step.PUBLICITY
    stands = row.road_call_before if row.road_call_state == TenderState.SUSPENDED else row.road_call_state
    if demand.state == State.LETTING and stands in (TenderState.CLOSED, TenderState.OPENED):
        return Step.EVALUATION
    return None
