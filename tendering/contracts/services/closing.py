"""Closing a contract that was accepted, judged and paid: the rest goes back, the result is recorded (domain 3.5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.services.records import Result, record_group_result, record_result
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO, yuan
from marketplace.primitives.refusal import Refusal
from tendering.contracts.models import Contract, ContractNotice
from tendering.contracts.permissions import require_community
from tendering.contracts.queries.verdict import answers_of, reduced_share
from tendering.contracts.rules.states import PaymentState, State
from tendering.contracts.services.states import locked, move, note, publish_notice, save
from tendering.contracts.services.telling import community_people, contractor_people, tell
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.progress import advance
from tendering.funds.services import contract_plan, release


class NotClosable(Refusal):
    """Something is unpaid or unjudged."""


@transaction.atomic
def close(*, contract: Contract, by: Membership) -> Contract:
    """Close what is accepted, judged and paid in full; normally the last payment does it by itself.

    Raises:
        NotPermitted: `by` is not of the community.
        NotClosable: ``contracts.not_judged``, ``contracts.stages_open``.
    """
    require_community(by, contract)
    contract = locked(contract)
    if contract.demand.state != DemandState.EVALUATED:
        raise NotClosable("contracts.not_judged")
    apply_reduction(contract, by=by)
    if _unpaid(contract):
        raise NotClosable("contracts.stages_open")
    _complete(contract, by=by, now=clock.read())
    return contract


def after_payment(contract: Contract, *, by: Membership, now: datetime) -> None:
    """What follows a payment: the last one closes the contract, a settled one lets the rest go; lock held."""
    if contract.state == State.TERMINATED:
        if contract.unpaid == ZERO:
            _let_go(contract, by, "settled")
    elif not _unpaid(contract) and contract.demand.state == DemandState.EVALUATED:
        _complete(contract, by=by, now=now)


def _unpaid(contract: Contract) -> bool:
    stages = contract.stages.filter(is_cancelled=False).exclude(payments__state=PaymentState.PAID)
    return stages.exists()


def _complete(contract: Contract, *, by: Membership, now: datetime) -> None:
    _let_go(contract, by, "completed")
    move(contract, "complete", by=by, now=now, parameters={"paid": str(contract.paid)})
    advance(demand=contract.demand, act="close", by=by, now=now)
    satisfied, answers = answers_of(contract)
    result = Result(
        number=contract.number,
        title=contract.demand.title,
        place=contract.demand.community,
        amount=contract.paid,
        closed_date=day_of(now),
        satisfied=satisfied,
        answers=answers,
        days_late=days_late(contract),
        url=contract.get_absolute_url(),
    )
    if contract.provider is not None:
        record_result(provider=contract.provider, result=result, by=by, now=now)
    elif contract.group is not None:
        record_group_result(group=contract.group, result=result, by=by, now=now)
    body = {"paid": str(contract.paid), "satisfied": satisfied, "answers": answers}
    publish_notice(contract, ContractNotice.Kind.COMPLETION, body, by=by, now=now)
    tell("contracts.completed", contract, [*community_people(contract), *contractor_people(contract)])


def _let_go(contract: Contract, by: Membership | None, reason: str) -> None:
    release(plan=contract.plan, by=by, reason=reason)


def days_late(contract: Contract) -> int:
    """Calendar days between the end of the period and the first request for acceptance; zero in time."""
    first = contract.acceptances.order_by("round").first()
    if first is None:
        return 0
    return max(0, (day_of(first.requested_at) - contract.period_to).days)


def apply_reduction(contract: Contract, *, by: Membership | None) -> None:
    """What the street's leading group left of the last payment after a second verdict below the bar (domain 3.5).

    The difference goes back to the account at once. Asked again it changes nothing; the caller holds the lock.
    """
    share = reduced_share(contract)
    stage = contract.stages.filter(is_cancelled=False).order_by("-position").first()
    if share is None or contract.settlement is not None or stage is None:
        return
    left = yuan(stage.amount * share)
    cut = stage.amount - left
    contract.settlement = contract.total - cut
    stage.amount, stage.is_cancelled = left, left == ZERO
    stage.save()
    save(contract)
    contract_plan(plan=contract.plan, total=contract.settlement, by=by)
    note("payment.reduce", contract, by=by, parameters={"amount": str(left), "cut": str(cut)})
