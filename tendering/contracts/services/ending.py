"""Stopping: suspension, termination with settlement, a fallen award, the year's end (domain 3.5; R27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from catalog.rules.states import CreditKind
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.queries import story
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import Refusal, require_text
from marketplace.primitives.state_machine import WrongState
from tendering.awards.rules.states import FALLEN
from tendering.contracts.models import Contract, ContractNotice, Payment, PaymentStage
from tendering.contracts.parties import credit
from tendering.contracts.permissions import may_release, require_office
from tendering.contracts.rules.money import check_settlement
from tendering.contracts.rules.offices import office_over
from tendering.contracts.rules.states import (
    MOVING_PAYMENT,
    OPEN_ACCEPTANCE,
    OPEN_AMENDMENT,
    OPEN_PAYMENT,
    RUNNING,
    AcceptanceState,
    AmendmentState,
    PaymentState,
    Rest,
    State,
)
from tendering.contracts.services.satisfaction import measuring
from tendering.contracts.services.states import locked, move, note, publish_notice
from tendering.contracts.services.telling import community_people, contractor_people, stop_people, tell
from tendering.contracts.transitions import ACCEPTANCE, AMENDMENT, PAYMENT
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.progress import advance, publish_rest
from tendering.demands.services.states import locked as locked_demand
from tendering.demands.services.year_end import mark_unfinished
from tendering.funds.models import FundingPlan, PlanStatus
from tendering.funds.services import carry_on, contract_plan, release

# Public reasons the clock gives, in the language contracts are written in.
UNFINISHED = "年度内未完成, 视为验收不合格, 次年不再受理该项目申报。"
UNFINISHED_PLAN = "跨年项目在合同最后年度内未完成, 视为验收不合格, 次年不再受理该项目申报。"


class StopStands(Refusal):
    """Another office withholds a payment of the contract: its finding comes before the end."""


@transaction.atomic
def suspend(*, contract: Contract, by: Membership, reason: str) -> Contract:
    """The office stops delivery and payments for a time; everybody may read why.

    Raises:
        NotPermitted: `by` is not of the office over the contract.
    """
    require_office(by, contract, office_over(contract.tier_code))
    contract = _stopped(contract, reason)
    now = clock.read()
    move(contract, "suspend", by=by, now=now, reason=reason)
    publish_notice(contract, ContractNotice.Kind.SUSPENSION, {"reason": reason.strip()}, by=by, now=now)
    _tell_both("contracts.suspended", contract, reason)
    return contract


@transaction.atomic
def resume(*, contract: Contract, by: Membership, reason: str) -> Contract:
    """Delivery goes on."""
    require_office(by, contract, office_over(contract.tier_code))
    contract = _stopped(contract, reason)
    now = clock.read()
    move(contract, "resume", by=by, now=now, reason=reason)
    publish_notice(contract, ContractNotice.Kind.RESUMPTION, {"reason": reason.strip()}, by=by, now=now)
    _tell_both("contracts.resumed", contract, reason)
    return contract


def _stopped(contract: Contract, reason: str) -> Contract:
    require_text(reason, "contracts.reason_missing")
    contract = locked(contract)
    contract.public_reason = reason.strip()
    return contract


@transaction.atomic
def terminate(
    *, contract: Contract, by: Membership, reason: str, settlement: Decimal, rest: Rest = Rest.RETURNED
) -> Contract:
    """End a contract early: what is owed in all is settled; the rest is let go, or let anew (domain 3.2).

    Args:
        settlement: what the contractor gets in all, in yuan, what is paid already included.
        rest: let anew, the demand is published again for what is left, its money still set aside, while the
            settlement is paid; the community lets it, or withdraws. Else the project ends.

    Raises:
        NotPermitted: `by` is not of the office over the contract.
        InvalidInput: a settlement below what is paid or above the contract; no reason.
        WrongState: the contract, or its project, is past that; what was accepted or is being mended is not let anew.
        StopStands: ``contracts.stop_stands``: a payment is withheld, and the stop is not this office's to lift.
    """
    require_office(by, contract, office_over(contract.tier_code))
    contract = _stopped(contract, reason)
    settlement = exact_yuan(settlement)
    check_settlement(settlement, paid=contract.paid, total=contract.agreed)
    _refuse_others_stop(contract, by)
    end_early(contract, settlement, by=by, reason=reason, rest=rest)
    return contract


def _refuse_others_stop(contract: Contract, by: Membership) -> None:
    if not all(may_release(by, payment) for payment in _withheld(contract)):
        raise StopStands("contracts.stop_stands")


def _withheld(contract: Contract) -> QuerySet[Payment]:
    rows = Payment.objects.filter(stage__contract=contract, state=PaymentState.WITHHELD)
    return rows.select_related("withheld_by__place", "stage").order_by("pk")


def end_early(
    contract: Contract, settlement: Decimal, *, by: Membership | None, reason: str, rest: Rest = Rest.RETURNED
) -> None:
    """Terminate; the caller has checked the act and the settlement (yuan in all), and holds the contract's lock."""
    now = clock.read()
    _cancel_open(contract, by, now, reason.strip())
    contract.settlement, contract.public_reason = settlement, reason.strip()
    move(contract, "terminate", by=by, now=now, reason=reason, parameters={"settlement": str(settlement)})
    left = carry_on(plan=contract.plan, settlement=settlement, by=by, now=now) if rest is Rest.LET_ANEW else None
    _settle_money(contract, by, now, is_fitted=left is not None)
    measuring.end_with_contract(contract=contract, by=by, now=now, reason=reason)
    _end_demand(contract, by, now, reason, left)
    body = {"reason": reason.strip(), "settlement": str(settlement), "paid": str(contract.paid), "rest": rest.value}
    publish_notice(contract, ContractNotice.Kind.TERMINATION, body, by=by, now=now)
    _tell_both("contracts.terminated", contract, reason)


