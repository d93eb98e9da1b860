"""The clock's work in this stage: finds what is due and calls the same services as people do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from celery import shared_task
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.awards.rules.states import FALLEN
from tendering.contracts.models import Contract, PanelMember, Payment, Rectification, SatisfactionPanel
from tendering.contracts.rules.satisfaction_states import PROVIDERS_TURN, PanelState
from tendering.contracts.rules.states import MOVING_PAYMENT, RUNNING, State
from tendering.contracts.services import ending, milestones, payment_stops, rectification
from tendering.contracts.services.satisfaction import codes, measuring
from tendering.demands.models import Demand
from tendering.demands.queries.due import AWARDED_NOT_ACCEPTED
from tendering.demands.rules.steps import State as DemandState
from tendering.funds.models import PlanStatus

log = logging.getLogger(__name__)
M = TypeVar("M", bound=Model)


def _each(rows: QuerySet[M], act: Callable[[M], object]) -> int:
    """Do an act for every row, each in its own transaction; one that the rules refuse meanwhile is left."""
    done = 0
    for row in rows.order_by("pk"):
        try:
            act(row)
        except Refusal as refusal:
            log.info("not due after all: %s", refusal)
        else:
            done += 1
    return done


@shared_task(name="contracts.start_due")
def start_due() -> int:
    """Begin contracts whose first day has come."""
    due = Contract.objects.filter(state=State.PUBLISHED, period_from__lte=clock.today())
    return _each(due, lambda row: milestones.start_contract(contract=row, by=None))


@shared_task(name="contracts.void_fallen")
def void_fallen() -> int:
    """Drafts whose award fell are void."""
    fallen = Contract.objects.filter(state=State.DRAFTING, award__state__in=sorted(FALLEN))
    return _each(fallen, lambda row: ending.void_fallen(contract=row))


@shared_task(name="contracts.flag_late_payments")
def flag_late_payments() -> int:
    """Mark payments whose day has passed."""
    late = Payment.objects.filter(state__in=MOVING_PAYMENT, due_on__lt=clock.today(), flagged_late_at__isnull=True)
    return _each(late.select_related("stage__contract"), lambda row: payment_stops.flag_late(payment=row))


@shared_task(name="contracts.end_plans")
def end_plans() -> int:
    """Mark projects of several years that were not accepted by the end of their last year (R27)."""
    due = Contract.objects.filter(
        state__in=sorted(RUNNING),
        demand__multi_year=True,
        demand__state__in=AWARDED_NOT_ACCEPTED,
        period_to__lt=clock.today().replace(month=1, day=1),
    )
    return _each(due, lambda row: ending.end_plan(contract=row))


@shared_task(name="contracts.settle_unfinished")
def settle_unfinished() -> int:
    """Settle what the year's end found unfinished (R27): its money goes back."""
    held = [PlanStatus.COMMITTED, PlanStatus.CONTRACTED]
    barred = Demand.objects.filter(state=DemandState.UNFINISHED, plan__status__in=held)
    return _each(barred, lambda row: ending.settle_unfinished(demand=row))


@shared_task(name="contracts.close_panels")
def close_panels() -> int:
    """End measurements whose period is over, or whose members have all answered (R49)."""
    waiting = PanelMember.objects.filter(panel=OuterRef("pk"), code__is_used=False)
    due = Q(ends_at__lte=clock.now()) | ~Exists(waiting)
    return _each(
        SatisfactionPanel.objects.filter(due, state=PanelState.OPEN), lambda row: measuring.close_panel(panel=row)
    )


@shared_task(name="contracts.escalate_rectifications")
def escalate_rectifications() -> int:
    """Hand overdue orders to the street's leading group (R50)."""
    late = Rectification.objects.filter(state__in=sorted(PROVIDERS_TURN), due_at__lte=clock.now())
    return _each(late, lambda row: rectification.escalate_overdue(rectification=row))


@shared_task(name="contracts.forget_attempts")
def forget_attempts() -> int:
    """Drop counted code attempts after a day."""
    return codes.forget_attempts(now=clock.now())
