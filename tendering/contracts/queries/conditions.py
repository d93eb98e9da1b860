"""What a payment stage still waits for, with the facts it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import CheckpointKind
from tendering.contracts.models import Contract, MilestoneReport, PaymentStage
from tendering.contracts.rules import payments
from tendering.contracts.rules.payments import Facts, Need
from tendering.contracts.rules.states import AcceptanceState, MilestoneState, PaymentState, State
from tendering.demands.models import Checkpoint
from tendering.demands.rules.steps import State as DemandState


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of a stage and whether it is met."""

    need: Need
    met: bool


def facts(contract: Contract, stage: PaymentStage) -> Facts:
    """What has happened, as far as this stage asks; the residents' verdict stands in the demand's state."""
    earlier = contract.stages.filter(position__lt=stage.position, is_cancelled=False)
    demand_state = contract.demand.state
    return Facts(
        signed=contract.signed_at is not None and contract.state not in (State.DRAFTING, State.VOID),
        earlier_paid=not earlier.exclude(payments__state=PaymentState.PAID).exists(),
        midterm_verified=contract.milestones.filter(is_midterm=True, state=MilestoneState.VERIFIED).exists(),
        midterm_checkpoint_closed=contract.demand.checkpoints.filter(
            kind=CheckpointKind.MIDTERM, state=Checkpoint.State.CLOSED
        ).exists(),
        accepted=contract.acceptances.filter(state=AcceptanceState.PASSED).exists(),
        satisfied=demand_state in (DemandState.EVALUATED, DemandState.CLOSED),
        rectification_open=demand_state == DemandState.RECTIFYING,
    )


def checks(contract: Contract, stage: PaymentStage) -> list[Check]:
    """Every condition of a stage, met or not, in the order people read it."""
    known = facts(contract, stage)
    obligatory = contract.rule_set.rules.delivery.checkpoints[contract.tier_code]
    return [Check(need, payments.is_met(need, known)) for need in payments.needs(stage.trigger, obligatory)]


def unmet(contract: Contract, stage: PaymentStage) -> list[Need]:
    """What is still missing."""
    return [check.need for check in checks(contract, stage) if not check.met]


def settled_so_far(contract: Contract) -> Decimal:
    """A first value for a settlement, in yuan: what is paid, or what verified milestones reported, if that is more."""
    spent = sum((row.spent for row in reports_verified(contract)), ZERO)
    return min(max(contract.paid, spent), contract.total)


def reports_verified(contract: Contract) -> QuerySet[MilestoneReport]:
    """The reports the community agreed to."""
    return MilestoneReport.objects.filter(milestone__contract=contract, accepted=True)