def _cancel_open(contract: Contract, by: Membership | None, now: datetime, reason: str) -> None:
    """Requests, amendments and acceptance under way end; what is owed is asked for anew as the settlement."""
    if stopped := list(_withheld(contract)):
        tell("contracts.stop_ended", contract, stop_people(stopped), reason=reason)
    for payment in Payment.objects.filter(stage__contract=contract, state__in=sorted(OPEN_PAYMENT)).order_by("pk"):
        payment.state = PAYMENT.target(PaymentState(payment.state), "cancel")
        payment.save(update_fields=["state"])
        note("payment.cancel", contract, by=by, parameters={"stage": str(payment.stage.position)})
    for amendment in contract.amendments.filter(state__in=sorted(OPEN_AMENDMENT)):
        amendment.state = AMENDMENT.target(AmendmentState(amendment.state), "end")
        amendment.decided_by, amendment.decided_at, amendment.reason = by, now, reason[:1000]
        amendment.save()
        note("amendment.end", contract, by=by, reason=reason, parameters={"number": str(amendment.number)})
    for round_ in contract.acceptances.filter(state__in=sorted(OPEN_ACCEPTANCE)):
        round_.state = ACCEPTANCE.target(AcceptanceState(round_.state), "end")
        round_.save(update_fields=["state"])
        note("acceptance.end", contract, by=by, parameters={"round": str(round_.round)})
    contract.stages.exclude(payments__state=PaymentState.PAID).update(is_cancelled=True)


def _settle_money(contract: Contract, by: Membership | None, now: datetime, *, is_fitted: bool) -> None:
    """What is still owed is a stage of payment; a plan that carries on is fitted to the settlement already."""
    if contract.unpaid == ZERO:
        release(plan=contract.plan, by=by, now=now)
        return
    if not is_fitted:
        contract_plan(plan=contract.plan, total=contract.total, by=by, now=now)
    last = contract.stages.order_by("-position").values_list("position", flat=True)[0]
    PaymentStage.objects.create(
        contract=contract,
        position=last + 1,
        trigger=PaymentStage.Trigger.SETTLEMENT,
        amount=contract.unpaid,
        met_on=day_of(now),
    )


