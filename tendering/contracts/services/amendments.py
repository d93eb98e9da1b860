"""Supplements of a running contract: asked for, agreed by the other side, approved by an office (domain 2.7, 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for, holds
from marketplace.accounts.rules import Role
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals, require_text
from tendering.contracts.models import Amendment, Contract, ContractNotice
from tendering.contracts.permissions import is_other_side, office_of, require_apart, require_office, side_of
from tendering.contracts.rules import money
from tendering.contracts.rules.milestones import latest_end
from tendering.contracts.rules.money import StageSum
from tendering.contracts.rules.states import LIVE_PAYMENT, OPEN_AMENDMENT, AmendmentState, Side, State
from tendering.contracts.services.states import locked, move, note, publish_notice, save
from tendering.contracts.services.telling import community_people, contractor_people, office_people, tell
from tendering.contracts.transitions import AMENDMENT
from tendering.funds.services import contract_plan


@dataclass(frozen=True, slots=True)
class Change:
    """What a supplement changes: yuan more (below zero: less), a new last day, in words why and what."""

    text: str
    amount: Decimal = ZERO
    period_to: date | None = None


@transaction.atomic
def request_amendment(*, contract: Contract, by: Membership, change: Change) -> Amendment:
    """One side asks for a supplement.

    Raises:
        NotPermitted: `by` signs for neither side.
        AmendmentTooLarge: all amendments together would exceed a tenth of the contract.
        Refusals: nothing changes, no words, a last day outside the project's year.
        Refusal: ``contracts.amendment_open``, while another is open.
    """
    side_of(by, contract)
    contract = _running(contract)
    if contract.amendments.filter(state__in=sorted(OPEN_AMENDMENT)).exists():
        raise Refusal("contracts.amendment_open")
    amount = exact_yuan(change.amount)
    _check_change(contract, change, amount)
    _check_money(contract, amount)
    row = Amendment.objects.create(
        contract=contract,
        number=contract.amendments.count() + 1,
        amount=amount,
        period_to=change.period_to,
        text=change.text.strip(),
        requested_by=by,
        requested_at=clock.read(),
    )
    save(contract)
    note("amendment.request", contract, by=by, parameters={"number": str(row.number), "amount": str(amount)})
    others = community_people(contract) if side_of(by, contract) is Side.CONTRACTOR else contractor_people(contract)
    tell("contracts.amendment_to_agree", contract, others)
    return row


def _check_change(contract: Contract, change: Change, amount: Decimal) -> None:
    problems: list[Refusal] = []
    if not change.text.strip():
        problems.append(InvalidInput("contracts.amendment_text", field="text"))
    if not amount and change.period_to in (None, contract.period_to):
        problems.append(InvalidInput("contracts.amendment_nothing", field="amount"))
    if change.period_to is not None:
        if change.period_to < contract.period_from:
            problems.append(InvalidInput("contracts.period_reversed", field="period_to"))
        demand = contract.demand
        last = latest_end(contract.period_from, demand.project_year_end, multi_year=demand.multi_year)
        if change.period_to > last:
            problems.append(InvalidInput("contracts.period_past_year", field="period_to", last=last))
    if problems:
        raise Refusals(problems)


def _check_money(contract: Contract, amount: Decimal) -> list[Decimal]:
    """The stages after it; refuses what goes beyond the cap or below what is paid."""
    money.check_amendment(amount, used=contract.amended_used, cap=contract.amendment_cap)
    return money.restaged(contract.agreed + amount, stage_sums_of(contract))


def stage_sums_of(contract: Contract) -> list[StageSum]:
    """The stages as the rules see them: fixed once a payment is made or under way."""
    fixed = set(
        contract.stages.filter(payments__state__in=sorted(LIVE_PAYMENT)).values_list("pk", flat=True).distinct()
    )
    stages = contract.stages.filter(is_cancelled=False).order_by("position")
    return [StageSum(stage.amount, stage.pk in fixed) for stage in stages]


@transaction.atomic
def agree_amendment(*, amendment: Amendment, by: Membership) -> Amendment:
    """The other side agrees.

    Raises:
        NotPermitted: ``contracts.other_side_agrees``: `by` stands on the side that asked.
    """
    side_of(by, amendment.contract)
    contract = _running(amendment.contract)
    row = _fresh(amendment, contract, "agree")
    if not is_other_side(by, row):
        raise NotPermitted("contracts.other_side_agrees")
    require_apart(by, counts_for(row.requested_by))
    row.agreed_by, row.agreed_at = by, clock.read()
    row.save()
    save(contract)
    note("amendment.agree", contract, by=by, parameters={"number": str(row.number)})
    tell("contracts.amendment_to_approve", contract, office_people(contract, office_of(row)))
    return row


@transaction.atomic
def approve_amendment(*, amendment: Amendment, by: Membership) -> Amendment:
    """The office approves: sum, stages and period change; more money is set aside at once, or nothing happens.

    Raises:
        NotPermitted: `by` is not of the office this amendment needs.
        OwnWork: `by` asked for it or agreed to it.
        AmendmentTooLarge: meanwhile others have used the tenth.
        InsufficientFunds: the account does not have what it takes more.
    """
    require_office(by, amendment.contract, office_of(amendment))
    contract = _running(amendment.contract)
    row = _fresh(amendment, contract, "approve")
    require_office(by, contract, office_of(row))  # again: what the contract comes to is certain under the lock
    assert row.agreed_by is not None  # the state says so
    require_apart(by, counts_for(row.requested_by) | counts_for(row.agreed_by))
    sums = _check_money(contract, row.amount)
    now = clock.read()
    row.decided_by, row.decided_at = by, now
    row.save()
    _apply(contract, row, sums, by, now)
    return row


def _apply(contract: Contract, row: Amendment, sums: list[Decimal], by: Membership, now: datetime) -> None:
    contract.amended += row.amount
    contract.amended_used += abs(row.amount)
    contract.period_to = row.period_to or contract.period_to
    if row.amount:
        contract_plan(plan=contract.plan, total=contract.total, by=by, now=now)
    for stage, amount in zip(contract.stages.filter(is_cancelled=False).order_by("position"), sums, strict=True):
        if stage.amount != amount:
            stage.amount = amount
            stage.save(update_fields=["amount"])
    parameters = {"number": str(row.number), "amount": str(row.amount), "total": str(contract.total)}
    move(contract, "amend", by=by, now=now, parameters=parameters)
    body = {**parameters, "text": row.text, "period_to": contract.period_to.isoformat()}
    publish_notice(contract, ContractNotice.Kind.AMENDMENT, body, by=by, now=now, until=contract.period_to)
    people = [*community_people(contract), *contractor_people(contract)]
    tell("contracts.amendment_in_force", contract, people)


@transaction.atomic
def reject_amendment(*, amendment: Amendment, by: Membership, reason: str) -> Amendment:
    """The other side, or the office, says no with a reason; who asked may take it back.

    Raises:
        NotPermitted: `by` is neither of the two sides nor of the office.
        InvalidInput: ``contracts.reason_missing``.
    """
    contract = amendment.contract
    if holds(by, Role.STREET, Role.DISTRICT):
        require_office(by, contract, office_of(amendment))
    else:
        side_of(by, contract)
    require_text(reason, "contracts.reason_missing")
    contract = _running(contract)
    row = _fresh(amendment, contract, "reject")
    if row.agreed_by_id is not None and not holds(by, Role.STREET, Role.DISTRICT):
        raise NotPermitted("contracts.amendment_with_office")
    row.decided_by, row.decided_at, row.reason = by, clock.read(), reason.strip()
    row.save()
    save(contract)
    note("amendment.reject", contract, by=by, reason=reason, parameters={"number": str(row.number)})
    tell("contracts.amendment_rejected", contract, [row.requested_by], reason=reason)
    return row


def _fresh(amendment: Amendment, contract: Contract, act: str) -> Amendment:
    row = Amendment.objects.select_related(
        "requested_by__substitute_for",
        "requested_by__user",
        "requested_by__place",
        "agreed_by__substitute_for",
    ).get(pk=amendment.pk)
    row.contract = contract
    row.state = AMENDMENT.target(AmendmentState(row.state), act)
    return row


def _running(contract: Contract) -> Contract:
    contract = locked(contract)
    if contract.state != State.ACTIVE:
        raise Refusal("contracts.not_running", state=contract.get_state_display())
    return contract
