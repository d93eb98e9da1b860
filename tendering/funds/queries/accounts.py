"""Lists of accounts, a statement, months, what a project costs an account."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, DecimalField, F, FloatField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractMonth

from marketplace.places.models import Place
from marketplace.primitives.money import ZERO, yuan
from tendering.funds.models import Allocation, FundAccount, FundingLine, FundType, LedgerEntry, Transfer
from tendering.funds.queries.figures import SIGNED, community_accounts
from tendering.funds.rules.entries import EntryKind

YUAN = DecimalField(max_digits=14, decimal_places=2)


def with_rates(accounts: QuerySet[FundAccount]) -> QuerySet[FundAccount]:
    """Adds ``funds`` (inflow less transfers out), ``free`` (available) and ``rate`` (utilisation, for sorting)."""
    out = LedgerEntry.objects.filter(account=OuterRef("pk"), kind=EntryKind.TRANSFER_OUT).order_by()
    moved = Subquery(out.values("account").annotate(total=Sum("amount")).values("total"), output_field=YUAN)
    funds = F("inflow") - Coalesce(moved, Value(ZERO), output_field=YUAN)
    rate = Cast(F("paid"), FloatField()) / Cast(F("funds"), FloatField())
    return accounts.annotate(funds=funds).annotate(
        free=F("inflow") - F("outflow") - F("committed") - F("paid"),
        rate=Case(When(funds__gt=0, then=rate), output_field=FloatField()),
    )


def communities_list(fund_type: FundType, year: int) -> QuerySet[FundAccount]:
    """Communities' accounts with their rates, for the public list."""
    return with_rates(community_accounts(fund_type, year)).select_related("place__parent", "fund_type")


def siblings(account: FundAccount) -> list[FundAccount]:
    """The owner's accounts of all years and types, the newest first."""
    rows = FundAccount.objects.filter(place=account.place_id, pool=account.pool_id)
    return list(rows.select_related("fund_type").order_by("-year", "fund_type__position", "pk")[:12])


def allocated(place: Place, year: int) -> Decimal:
    """What a place is allocated in a year, all fund types together, in yuan: planned, or what has come so far."""
    planned = Allocation.objects.filter(account__place=place, account__year=year, department="")
    if total := planned.aggregate(total=Sum("amount"))["total"]:
        return yuan(total)
    come = FundAccount.objects.filter(place=place, year=year).aggregate(total=Sum("inflow"))["total"]
    return yuan(come or ZERO)


def statement(account: FundAccount) -> QuerySet[LedgerEntry]:
    """The account's entries with what explains them."""
    rows = LedgerEntry.objects.filter(account=account)
    return rows.select_related(
        "commitment__line__plan",
        "disbursement",
        "allocation",
        "transfer__from_account__place",
        "transfer__to_account__place",
        "reverses",
        "reversed_by",
        "recorded_by__user",
    )


def projects(account: FundAccount) -> QuerySet[FundingLine]:
    """What is set aside for which project, the dearest first."""
    rows = FundingLine.objects.filter(commitment__account=account, current__gt=0)
    return rows.select_related("plan").order_by("-current", "pk")


def transfers(account: FundAccount) -> QuerySet[Transfer]:
    """Transfers from and to the account, the newest first."""
    rows = account.transfers_out.all() | account.transfers_in.all()
    return rows.select_related(
        "from_account__place",
        "from_account__pool",
        "to_account__place",
        "to_account__pool",
        "requested_by__user",
        "decided_by__user",
    ).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an account, in yuan; payments less reversals and refunds."""

    number: int
    committed: Decimal
    released: Decimal
    paid: Decimal
    paid_so_far: Decimal


_PAID = {EntryKind.PAY: 1, EntryKind.AWARD: 1, EntryKind.PAY_REVERSAL: -1, EntryKind.REFUND: -1}


def months(account: FundAccount, until: int) -> list[Month]:
    """January to month `until`; what was booked after the year's end counts to December. One query."""
    by_kind: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    kinds = [EntryKind.COMMIT, EntryKind.RELEASE, *_PAID]
    rows = LedgerEntry.objects.filter(account=account, kind__in=kinds)
    late = Case(When(recorded_at__year__gt=account.year, then=12), default=ExtractMonth("recorded_at"))
    for row in rows.values(month=late, what=F("kind")).annotate(total=Sum(SIGNED)).order_by("month", "what"):
        by_kind[row["month"], row["what"]] += yuan(row["total"])
    found, so_far = [], ZERO
    for number in range(1, until + 1):
        paid = sum((sign * by_kind[number, kind] for kind, sign in _PAID.items()), ZERO)
        so_far += paid
        committed, released = by_kind[number, EntryKind.COMMIT], by_kind[number, EntryKind.RELEASE]
        found.append(Month(number, committed, released, paid, so_far))
    return found