def _end_demand(
    contract: Contract, by: Membership | None, now: datetime, reason: str, left: FundingPlan | None
) -> None:
    state = contract.demand.state
    if left is not None:
        publish_rest(demand=contract.demand, plan=left, by=by, now=now, reason=reason)
        tell("contracts.rest_to_let", contract, community_people(contract), url=contract.demand.get_absolute_url())
    elif state != DemandState.UNFINISHED:
        act = "settle" if state == DemandState.RECTIFYING else "terminate"
        advance(demand=contract.demand, act=act, by=by, now=now, guard="settled", reason=reason)


@transaction.atomic
def void_fallen(*, contract: Contract) -> bool:
    """The award fell before both had signed (the clock's act); says whether the draft became void now."""
    contract = locked(contract)
    if contract.state != State.DRAFTING or contract.award.state not in FALLEN:
        return False
    move(contract, "void", by=None, now=clock.read())
    return True


@transaction.atomic
def end_plan(*, contract: Contract) -> Demand:
    """The last year agreed for a project of several years is over and it was not accepted: unfinished (R27).

    Raises:
        Refusal: ``demands.year_not_over``, by the database's clock.
        WrongState: the contract runs no longer, or the project was accepted.
    """
    contract = locked(contract)
    if contract.state not in RUNNING:
        raise WrongState("contract", contract.state, "year_end")
    return mark_unfinished(demand=contract.demand, plan_end=contract.period_to)


@transaction.atomic
def settle_unfinished(*, demand: Demand) -> bool:
    """A project the year's end found unfinished and barred: its contract is settled, its money let go (R27).

    What was asked for with its condition met is still owed; everything else goes back to the account. The provider
    bears a failed acceptance. While a payment is withheld, what is owed is not known: the settlement waits until who
    stopped it lets it go on, or the office terminates. Says whether anything was settled.

    Raises:
        Refusal: ``contracts.not_unfinished``.
    """
    contract = demand.contracts.exclude(state=State.VOID).order_by("-pk").first()
    if contract is not None:
        contract = locked(contract)
    demand, now = locked_demand(demand), clock.read()
    if demand.state != DemandState.UNFINISHED:
        raise Refusal("contracts.not_unfinished")
    if contract is not None and contract.state in RUNNING:
        if stopped := list(_withheld(contract)):
            _tell_once(contract, stopped)
            return False
        reason = UNFINISHED_PLAN if demand.multi_year else UNFINISHED
        end_early(contract, contract.paid + _owed(contract), by=None, reason=reason)
        credit(contract, CreditKind.FAILED_ACCEPTANCE, now)
        return True
    if contract is not None and contract.state == State.DRAFTING:
        move(contract, "void", by=None, now=now)
    if demand.plan is not None and demand.plan.status == PlanStatus.COMMITTED:
        release(plan=demand.plan, by=None, now=now)
        return True
    return False


def _tell_once(contract: Contract, stopped: Sequence[Payment]) -> None:
    """The clock comes back every hour; the log knows whether it has spoken."""
    if story(contract).filter(act="contracts.contract.settlement_waits").exists():
        return
    note("contract.settlement_waits", contract, by=None)
    tell("contracts.settlement_waits", contract, stop_people(stopped), url=stopped[0].get_absolute_url())


def _owed(contract: Contract) -> Decimal:
    rows = Payment.objects.filter(stage__contract=contract, state__in=MOVING_PAYMENT)
    return sum((row.amount for row in rows), ZERO)


def _tell_both(kind: str, contract: Contract, reason: str) -> None:
    tell(kind, contract, [*community_people(contract), *contractor_people(contract)], reason=reason.strip())
