"""Setting project money aside, fitting it to the contract, letting it go (domain 3.6, R42)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.places.queries import district_of
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput, Refusal, refuse
from marketplace.rulebook.queries import in_force
from tendering.funds import transitions
from tendering.funds.models import AccountStatus, Commitment, FundAccount, FundingLine, FundingPlan, PlanStatus
from tendering.funds.permissions import require_stage
from tendering.funds.queries.plans import missing_from, refunded, returnable
from tendering.funds.rules.entries import EntryKind
from tendering.funds.rules.splitting import LineShare, contract_shares
from tendering.funds.rules.usage import is_closing
from tendering.funds.services.ledger import Posting, insufficient, lock_accounts, missing_for, post
from tendering.funds.services.plans import carry_line, lock_lines, lock_plan
from tendering.funds.services.rates import positive


class AccountNotOpen(Refusal):
    """The account takes no new commitments: its money has not come, or its year is over."""


class YearClosing(Refusal):
    """From 1 December new commitments need the district's consent."""


class PledgeNotReceived(Refusal):
    """A contributor's money must be here before the contract is signed."""


class AbovePlan(InvalidInput):
    """The contract is dearer than what was set aside for it."""


@transaction.atomic
def commit_plan(*, plan: FundingPlan, by: Membership | None) -> FundingPlan:
    """Set aside every fund line of a plan on its account: all lines or none.

    Args:
        by: who decided in the stage that calls; None for the clock.

    Raises:
        WrongState: the plan is committed, or has ended.
        InsufficientFunds: ``funds.insufficient`` with the account and the missing yuan.
        AccountNotOpen, YearClosing: of an account; with several problems `Refusals` holds all of them.
    """
    require_stage(by, plan.place)
    plan = lock_plan(plan)
    target = transitions.plan.target(plan.status, "commit")
    lines = list(plan.lines.order_by("pk"))
    accounts = lock_accounts(line.account_id for line in lines if line.account_id is not None)
    at = clock.read()
    _refuse_accounts(plan, lines, accounts, by, at)
    for line in lines:
        if line.account_id is not None:
            _set_aside(line, accounts[line.account_id], line.agreed, by, at)
    plan.status = PlanStatus(target)
    plan.save(update_fields=["status"])
    fund_part = sum((line.agreed for line in lines if line.is_fund), ZERO)
    _record("committed", plan, by, accounts, amount=str(fund_part))
    return plan


def _refuse_accounts(
    plan: FundingPlan,
    lines: list[FundingLine],
    accounts: dict[int, FundAccount],
    by: Membership | None,
    at: datetime,
) -> None:
    problems: list[Refusal] = []
    for line in lines:
        if line.account_id is None:
            continue
        account = accounts[line.account_id]
        if problem := _unready(account, plan, by, at):
            problems.append(problem)
        elif missing := missing_for(account, line.agreed):
            problems.append(insufficient(account, missing))
    refuse(problems)


def _unready(account: FundAccount, plan: FundingPlan, by: Membership | None, at: datetime) -> Refusal | None:
    if account.status not in (AccountStatus.OPEN, AccountStatus.CLOSING) or account.year > at.year:
        return AccountNotOpen("funds.account_not_open", account=str(account), status=account.get_status_display())
    first = in_force(day_of(at), account.home).rules.money.closing_from
    closing = account.place_id is not None and is_closing(day_of(at), account.year, first)
    consent = plan.closing_consent_by_id is not None or holds(by, Role.DISTRICT, place=district_of(plan.place))
    return (
        YearClosing("funds.year_closing", account=str(account), since=str(first)) if closing and not consent else None
    )


def _set_aside(
    line: FundingLine, account: FundAccount, amount: Decimal, by: Membership | None, at: datetime
) -> Commitment:
    commitment = Commitment.objects.create(line=line, account=account)
    post(account, Posting(kind=EntryKind.COMMIT, amount=amount, commitment=commitment), by=by, at=at)
    return commitment


@transaction.atomic
def contract_plan(*, plan: FundingPlan, total: Decimal, by: Membership | None, now: datetime) -> Decimal:
    """Fit a plan to its contract of `total` yuan, at signing and at each amendment (R42).

    What the contractor gave back is borne by nobody any more: the lines bear the total less refunds. Savings go to
    the fund first, then to the co-funders; a dearer amendment is borne by the fund lines.
    What falls away is available again at once.

    Returns:
        What the sources need not bear any more, in yuan; below zero where they bear more.

    Raises:
        WrongState: nothing is set aside, or the plan has ended.
        AbovePlan: ``funds.above_plan``: at signing, more than was set aside.
        PledgeNotReceived: ``funds.pledge_not_received`` with the contributor and the missing yuan.
        AccountNotOpen, YearClosing: an amendment adds money from an account whose year is closing or over.
        InsufficientFunds: an amendment needs more than is available.
        InvalidInput: ``funds.below_paid``, ``funds.no_topup_line``.
    """
    require_stage(by, plan.place, providers=True)
    plan = lock_plan(plan)
    target = transitions.plan.target(plan.status, "contract")
    total = positive(total)
    lines = lock_lines(plan)
    set_aside = sum((line.current for line in lines), ZERO)
    if plan.status == PlanStatus.COMMITTED and total > set_aside:
        raise AbovePlan("funds.above_plan", field="total", total=total, set_aside=set_aside)
    borne = total - refunded(plan)
    shares = contract_shares(borne, [_share(line) for line in lines])
    accounts = _accounts_of(lines)
    _refuse_dearer(plan, lines, shares, accounts, by, now)
    _move_lines(lines, shares, accounts, by, now)
    _refuse_unreceived(lines)
    plan.status, plan.contract_sum = PlanStatus(target), total
    plan.save(update_fields=["status", "contract_sum"])
    _record("contracted", plan, by, accounts, amount=str(total), before=str(set_aside))
    return set_aside - borne


