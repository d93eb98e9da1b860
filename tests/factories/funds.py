"""Accounts with money and funding plans for tests."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.rulebook.models import RuleSet
from tendering.funds import services
from tendering.funds.models import AccountStatus, FundAccount, FundingLine, FundingPlan, FundPool, FundType, Source
from tendering.funds.rules.entries import EntryKind, Share
from tendering.funds.rules.splitting import city_and_district
from tendering.funds.services import LineDraft
from tendering.funds.services.ledger import Posting, lock_account, post
from tests.factories import accounts, places, rulebook


def fund_type(code: str = "guarantee") -> FundType:
    """A fund type of the source documents."""
    services.load_fund_types()
    return FundType.objects.get(code=code)


def account(
    owner: Place | FundPool | None = None,
    available: str | Decimal = "100000.00",
    *,
    year: int | None = None,
    kind: str = "guarantee",
    status: str = AccountStatus.OPEN,
) -> FundAccount:
    """An open account whose money has come, half from the city, half from the district."""
    rules()
    owner = owner or places.community()
    account = services.ensure_account(owner=owner, year=year or clock.today().year, fund_type=fund_type(kind))
    shares = zip(Share, city_and_district(Decimal(available), Decimal("0.5")), strict=True)
    with transaction.atomic():
        account = lock_account(account.pk)
        for share, amount in shares:
            if amount:
                posting = Posting(kind=EntryKind.APPROPRIATE, amount=amount, share=share.value)
                post(account, posting, by=None, at=clock.read())
        account.status = status
        account.save(update_fields=["status"])
    return account


def rules() -> None:
    """Some rule set is in force."""
    if not RuleSet.objects.filter(place=places.district()).exists():
        rulebook.rule_set()


def draft(
    amount: str, source: str = Source.FUND, *, account: FundAccount | None = None, contributor: str = "车辆厂"
) -> LineDraft:
    """One line of a plan as a person writes it."""
    is_fund = source == Source.FUND
    return LineDraft(
        source=Source(source), amount=Decimal(amount), account=account, contributor="" if is_fund else contributor
    )


def plan(
    total: str = "50000.00",
    lines: Sequence[LineDraft] | None = None,
    *,
    place: Place | None = None,
    title: str = "楼道照明更新项目",
) -> FundingPlan:
    """A draft plan; without lines, one fund line of `total` on an account that has twice as much."""
    if lines is None:
        source = account(place, Decimal(total) * 2)
        place, lines = source.home, [draft(total, account=source)]
    if place is None:
        drawn = [line.account.home for line in lines if line.account]
        place = drawn[0] if drawn else places.community()
    worker = accounts.membership(Role.COMMUNITY, place)
    return services.write_plan(place=place, title=title, lines=lines, by=worker)


def committed(total: str = "50000.00", lines: Sequence[LineDraft] | None = None) -> FundingPlan:
    """The same with its money set aside."""
    return services.commit_plan(plan=plan(total, lines), by=None)


def contracted(total: str = "50000.00", lines: Sequence[LineDraft] | None = None, *, sum_: str = "") -> FundingPlan:
    """The same under contract (for `sum_`, or what was set aside), every pledge received."""
    set_aside = committed(total, lines)
    receive_all(set_aside)
    cash = sum(line.current for line in set_aside.lines.all() if line.is_cash)
    services.contract_plan(plan=set_aside, total=Decimal(sum_ or cash), by=None, now=clock.now())
    set_aside.refresh_from_db()
    return set_aside


def receive_all(plan: FundingPlan) -> None:
    """Every contributor's money comes in."""
    worker = accounts.membership(Role.COMMUNITY, plan.place)
    for line in plan.lines.exclude(source=Source.FUND).order_by("pk"):
        services.receive_contribution(line=line, amount=line.agreed, by=worker)


def finance_officer(place: Place | None = None) -> Membership:
    """A finance officer of the district, or of a street."""
    return accounts.membership(Role.FINANCE_OFFICER, place or places.district())


def line(plan: FundingPlan, source: str = Source.FUND) -> FundingLine:
    """The plan's line of this source."""
    return plan.lines.get(source=source)
