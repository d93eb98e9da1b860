"""Accounts, entries, transfers, plans and rule sets inside somebody's scope, for the table of addresses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.rulebook.models import RuleSet
from tendering.funds import services
from tendering.funds.models import Allocation, FundAccount, LedgerEntry, Transfer
from tests.architecture.letting_objects import community_of
from tests.factories import accounts, funds, places


def _account(owner: Membership) -> FundAccount:
    place: Place = community_of(owner)
    return FundAccount.objects.filter(place=place).first() or funds.account(place, "90000.00")


def fund_account(owner: Membership) -> dict[str, Any]:
    """An account of the person's community."""
    return {"pk": _account(owner).pk}


def ledger_entry(owner: Membership) -> dict[str, Any]:
    """An entry of that account."""
    row = LedgerEntry.objects.filter(account=_account(owner)).order_by("pk")[0]
    return {"pk": row.pk}


def arriving(owner: Membership) -> dict[str, Any]:
    """An allocation of which a share has not arrived."""
    account = _account(owner)
    row = Allocation.objects.filter(account=account).first() or Allocation.objects.create(
        account=account,
        amount=Decimal("90000.00"),
        base=Decimal("80000.00"),
        supplement=Decimal("10000.00"),
        city_amount=Decimal("45000.00"),
        district_amount=Decimal("45000.00"),
        planned_at=clock.now(),
    )
    return {"pk": row.pk, "share": "city"}


def transfer(owner: Membership) -> dict[str, Any]:
    """A transfer asked for between two communities of one street."""
    giver = _account(owner)
    assert giver.place is not None
    taker = funds.account(places.community(within=giver.place.parent), "10000.00")
    street = owner if owner.role == Role.STREET else accounts.membership(Role.STREET, giver.place.parent)
    now = clock.now()
    row = Transfer.objects.create(
        from_account=giver,
        to_account=taker,
        amount=Decimal("100.00"),
        reason="调剂",
        requested_by=street,
        requested_at=now,
        due_at=now,
    )
    return {"pk": row.pk}


def paid_plan(owner: Membership) -> dict[str, Any]:
    """A project of the person's community that was paid in part."""
    plan = funds.contracted(lines=[funds.draft("50000.00", account=_account(owner))])
    services.pay(plan=plan, amount=Decimal("20000.00"), payee="甲机构", by=funds.finance_officer())
    return {"pk": plan.pk}


def funding_plan(owner: Membership) -> dict[str, Any]:
    """A plan of the person's community with a sponsor's line."""
    return {"pk": _plan(owner).pk}


def sponsor_line(owner: Membership) -> dict[str, Any]:
    """The sponsor's line of such a plan."""
    return {"pk": _plan(owner).lines.get(source="sponsor").pk}


def _plan(owner: Membership) -> Any:
    account = _account(owner)
    lines = [funds.draft("11000.00", "sponsor"), funds.draft("100.00", account=account)]
    return funds.plan(lines=lines, place=account.place)


def rule_set(_owner: Membership) -> dict[str, Any]:
    """A rule set in force."""
    funds.rules()
    return {"pk": RuleSet.objects.order_by("pk")[0].pk}


def two_rule_sets(owner: Membership) -> dict[str, Any]:
    """A rule set compared with itself."""
    return rule_set(owner) | {"other": rule_set(owner)["pk"]}


def calendar_year(_owner: Membership) -> dict[str, Any]:
    """A year of the calendar."""
    return {"year": 2026}


OBJECTS: dict[str, Callable[[Membership], dict[str, Any]]] = {
    "fund_account": fund_account,
    "ledger_entry": ledger_entry,
    "arriving": arriving,
    "transfer": transfer,
    "funding_plan": funding_plan,
    "paid_plan": paid_plan,
    "sponsor_line": sponsor_line,
    "rule_set": rule_set,
    "two_rule_sets": two_rule_sets,
    "calendar_year": calendar_year,
}