@transaction.atomic
def release(*, plan: FundingPlan, by: Membership | None, now: datetime, reason: str = "") -> FundingPlan:
    """Let go of everything still set aside.

    Contributors' money that is left over can then be returned to them.

    Raises:
        WrongState: nothing is set aside.
    """
    require_stage(by, plan.place)
    plan = lock_plan(plan)
    target = transitions.plan.target(plan.status, "release")
    lines = lock_lines(plan)
    freed = sum((line.open for line in lines), ZERO)
    accounts = _accounts_of(lines)
    _move_lines(lines, [line.paid for line in lines], accounts, by, now)
    plan.status = PlanStatus(target)
    plan.save(update_fields=["status"])
    _record("released", plan, by, accounts, reason=reason, amount=str(freed))
    return plan


@transaction.atomic
def carry_on(*, plan: FundingPlan, settlement: Decimal, by: Membership | None, now: datetime) -> FundingPlan:
    """Settle a contract of this plan at `settlement` yuan; what it leaves stays set aside in a plan of its own.

    No new money is committed, so neither a closing year nor another project can take it meanwhile; a contributor's
    money that the settlement does not need moves along (domain 3.2: "published for what is left").

    Returns:
        The plan of the rest.

    Raises:
        WrongState: the plan is not under contract.
        InvalidInput: ``funds.below_paid``; ``funds.nothing_left``.
    """
    require_stage(by, plan.place)
    plan = lock_plan(plan)
    transitions.plan.target(plan.status, "contract")
    lines = lock_lines(plan)
    before = [line.current for line in lines]
    borne = settlement - refunded(plan)
    shares = contract_shares(borne, [_share(line) for line in lines])
    if sum(before, ZERO) <= borne:
        raise InvalidInput("funds.nothing_left", field="rest")
    accounts = _accounts_of(lines)
    _move_lines(lines, shares, accounts, by, now)
    status = PlanStatus(transitions.plan.target(None, "carry_on"))
    rest = FundingPlan.objects.create(place=plan.place, title=plan.title, renews=plan, status=status)
    for line, was in zip(lines, before, strict=True):
        if (left := was - line.current) != ZERO:
            fresh = carry_line(line, rest, left, money=min(left, returnable(line)), account=line.account)
            if line.account_id is not None:
                _set_aside(fresh, accounts[line.account_id], left, by, now)
    plan.contract_sum = settlement or plan.contract_sum
    plan.save(update_fields=["contract_sum"])
    amount = str(sum(before, ZERO) - borne)
    _record("carried_on", rest, by, accounts, amount=amount, settlement=str(settlement))
    return rest


def _accounts_of(lines: list[FundingLine]) -> dict[int, FundAccount]:
    """Every account that bears a line, locked once and together: in two helpings the order would not hold."""
    return lock_accounts(line.account_id for line in lines if line.account_id is not None)


def _move_lines(
    lines: list[FundingLine],
    currents: list[Decimal],
    accounts: dict[int, FundAccount],
    by: Membership | None,
    now: datetime,
) -> None:
    """Set what each line bears; commitments and their accounts follow."""
    commitments = {row.line_id: row for row in Commitment.objects.filter(line__in=lines)}
    for line, current in zip(lines, currents, strict=True):
        if (change := current - line.current) == ZERO:
            continue
        line.current = current
        line.save(update_fields=["current"])
        if commitment := commitments.get(line.pk):
            kind = EntryKind.COMMIT if change > ZERO else EntryKind.RELEASE
            posting = Posting(kind=kind, amount=abs(change), commitment=commitment)
            post(accounts[commitment.account_id], posting, by=by, at=now)


def _refuse_dearer(
    plan: FundingPlan,
    lines: list[FundingLine],
    shares: list[Decimal],
    accounts: dict[int, FundAccount],
    by: Membership | None,
    now: datetime,
) -> None:
    """More money out of an account is a new commitment: a closing year needs the district's consent (domain 3.6)."""
    for line, share in zip(lines, shares, strict=True):
        if line.account_id is None or share <= line.current:
            continue
        if problem := _unready(accounts[line.account_id], plan, by, now):
            raise problem


def _refuse_unreceived(lines: list[FundingLine]) -> None:
    for line in lines:
        if not line.is_fund and (missing := missing_from(line)):
            raise PledgeNotReceived("funds.pledge_not_received", contributor=line.contributor, missing=missing)


def _share(line: FundingLine) -> LineShare:
    return LineShare(topup=line.is_fund, current=line.current, paid=line.paid)


def _record(
    what: str,
    plan: FundingPlan,
    by: Membership | None,
    accounts: dict[int, FundAccount],
    reason: str = "",
    **parameters: str,
) -> None:
    about = list(accounts.values())
    record(act=f"funds.plan.{what}", target=plan, by=by, parameters=parameters, reason=reason, about=about)
