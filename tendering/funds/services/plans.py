"""Writing how a project is paid for (R2, R8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, require_text
from marketplace.primitives.state_machine import WrongState
from tendering.funds import transitions
from tendering.funds.models import FundAccount, FundingLine, FundingPlan, PlanStatus, Source
from tendering.funds.permissions import PLAN_WRITERS, require_district, require_stage
from tendering.funds.queries.plans import total_of
from tendering.funds.services.accounts import ensure_account

LONGEST_PLAN = 20


@dataclass(frozen=True, kw_only=True)
class LineDraft:
    """One line as a person wrote it, in yuan: an account for the fund, a contributor for anybody else."""

    source: Source
    amount: Decimal
    account: FundAccount | None = None
    contributor: str = ""
    organisation: Organisation | None = None

    @property
    def is_cash(self) -> bool:
        """Whether it is part of the budget; in kind is not."""
        return self.source != Source.IN_KIND


def cash_of(lines: Sequence[LineDraft]) -> Decimal:
    """The budget that drafted lines come to, in yuan."""
    return sum((line.amount for line in lines if line.is_cash), ZERO)


class AccountOutOfReach(InvalidInput):
    """The account belongs to another community, street or pool."""


class LineHasMoney(Refusal):
    """Money of this contributor has come in: the line stays, and bears as much at least."""

    def __init__(self, line: FundingLine) -> None:
        amount = line.received - line.returned
        super().__init__("funds.line_has_money", field="lines", contributor=line.contributor, amount=amount)


@transaction.atomic
def write_plan(
    *, place: Place, title: str, lines: Sequence[LineDraft], by: Membership, plan: FundingPlan | None = None
) -> FundingPlan:
    """Write a project's funding plan, or write it anew while nothing is set aside.

    Raises:
        NotPermitted: neither resident, community nor party organisation of the place.
        WrongState: money is set aside already.
        Refusals: everything wrong with the lines, each naming its line (``lines.0.amount``); ``funds.line_has_money``
            for a contributor left out, or left with less, whose money has come in.
    """
    require(by, *PLAN_WRITERS, place=place)
    if plan is not None:
        plan = lock_plan(plan)
        require(by, *PLAN_WRITERS, place=plan.place)
    transitions.plan.target(plan.status if plan else None, "write")
    _refuse_lines(lines, place)
    plan = plan or FundingPlan(place=place)
    plan.title = title.strip()
    plan.save()
    _rewrite(plan, lines)
    record(act="funds.plan.written", target=plan, by=by, parameters={"total": str(total_of(plan))}, about=[place])
    return plan


@transaction.atomic
def renew_plan(*, plan: FundingPlan, accounts: dict[int, FundAccount], by: Membership | None) -> FundingPlan:
    """A fresh draft for a project whose plan has ended, paid from other accounts (the new year's).

    Contributors' money that is still here moves along.

    Args:
        accounts: the new account for the key of each old one; a line whose account is not named keeps it.

    Raises:
        WrongState: the plan has not ended.
    """
    require_stage(by, plan.place)
    plan = lock_plan(plan)
    if plan.status != PlanStatus.ENDED:
        raise WrongState("funding_plan", plan.status, "renew")
    fresh = FundingPlan.objects.create(place=plan.place, title=plan.title, renews=plan)
    for line in plan.lines.order_by("pk"):
        _renew_line(line, fresh, accounts)
    record(act="funds.plan.renewed", target=fresh, by=by, about=[plan])
    return fresh


@transaction.atomic
def plan_for_year(*, plan: FundingPlan, year: int, by: Membership | None) -> FundingPlan:
    """The plan of a project that is set aside in a later year than it was written for (domain 3.2, last exit).

    A plan that has ended is renewed; one whose money was never set aside is turned to the year's accounts.

    Raises:
        WrongState: money is set aside, or under contract.
    """
    require_stage(by, plan.place)
    plan = lock_plan(plan)
    drawn = plan.lines.filter(account__year__lt=year).select_related(
        "account__place", "account__pool", "account__fund_type"
    )
    lines = {line: line.account for line in drawn.order_by("pk") if line.account is not None}
    following = {
        account.pk: ensure_account(owner=account.owner, year=year, fund_type=account.fund_type)
        for account in lines.values()
    }
    if plan.status == PlanStatus.ENDED:
        return renew_plan(plan=plan, accounts=following, by=by)
    transitions.plan.target(plan.status, "write")
    for line, account in lines.items():
        line.account = following[account.pk]
        line.save(update_fields=["account"])
    record(
        act="funds.plan.moved_on", target=plan, by=by, parameters={"year": str(year)}, about=list(following.values())
    )
    return plan


def _renew_line(line: FundingLine, fresh: FundingPlan, accounts: dict[int, FundAccount]) -> None:
    left, held = line.agreed - line.paid, ZERO if line.is_fund else line.held
    account = accounts.get(line.account_id, line.account) if line.account_id else None
    if left > ZERO:
        carry_line(line, fresh, left, money=held, account=account)


def carry_line(
    line: FundingLine, plan: FundingPlan, amount: Decimal, *, money: Decimal, account: FundAccount | None
) -> FundingLine:
    """The same source in another plan, for `amount` yuan; `money` of a contributor that is here moves along."""
    fresh = FundingLine.objects.create(
        plan=plan,
        source=line.source,
        account=account,
        contributor=line.contributor,
        organisation=line.organisation,
        agreed=amount,
        current=amount,
        received=money,
        moved_in=money,
        pledge_letter=line.pledge_letter,
        pledged_at=line.pledged_at,
    )
    line.returned += money
    line.moved_out += money
    line.save(update_fields=["returned", "moved_out"])
    return fresh


@transaction.atomic
def consent_to_closing_commitment(*, plan: FundingPlan, by: Membership, reason: str) -> FundingPlan:
    """The district lets money be set aside for this project although the year is closing (domain 3.6).

    Raises:
        NotPermitted: only the district may.
        InvalidInput: ``funds.reason_missing``.
    """
    require_district(by, Role.DISTRICT, place=plan.place)
    plan = lock_plan(plan)
    require_text(reason, "funds.reason_missing")
    plan.closing_consent_by, plan.closing_consent_at = by, clock.read()
    plan.closing_consent_reason = reason.strip()
    plan.save(update_fields=["closing_consent_by", "closing_consent_at", "closing_consent_reason"])
    record(act="funds.plan.closing_consent", target=plan, by=by, reason=reason)
    return plan


def lock_plan(plan: FundingPlan) -> FundingPlan:
    """The plan, locked; lock a plan before the accounts it draws on."""
    rows = FundingPlan.objects.select_for_update(of=("self",)).select_related("place", "closing_consent_by")
    return rows.get(pk=plan.pk)


def lock_lines(plan: FundingPlan) -> list[FundingLine]:
    """The lines of a locked plan that are money, locked too."""
    return [line for line in plan.lines.select_for_update(of=("self",)).order_by("pk") if line.is_cash]


def _rewrite(plan: FundingPlan, drafts: Sequence[LineDraft]) -> None:
    """A line whose source stays keeps its money, and its letter while the sum is the same; what money lies on stays."""
    before = {_key(line): line for line in plan.lines.select_for_update().order_by("pk")}
    kept = [(before.pop(_key(line), None), line) for line in (_line(plan, draft) for draft in drafts)]
    moved = [line for line in before.values() if line.contributions.exists()]
    moved += [line for line, new in kept if line is not None and line.received - line.returned > new.agreed]
    if moved:
        raise Refusals([LineHasMoney(line) for line in moved])
    FundingLine.objects.filter(pk__in=[line.pk for line in before.values()]).delete()
    for line, new in kept:
        if line is None:
            new.save()
        elif line.agreed != new.agreed:
            line.agreed, line.current, line.pledge_letter, line.pledged_at = new.agreed, new.current, None, None
            line.save(update_fields=["agreed", "current", "pledge_letter", "pledged_at"])


def _key(line: FundingLine) -> tuple[str, int | None, int | None, str]:
    """Where the money of a line comes from."""
    return line.source, line.account_id, line.organisation_id, line.contributor


def _line(plan: FundingPlan, draft: LineDraft) -> FundingLine:
    return FundingLine(
        plan=plan,
        source=draft.source,
        account=draft.account,
        contributor=draft.contributor.strip(),
        organisation=draft.organisation,
        agreed=draft.amount,
        current=draft.amount,
    )


def _refuse_lines(lines: Sequence[LineDraft], place: Place) -> None:
    problems = [problem for number, draft in enumerate(lines) for problem in _line_problems(number, draft, place)]
    if not any(draft.is_cash for draft in lines):
        problems.append(InvalidInput("funds.plan_empty", field="lines"))
    if len(lines) > LONGEST_PLAN:
        problems.append(InvalidInput("funds.plan_too_long", field="lines", most=LONGEST_PLAN))
    drawn = [draft.account.pk for draft in lines if draft.account]
    if len(set(drawn)) < len(drawn):
        problems.append(InvalidInput("funds.account_twice", field="lines"))
    if problems:
        raise Refusals(problems)


def _line_problems(number: int, draft: LineDraft, place: Place) -> list[Refusal]:
    problems: list[Refusal] = []
    if (problem := _amount_problem(draft.amount, f"lines.{number}.amount")) is not None:
        problems.append(problem)
    if draft.source == Source.FUND:
        if draft.account is None or draft.contributor.strip():
            problems.append(InvalidInput("funds.line_needs_account", field=f"lines.{number}.account"))
        elif not draft.account.home.covers(place):
            problems.append(
                AccountOutOfReach(
                    "funds.account_out_of_reach", field=f"lines.{number}.account", account=str(draft.account)
                )
            )
    elif draft.account is not None or not draft.contributor.strip():
        problems.append(InvalidInput("funds.line_needs_contributor", field=f"lines.{number}.contributor"))
    return problems


def _amount_problem(amount: Decimal, field: str) -> Refusal | None:
    try:
        exact = exact_yuan(amount)
    except InvalidInput as problem:
        return InvalidInput(problem.code, field=field, **problem.parameters)
    return None if exact > ZERO else InvalidInput("funds.amount_not_positive", field=field)
