"""What the database itself refuses, past every service."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tendering.funds import services
from tendering.funds.models import (
    Allocation,
    Commitment,
    Contribution,
    Disbursement,
    DisbursementPart,
    FundAccount,
    FundingLine,
    ImportedBaseline,
    LedgerEntry,
    Rate,
    Source,
)
from tests.factories import funds, places

pytestmark = pytest.mark.django_db

ACCOUNT_FIGURES = {
    "fund_account_never_overspent": {"inflow": Decimal("0.30"), "committed": Decimal("0.10"), "paid": Decimal("0.21")},
    "fund_account_inflow": {"inflow": Decimal("-0.01")},
    "fund_account_outflow": {"outflow": Decimal("-0.01")},
    "fund_account_committed": {"committed": Decimal("-0.01")},
    "fund_account_paid": {"paid": Decimal("-0.01")},
}


def refused(name: str, write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


@pytest.mark.requirement("R1")
@pytest.mark.parametrize("name", ACCOUNT_FIGURES)
def test_an_account_cannot_be_overspent_by_any_writer(name: str) -> None:
    account = funds.account(available="0.01")
    refused(name, lambda: FundAccount.objects.filter(pk=account.pk).update(**ACCOUNT_FIGURES[name]))


def test_cents_that_floats_cannot_hold_are_still_enough() -> None:
    account = funds.account(available="0.01")
    figures = {"inflow": Decimal("0.30"), "committed": Decimal("0.10"), "paid": Decimal("0.20")}
    FundAccount.objects.filter(pk=account.pk).update(**figures)
    account.refresh_from_db()
    assert account.available == 0


def test_an_account_has_one_owner_and_one_year_and_type() -> None:
    account = funds.account()
    twin = {"place": account.place, "year": account.year, "fund_type": account.fund_type}
    refused("fund_account_unique_place|UNIQUE", lambda: FundAccount.objects.create(**twin))
    refused("fund_account_one_owner", lambda: FundAccount.objects.create(year=2026, fund_type=account.fund_type))


def test_a_line_draws_on_an_account_or_a_contributor() -> None:
    plan = funds.plan()
    line = {"plan": plan, "agreed": Decimal(1), "current": Decimal(1)}
    name = "funding_line_account_or_contributor"
    refused(name, lambda: FundingLine.objects.create(source=Source.FUND, **line))
    refused(name, lambda: FundingLine.objects.create(source=Source.SPONSOR, **line))


def test_a_line_never_pays_more_than_it_bears_or_received() -> None:
    plan = funds.contracted("100.00")
    line = funds.line(plan)
    refused("funding_line_paid", lambda: FundingLine.objects.filter(pk=line.pk).update(paid=Decimal("100.01")))
    other = FundingLine.objects.create(
        plan=plan, source=Source.SPONSOR, contributor="厂", agreed=Decimal(5), current=Decimal(5)
    )
    name = "funding_line_received_covers"
    refused(name, lambda: FundingLine.objects.filter(pk=other.pk).update(paid=Decimal("0.01")))


def test_a_line_has_one_commitment() -> None:
    line = funds.line(funds.committed())
    account = funds.account()
    refused("UNIQUE|unique", lambda: Commitment.objects.create(line=line, account=account))


ENTRIES: dict[str, dict[str, Any]] = {
    "ledger_entry_positive": {"kind": "donation", "amount": Decimal(0)},
    "ledger_entry_covered": {"kind": "donation", "available_after": Decimal("-0.01")},
    "ledger_entry_serial_from_one": {"kind": "donation", "serial": 0},
    "ledger_entry_share": {"kind": "appropriate"},
    "ledger_entry_commitment": {"kind": "commit"},
    "ledger_entry_transfer": {"kind": "transfer_in"},
    "ledger_entry_carry_over": {"kind": "carry_in"},
    "ledger_entry_pay_reversal|ledger_entry_commitment": {"kind": "pay_reversal"},
}


@pytest.mark.parametrize("name", ENTRIES)
def test_entries_explain_themselves(name: str) -> None:
    account = funds.account()
    row: dict[str, Any] = {"account": account, "serial": 9, "amount": Decimal(1), "available_after": Decimal(1)}
    row |= {"recorded_at": account.entries.all()[0].recorded_at} | ENTRIES[name]
    refused(name, lambda: LedgerEntry.objects.create(**row))


def test_an_entry_is_reversed_once_and_only_if_it_can_be() -> None:
    account = funds.account()
    first = account.entries.order_by("serial")[0]
    row: dict[str, Any] = {"account": account, "amount": first.amount, "available_after": Decimal(1)}
    row |= {"recorded_at": first.recorded_at, "reverses": first}
    LedgerEntry.objects.create(serial=9, kind="appropriate", share="city", **row)
    again = row | {"serial": 10, "kind": "appropriate", "share": "city"}
    refused("UNIQUE|unique", lambda: LedgerEntry.objects.create(**again))
    other = row | {"serial": 11, "kind": "award", "reverses": account.entries.order_by("serial")[1]}
    LedgerEntry.objects.create(**other)
    bad = row | {"serial": 12, "kind": "carry_in", "reverses": LedgerEntry.objects.get(serial=11)}
    refused("ledger_entry_reversible|ledger_entry_carry_over", lambda: LedgerEntry.objects.create(**bad))


def test_serials_do_not_repeat() -> None:
    account = funds.account()
    first = account.entries.order_by("serial")[0]
    row = {"account": account, "kind": "donation", "amount": 1, "available_after": 1, "recorded_at": first.recorded_at}
    refused("ledger_entry_serial|UNIQUE", lambda: LedgerEntry.objects.create(serial=1, **row))


@pytest.mark.requirement("R5")
def test_the_shares_make_the_allocation() -> None:
    account = funds.account()
    row: dict[str, Any] = {"account": account, "amount": Decimal(10), "base": Decimal(10), "supplement": Decimal(0)}
    row |= {"planned_at": account.entries.all()[0].recorded_at, "city_amount": Decimal(5)}
    refused("fund_allocation_shares", lambda: Allocation.objects.create(district_amount=Decimal("5.01"), **row))
    delegated = row | {"department": "民政局", "task": "助餐", "district_amount": Decimal(5)}
    refused("fund_allocation_delegated_approved", lambda: Allocation.objects.create(**delegated))
    Allocation.objects.create(district_amount=Decimal(5), **row)
    refused("fund_allocation_one_a_year|UNIQUE", lambda: Allocation.objects.create(district_amount=Decimal(5), **row))
    arrived = {"city_received_at": row["planned_at"]}
    refused("fund_allocation_city_confirmed", lambda: Allocation.objects.update(**arrived))


def test_rates_and_baselines_are_positive_and_unique() -> None:
    place, kind = places.district(), funds.fund_type()
    at = funds.account().entries.all()[0].recorded_at
    rate = {"place": place, "fund_type": kind, "from_year": 2026, "set_at": at}
    refused("fund_rate_positive", lambda: Rate.objects.create(amount=Decimal(0), **rate))
    base = {"place": place, "fund_type": kind, "year": 2025, "source": "决算", "imported_at": at}
    refused("fund_baseline_paid", lambda: ImportedBaseline.objects.create(inflow=Decimal(1), paid=Decimal(2), **base))


APPEND_ONLY = [LedgerEntry, Disbursement, DisbursementPart, Contribution]


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_what_happened_is_never_changed_or_deleted(model: type[Any]) -> None:
    plan = funds.contracted(lines=[funds.draft("5.00", Source.SPONSOR), funds.draft("5.00", account=funds.account())])
    services.pay(plan=plan, amount=Decimal("10.00"), payee="甲", by=funds.finance_officer())
    refused("append-only", lambda: model.objects.update(amount=Decimal("0.02")))
    refused("append-only", lambda: model.objects.all()._raw_delete(using="default"))
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            refused("append-only", lambda: cursor.execute(f"TRUNCATE {table} CASCADE"))
