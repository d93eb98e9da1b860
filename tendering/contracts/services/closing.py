"""Closing a contract that was accepted, judged and paid: the rest goes back, the result is recorded (domain 3.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.models import Provider
from catalog.services.records import Result, record_group_result, record_result
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import Refusal
from tendering.bids.rules.consortium import shares_of
from tendering.contracts.models import Contract, ContractNotice
from tendering.contracts.parties import parties, shares
from tendering.contracts.permissions import require_community
from tendering.contracts.queries.verdict import answers_of
from tendering.contracts.rules import payments
from tendering.contracts.rules.states import PaymentState, State
from tendering.contracts.services.states import locked, move, publish_notice
from tendering.contracts.services.telling import community_people, contractor_people, tell
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.progress import advance
from tendering.funds.services import release


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
    if _unpaid(contract):
        raise NotClosable("contracts.stages_open")
    _complete(contract, by=by, now=clock.read())
    return contract


def after_payment(contract: Contract, *, by: Membership, now: datetime) -> None:
    """What follows a payment: the last one closes the contract, a settled one lets the rest go; lock held."""
    if contract.state == State.TERMINATED:
        if contract.unpaid == ZERO:
            release(plan=contract.plan, by=by, now=now)
    elif not _unpaid(contract) and contract.demand.state == DemandState.EVALUATED:
        _complete(contract, by=by, now=now)


def _unpaid(contract: Contract) -> bool:
    stages = contract.stages.filter(is_cancelled=False).exclude(payments__state=PaymentState.PAID)
    return stages.exists()


def _complete(contract: Contract, *, by: Membership, now: datetime) -> None:
    release(plan=contract.plan, by=by, now=now)
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
    for provider, amount in _earned(contract):
        record_result(provider=provider, result=replace(result, amount=amount), by=by, now=now)
    if contract.group is not None:
        record_group_result(group=contract.group, result=result, by=by, now=now)
    body = {"paid": str(contract.paid), "satisfied": satisfied, "answers": answers}
    publish_notice(contract, ContractNotice.Kind.COMPLETION, body, by=by, now=now)
    tell("contracts.completed", contract, [*community_people(contract), *contractor_people(contract)])


def _earned(contract: Contract) -> list[tuple[Provider, Decimal]]:
    """What goes into whose record, in yuan: of a consortium each member's share of what was paid."""
    if not contract.others:
        return [(provider, contract.paid) for provider in parties(contract)]
    agreed = {party.provider: party.share for party in shares(contract)}
    found = parties(contract)
    amounts = shares_of(contract.paid, [agreed[provider.pk] for provider in found])
    return list(zip(found, amounts, strict=True))


def days_late(contract: Contract) -> int:
    """Calendar days between the end of the period and the first request for acceptance; zero in time."""
    first = contract.acceptances.order_by("round").first()
    if first is None:
        return 0
    return payments.days_late(contract.period_to, day_of(first.requested_at))
