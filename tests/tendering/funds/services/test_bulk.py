"""History written in bulk is a ledger like any other."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput
from tendering.funds import services
from tendering.funds.models import FundAccount, LedgerEntry, PlanStatus, Source
from tendering.funds.queries.verification import discrepancies
from tendering.funds.services.bulk import HistoryWriter, PastAllocation, PastPayment, PastProject
from tendering.funds.services.ledger import InsufficientFunds
from tests.factories import funds, places

pytestmark = pytest.mark.django_db
START = datetime(2025, 3, 1, 9, tzinfo=SHANGHAI)


def account_of(writer: HistoryWriter, amount: str = "300000.01") -> FundAccount:
    row = PastAllocation(place=places.community(), amount=Decimal(amount), arrived_at=START)
    (account,) = writer.allocate(fund_type=funds.fund_type(), year=2025, rows=[row], city_share=Decimal("0.50"))
    return account


def past(account: FundAccount, total: str = "21000.00", **options: Any) -> PastProject:
    contract = Decimal(total) - 1000
    sponsor = funds.draft("11000.00", Source.SPONSOR)
    stages = [contract / 2, contract * 4 / 10, contract / 10]
    values: dict[str, Any] = {
        "place": account.home,
        "title": "楼道粉刷",
        "lines": [sponsor, funds.draft(str(Decimal(total) - 11000), account=account)],
        "committed_at": START + timedelta(days=10),
        "contract_sum": contract,
        "contracted_at": START + timedelta(days=20),
        "payments": [
            PastPayment(at=START + timedelta(days=30 * (n + 1)), amount=amount, payee="焕新里", stage=f"第{n + 1}笔")
            for n, amount in enumerate(stages)
        ],
        "released_at": START + timedelta(days=120),
    }
    return PastProject(**(values | options))


@pytest.fixture
def writer() -> HistoryWriter:
    return HistoryWriter(by=funds.finance_officer())


def test_a_whole_project_is_written_and_adds_up(writer: HistoryWriter) -> None:
    account = account_of(writer)
    plan = writer.project(past(account))
    assert writer.flush() == 2 + 1 + 1 + 3
    account.refresh_from_db()
    plan.refresh_from_db()
    assert (account.status, account.paid, account.committed) == ("open", Decimal("9000.00"), ZERO)
    assert plan.status == PlanStatus.ENDED
    assert [str(found) for found in discrepancies()] == []
    assert list(LedgerEntry.objects.order_by("serial").values_list("serial", flat=True)) == list(range(1, 8))


def test_many_projects_share_an_account_in_the_order_of_time(writer: HistoryWriter) -> None:
    account = account_of(writer)
    for days in (40, 0, 20):
        moved = past(account, committed_at=START + timedelta(days=days), contracted_at=START + timedelta(days=days + 1))
        writer.project(moved)
    writer.flush()
    moments = list(LedgerEntry.objects.order_by("serial").values_list("recorded_at", flat=True))
    assert moments == sorted(moments)
    assert [str(found) for found in discrepancies()] == []


def test_what_the_account_never_had_is_not_written(writer: HistoryWriter) -> None:
    account = account_of(writer, "9999.99")
    writer.project(past(account))
    with pytest.raises(InsufficientFunds):
        writer.flush()
    assert not LedgerEntry.objects.exists()


def test_a_payment_above_the_contract_is_not_written(writer: HistoryWriter) -> None:
    account = account_of(writer)
    too_much = PastPayment(at=START, amount=Decimal("20000.01"), payee="甲")
    with pytest.raises(InvalidInput, match="payment_exceeds_open"):
        writer.project(past(account, payments=[too_much]))


def test_an_open_project_goes_on_through_the_services(writer: HistoryWriter) -> None:
    account = account_of(writer)
    plan = writer.project(past(account, payments=[], released_at=None))
    writer.flush()
    services.pay(plan=plan, amount=Decimal("20000.00"), payee="甲", by=writer.by)
    services.release(plan=plan, by=None, now=clock.now())
    assert [str(found) for found in discrepancies()] == []
