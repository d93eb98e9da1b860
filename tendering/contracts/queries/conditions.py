"""What a payment stage still waits for, with the facts it is judged by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q, QuerySet

from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import CheckpointKind
from tendering.contracts.models import Contract, MilestoneReport, PaymentStage
from tendering.contracts.queries.verdict import is_satisfied
from tendering.contracts.rules import payments
from tendering.contracts.rules.payments import Facts, Need
from tendering.contracts.rules.satisfaction_states import RectificationState
from tendering.contracts.rules.states import AcceptanceState, MilestoneState, PaymentState, State
from tendering.demands.models import Checkpoint
from tendering.demands.rules.steps import State as DemandState

# The last payment closes a contract by itself; where a second verdict left nothing of it, somebody has to.
CLOSED_BY_HAND = Q(
    state=State.ACTIVE,
    demand__state=DemandState.EVALUATED,
    rectifications__state=RectificationState.CLOSED_REDUCED,
    rectifications__last_payment_share=0,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of a stage and whether it is met."""

    need: Need
    met: bool


def facts(contract: Contract) -> Facts:
    """What has happened under this contract, never under an earlier one of its project.

    The checkpoint in the middle is asked for where the rule set makes it obligatory.
    """
    demand_state = contract.demand.state
    verified = [row for row in contract.milestones.all() if row.state == MilestoneState.VERIFIED]
    return Facts(
        signed=contract.signed_at is not None and contract.state not in (State.DRAFTING, State.VOID),
        midterm_verified=any(row.is_midterm for row in verified),
        midterm_checkpoint_closed=CheckpointKind.MIDTERM in _obligatory(contract)
        and is_checkpoint_closed(contract, CheckpointKind.MIDTERM),
        accepted=any(row.state == AcceptanceState.PASSED for row in contract.acceptances.all()),
        satisfied=demand_state in (DemandState.EVALUATED, DemandState.CLOSED) and is_satisfied(contract),
        rectification_open=demand_state == DemandState.RECTIFYING,
    )


def is_checkpoint_closed(contract: Contract, kind: CheckpointKind) -> bool:
    """Whether this checkpoint was held since the contract was signed, and closed: none of an earlier contract (R46)."""
    rows = contract.demand.checkpoints.filter(kind=kind, state=Checkpoint.State.CLOSED)
    return contract.signed_at is not None and rows.filter(held_at__gte=contract.signed_at).exists()


def checks(contract: Contract, stage: PaymentStage) -> list[Check]:
    """Every condition of a stage, met or not, in the order people read it."""
    earlier = contract.stages.filter(position__lt=stage.position, is_cancelled=False)
    earlier_paid = not earlier.exclude(payments__state=PaymentState.PAID).exists()
    return _checks(contract, stage, replace(facts(contract), earlier_paid=earlier_paid))


def checks_of_all(contract: Contract, stages: Iterable[PaymentStage]) -> dict[int, list[Check]]:
    """The same of every stage that counts, by its key; `stages` stand in order and bring their payments along."""
    known, found = replace(facts(contract), earlier_paid=True), {}
    for stage in stages:
        found[stage.pk] = _checks(contract, stage, known)
        if not any(payment.state == PaymentState.PAID for payment in stage.payments.all()):
            known = replace(known, earlier_paid=False)
    return found


def _checks(contract: Contract, stage: PaymentStage, known: Facts) -> list[Check]:
    needed = payments.needs(stage.trigger, _obligatory(contract))
    return [Check(need, payments.is_met(need, known)) for need in needed]


def _obligatory(contract: Contract) -> Collection[CheckpointKind]:
    return contract.rule_set.rules.delivery.checkpoints[contract.tier_code]


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
