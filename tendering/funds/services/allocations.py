"""Rates, yearly allocations, money that follows a task, and the arrival of both shares."""

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
from marketplace.primitives.canonical import Json
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook.queries import in_force
from tendering.funds import transitions
from tendering.funds.attachments import APPROVAL
from tendering.funds.models import AccountStatus, Allocation, FundAccount, FundType, ImportedBaseline, Rate
from tendering.funds.permissions import require_district
from tendering.funds.queries.rates import growth_of, rate_steps
from tendering.funds.rules.entries import EntryKind, Share
from tendering.funds.rules.rates import Breach, Entitlement, RateStep, entitlement, growth_breaches, rate_in
from tendering.funds.rules.splitting import city_and_district
from tendering.funds.services.accounts import ensure_account
from tendering.funds.services.ledger import Posting, lock_accounts, post
from tendering.funds.services.messages import tell_opened

GUARANTEE = "guarantee"  # the supplement for residents and the cap belong to this type (rule set, money)


class GrowthTooSmall(Refusal):
    """The rate falls short of the growth rule (R6) and nobody gave a reason."""


class NoRate(Refusal):
    """No rate is known for this fund type and year (R4)."""


class AlreadyConfirmed(Refusal):
    """The arrival of this share was confirmed before."""


class ApprovalMissing(InvalidInput):
    """Money with a delegated task needs the approval of the district government (R12)."""


@transaction.atomic
def set_rate(
    *, district: Place, fund_type: FundType, from_year: int, amount: Decimal, by: Membership, override_reason: str = ""
) -> Rate:
    """Fix what each community gets a year from `from_year` on, in yuan (R4).

    Raises:
        NotPermitted: only the district may.
        GrowthTooSmall: ``funds.growth_too_small`` with the year and the least rate, unless a reason is given.
    """
    require_district(by, Role.DISTRICT, place=district)
    at = clock.read()
    rules = in_force(at.date(), district).rules
    step = RateStep(from_year, _positive(amount), overridden=bool(override_reason.strip()))
    others = [known for known in rate_steps(fund_type, district, rules) if known.from_year != from_year]
    _refuse_breach(growth_breaches([*others, step], growth_of(rules), until=from_year), from_year)
    rate, _new = Rate.objects.update_or_create(
        place=district,
        fund_type=fund_type,
        from_year=from_year,
        defaults={"amount": step.amount, "override_reason": override_reason.strip(), "set_by": by, "set_at": at},
    )
    parameters: dict[str, Json] = {"amount": str(step.amount), "year": from_year, "overridden": step.overridden}
    record(act="funds.rate.set", target=rate, by=by, parameters=parameters, reason=override_reason, about=[district])
    return rate


def _refuse_breach(breaches: Sequence[Breach], year: int) -> None:
    for breach in breaches:
        if breach.year >= year:
            raise GrowthTooSmall(
                "funds.growth_too_small", field="amount", year=breach.year, amount=breach.amount, least=breach.least
            )


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
    rules = in_force(at.date(), district).rules
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
    _refuse_breach(growth_breaches(steps, growth, until=year), growth.period_start(year))
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
    amount = _positive(amount)
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
    """
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
    amount = allocation.city_amount if share == Share.CITY else allocation.district_amount
    if allocation.received_at(share) is not None or not amount:
        raise AlreadyConfirmed("funds.already_confirmed", account=str(allocation.account), share=share.value)


def _arrive(allocation: Allocation, account: FundAccount, share: Share, by: Membership, at: datetime) -> None:
    amount = allocation.city_amount if share == Share.CITY else allocation.district_amount
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


@transaction.atomic
def import_baseline(
    *, place: Place, fund_type: FundType, year: int, inflow: Decimal, paid: Decimal, source: str, by: Membership
) -> ImportedBaseline:
    """Enter a year before the system, in yuan, for year-on-year figures; it is marked as imported (R13).

    Raises:
        NotPermitted: only the district may.
        InvalidInput: ``funds.baseline_paid`` more was paid than came in; ``funds.baseline_in_system`` the
            place has an account for that year.
    """
    require_district(by, Role.DISTRICT, place=place)
    inflow, paid = _positive(inflow), exact_yuan(paid)
    if not ZERO <= paid <= inflow:
        raise InvalidInput("funds.baseline_paid", field="paid", inflow=inflow)
    if FundAccount.objects.filter(place__path__startswith=place.path, year=year, fund_type=fund_type).exists():
        raise InvalidInput("funds.baseline_in_system", field="year", year=year)
    baseline, _new = ImportedBaseline.objects.update_or_create(
        place=place,
        fund_type=fund_type,
        year=year,
        defaults={
            "inflow": inflow,
            "paid": paid,
            "source": source,
            "imported_by": by,
            "imported_at": clock.read(),
        },
    )
    parameters: dict[str, Json] = {"year": year, "inflow": str(inflow), "paid": str(paid)}
    record(act="funds.baseline.imported", target=baseline, by=by, parameters=parameters, about=[place])
    return baseline


def _positive(amount: Decimal) -> Decimal:
    exact = exact_yuan(amount)
    if exact <= ZERO:
        raise InvalidInput("funds.amount_not_positive", field="amount")
    return exact
