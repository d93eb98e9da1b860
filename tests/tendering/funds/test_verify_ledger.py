"""`verify_ledger` finds any figure that is not the sum of its entries."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from marketplace.accounts.rules import Role
from marketplace.audit import triggers
from tendering.funds import services
from tendering.funds.models import (
    Allocation,
    Commitment,
    Disbursement,
    FundAccount,
    FundingLine,
    LedgerEntry,
    Source,
    Transfer,
    TransferStatus,
)
from tendering.funds.rules.entries import Share
from tests.factories import accounts, funds, places

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R1")]
CENT = Decimal("0.01")


@pytest.fixture(autouse=True)
def _a_busy_ledger() -> None:
    """Every kind of row, all in order."""
    officer, treasurer = accounts.membership(Role.DISTRICT), funds.finance_officer()
    community = places.community()
    funds.rules()
    services.plan_allocations(district=places.district(), fund_type=funds.fund_type(), year=2026, by=officer)
    allocation = Allocation.objects.get()
    for share in Share:
        services.confirm_arrival(allocation=allocation, share=share, by=treasurer)
    account = FundAccount.objects.get()
    lines = [funds.draft("11000.00", Source.SPONSOR), funds.draft("10000.00", account=account)]
    plan = funds.contracted(lines=lines)
    payment = services.pay(plan=plan, amount=Decimal("10500.00"), payee="甲", by=treasurer)
    services.reverse_payment(disbursement=payment, reason="付错", by=funds.finance_officer())
    services.pay(plan=plan, amount=Decimal("21000.00"), payee="乙", by=treasurer)
    services.refund(plan=plan, amount=Decimal("100.01"), reason="退回", by=funds.finance_officer())
    other = funds.account(places.community(within=community.parent), year=2026)
    street = accounts.membership(Role.STREET, community.parent)
    request = services.request_transfer(
        from_account=account, to_account=other, amount=Decimal("500.00"), reason="缺口", by=street
    )
    services.approve_transfer(transfer=request, by=officer)
    closing = funds.account(available="77.00", year=2025, status="inspected")
    services.close_account(account=closing, by=officer)


def test_a_sound_ledger_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_ledger")
    assert "every sum is the sum of its entries" in capsys.readouterr().out


def line() -> FundingLine:
    return FundingLine.objects.get(source=Source.SPONSOR)


PLANTED: dict[str, Callable[[], object]] = {
    "account inflow": lambda: FundAccount.objects.filter(year=2026).update(inflow=F("inflow") + CENT),
    "account paid": lambda: FundAccount.objects.filter(paid__gt=0).update(paid=F("paid") - CENT),
    "account entry_count": lambda: FundAccount.objects.filter(year=2026).update(entry_count=99),
    "fund line current": lambda: FundingLine.objects.filter(source=Source.FUND).update(current=F("current") + CENT),
    "fund line paid": lambda: FundingLine.objects.filter(paid__gt=0, source=Source.FUND).update(paid=F("paid") - CENT),
    "commitment account": lambda: Commitment.objects.update(account=FundAccount.objects.latest("pk")),
    "line received": lambda: FundingLine.objects.filter(pk=line().pk).update(received=F("received") + CENT),
    "line paid": lambda: FundingLine.objects.filter(pk=line().pk).update(paid=F("paid") - CENT),
    "entry amount": lambda: LedgerEntry.objects.filter(kind="commit").update(amount=F("amount") + CENT),
    "entry available_after": lambda: LedgerEntry.objects.filter(kind="pay").update(available_after=1),
    "transfer entries": lambda: Transfer.objects.update(amount=F("amount") - CENT),
    "transfer status": lambda: Transfer.objects.update(status=TransferStatus.REQUESTED),
    "allocation city share": lambda: Allocation.objects.update(city_received_at=None),
    "disbursement parts": lambda: Disbursement.objects.update(amount=F("amount") + CENT),
    "one side deleted": lambda: LedgerEntry.objects.filter(kind="transfer_in")._raw_delete("default"),
    "carry-over side deleted": lambda: LedgerEntry.objects.filter(kind="carry_in")._raw_delete("default"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_cent_is_found(planted: str, capsys: pytest.CaptureFixture[str]) -> None:
    with triggers.lifted(connection):
        PLANTED[planted]()
    with pytest.raises(CommandError, match="discrepanc"):
        call_command("verify_ledger")
    assert "its entries say" in capsys.readouterr().err
