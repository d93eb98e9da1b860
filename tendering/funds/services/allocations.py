"""Yearly allocations, money that follows a task, and the arrival of both shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.files.services import store
from marketplace.places.models import Level, Place
from marketplace.places.queries import communities
from marketplace.primitives.calendar import day_of
from marketplace.primitives.canonical import Json
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook.queries import in_force
from tendering.funds import transitions
from tendering.funds.attachments import APPROVAL
from tendering.funds.models import AccountStatus, Allocation, FundAccount, FundType
from tendering.funds.permissions import require_district
from tendering.funds.queries.rates import growth_of, rate_steps
from tendering.funds.rules.entries import EntryKind, Share
from tendering.funds.rules.rates import Entitlement, entitlement, growth_breaches, rate_in
from tendering.funds.rules.splitting import city_and_district
from tendering.funds.services.accounts import ensure_account
from tendering.funds.services.ledger import Posting, lock_accounts, post
from tendering.funds.services.messages import tell_opened
from tendering.funds.services.rates import positive, refuse_breaches

GUARANTEE = "guarantee"  # the supplement for residents and the cap belong to this type (rule set, money)


class NoRate(Refusal):
    """No rate is known for this fund type and year (R4)."""


class AlreadyConfirmed(Refusal):
    """The arrival of this share was confirmed before."""


class NothingArrives(InvalidInput):
    """Every allocation of that year, type and share is confirmed, or none was planned."""


class ApprovalMissing(InvalidInput):
    """Money with a delegated task needs the approval of the district government (R12)."""


@transaction.atomic
def plan_allocations(*, district: Place, fund_type: FundType, year: int, by: Membership) -> list[Allocation]:
    """Plan the year's allocation of every community that has none yet: rate, supplement, cap, two shares.

    Raises:
        NotPermitted: only the district may.
        NoRate: ``funds.no_rate``.
        GrowthTooSmall: a new five-year period has begun and the rate did not follow (R6).
    """
    require_district(by, Role.DISTRICT, place=district)
    at = clock.read()
    rules = in_force(day_of(at), district).rules
    base = _base_rate(district, fund_type, year, rules)
    waiting = communities(district).exclude(
        fund_accounts__in=FundAccount.objects.filter(year=year, fund_type=fund_type, allocations__department="")
    )
    drafts = [(place, _entitled(base, place, fund_type, rules)) for place in waiting]
    planned = _plan(drafts, year=year, fund_type=fund_type, rules=rules, by=by, at=at)
    total = sum((allocation.amount for allocation in planned), ZERO)
    parameters: dict[str, Json] = {
        "year": year,
        "fund_type": fund_type.code,
        "count": len(planned),
        "total": str(total),
    }
    record(act="funds.allocations.planned", target=district, by=by, parameters=parameters)
    return planned


def _base_rate(district: Place, fund_type: FundType, year: int, rules: RuleSet) -> Decimal:
    steps = rate_steps(fund_type, district, rules)
    step = rate_in(steps, year)
    if step is None:
        raise NoRate("funds.no_rate", fund_type=str(fund_type), year=year)
    growth = growth_of(rules)
    refuse_breaches(growth_breaches(steps, growth, until=year), growth.period_start(year))
    return step.amount


def _entitled(base: Decimal, place: Place, fund_type: FundType, rules: RuleSet) -> Entitlement:
    if fund_type.code != GUARANTEE:
        return Entitlement(base, ZERO, base, capped=False)
    return entitlement(
        base,
        residents=place.population or 0,
        per_resident=rules.money.supplement_per_resident,
        cap=rules.money.allocation_cap,
    )


def _plan(
    drafts: Iterable[tuple[Place, Entitlement]],
    *,
    year: int,
    fund_type: FundType,
    rules: RuleSet,
    by: Membership,
    at: datetime,
) -> list[Allocation]:
    drafts = list(drafts)
    FundAccount.objects.bulk_create(
        [FundAccount(place=place, year=year, fund_type=fund_type) for place, _ in drafts], ignore_conflicts=True
    )
    accounts = FundAccount.objects.filter(year=year, fund_type=fund_type, place__in=[place for place, _ in drafts])
    by_place = {account.place_id: account for account in accounts.select_related("place", "fund_type")}
    return Allocation.objects.bulk_create(
        [
            _allocation(by_place[place.pk], entitled, city_share=rules.money.city_share, by=by, at=at)
            for place, entitled in drafts
        ]
    )


def _allocation(
    account: FundAccount, entitled: Entitlement, *, city_share: Decimal, by: Membership, at: datetime
) -> Allocation:
    city, district = city_and_district(entitled.amount, city_share)
    return Allocation(
        account=account,
        amount=entitled.amount,
        base=entitled.base,
        supplement=entitled.supplement,
        city_amount=city,
        district_amount=district,
        planned_by=by,
        planned_at=at,
    )


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """A task handed down with its money (费随事转, R12)."""

    department: str
    task: str
    approval: File[bytes] | None


@transaction.atomic
def delegate(
    *, street: Place, fund_type: FundType, year: int, amount: Decimal, delegation: Delegation, by: Membership
) -> Allocation:
    """Give a street the money that follows a delegated task, in yuan (R12). The district pays it in full.

    Raises:
        NotPermitted: only the district may.
        ApprovalMissing: ``funds.approval_missing`` without the district government's approval.
    """
    require_district(by, Role.DISTRICT, place=street)
    if street.level != Level.STREET:
        raise InvalidInput("funds.not_a_street", field="street", place=str(street))
    if not delegation.department.strip() or not delegation.task.strip():
        raise InvalidInput("funds.delegation_incomplete", field="task")
    if delegation.approval is None:
        raise ApprovalMissing("funds.approval_missing", field="approval")
    account = ensure_account(owner=street, year=year, fund_type=fund_type)
    amount = positive(amount)
    allocation = _allocation(
        account, Entitlement(amount, ZERO, amount, capped=False), city_share=ZERO, by=by, at=clock.read()
    )
    allocation.department, allocation.task = delegation.department.strip(), delegation.task.strip()
    allocation.approval = store(upload=delegation.approval, by=by, purpose=APPROVAL)
    allocation.save()
    parameters: dict[str, Json] = {"amount": str(amount), "year": year}
    words = {"department": allocation.department, "task": allocation.task}
    record(act="funds.allocation.delegated", target=allocation, by=by, parameters=parameters, personal=words)
    return allocation


@transaction.atomic
def confirm_arrival(*, allocation: Allocation, share: Share, by: Membership) -> Allocation:
    """A finance officer has seen the money of one share come in (R5): it is booked on the account.

    Raises:
        NotPermitted: only a finance officer of the street or district may.
        AlreadyConfirmed: ``funds.already_confirmed``.
    """
    return confirm_arrivals(allocations=[allocation], share=share, by=by)[0]


@transaction.atomic
def confirm_arrivals(*, allocations: Sequence[Allocation], share: Share, by: Membership) -> list[Allocation]:
    """The same for many allocations at once, all or none.

    Raises:
        NotPermitted: for one of them, the person is no finance officer of its street or district.
        AlreadyConfirmed: for one of them, the share was confirmed before.
        NothingArrives: there is none.
    """
    if not allocations:
        raise NothingArrives("funds.nothing_arrives", field="share")
    pks = [allocation.pk for allocation in allocations]
    rows = Allocation.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    rows = rows.select_related("account__place__parent", "account__pool__place", "account__fund_type").order_by("pk")
    confirmed = list(rows)
    for allocation in confirmed:
        _refuse_arrival(allocation, share, by)
    accounts = lock_accounts(allocation.account_id for allocation in confirmed)
    at = clock.read()
    for allocation in confirmed:
        _arrive(allocation, accounts[allocation.account_id], share, by, at)
    return confirmed


def _refuse_arrival(allocation: Allocation, share: Share, by: Membership) -> None:
    require(by, Role.FINANCE_OFFICER, place=allocation.account.home)
    amount = allocation.amount_of(share)
    if allocation.received_at(share) is not None or not amount:
        raise AlreadyConfirmed("funds.already_confirmed", account=str(allocation.account), share=share.value)


def _arrive(allocation: Allocation, account: FundAccount, share: Share, by: Membership, at: datetime) -> None:
    amount = allocation.amount_of(share)
    posting = Posting(kind=EntryKind.APPROPRIATE, amount=amount, share=share.value, allocation=allocation)
    post(account, posting, by=by, at=at)
    setattr(allocation, f"{share.value}_received_at", at)
    setattr(allocation, f"{share.value}_confirmed_by", by)
    allocation.save(update_fields=[f"{share.value}_received_at", f"{share.value}_confirmed_by"])
    _open_when_complete(account, allocation)
    parameters: dict[str, Json] = {"share": share.value, "amount": str(amount)}
    record(act="funds.arrival.confirmed", target=allocation, by=by, parameters=parameters, about=[account])


def _open_when_complete(account: FundAccount, allocation: Allocation) -> None:
    if not transitions.account_year.allows(account.status, "receive"):
        return
    guard = "all arrived" if allocation.arrived else "first share"
    account.status = AccountStatus(transitions.account_year.target(account.status, "receive", guard))
    account.save(update_fields=["status"])
    if account.status == AccountStatus.OPEN:
        tell_opened(account)
