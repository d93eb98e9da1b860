"""Proof that stored sums are what the entries say: everything is computed anew with the rules' own table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from marketplace.primitives.money import ZERO
from tendering.funds.models import (
    Allocation,
    CarryOver,
    Commitment,
    Contribution,
    ContributionKind,
    Disbursement,
    DisbursementKind,
    DisbursementPart,
    FundAccount,
    FundingLine,
    LedgerEntry,
    Transfer,
    TransferStatus,
)
from tendering.funds.rules.entries import EntryKind, Sums, moves

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One figure that is not what it should be: which row, which figure, stored and computed."""

    what: str
    key: int | str
    figure: str
    stored: object
    computed: object

    def __str__(self) -> str:
        return f"{self.what} {self.key}: {self.figure} is {self.stored}, its entries say {self.computed}"


@dataclass(slots=True)
class _Seen:
    """What one pass over the entries has added up."""

    accounts: dict[int, Sums]
    counts: dict[int, int]
    commitments: dict[int, tuple[Decimal, Decimal]]
    transfers: dict[int, list[tuple[str, int, Decimal]]]
    carries: dict[int, list[tuple[str, int, Decimal]]]
    shares: dict[tuple[int, str], Decimal]


# What an entry adds to its commitment: to `current` and to `paid`.
_ON_COMMITMENT = {
    EntryKind.COMMIT: (1, 0),
    EntryKind.RELEASE: (-1, 0),
    EntryKind.PAY: (0, 1),
    EntryKind.PAY_REVERSAL: (0, -1),
    EntryKind.REFUND: (-1, -1),
}


def discrepancies() -> Iterator[Discrepancy]:
    """Everything that does not add up; nothing in a sound ledger. Streams, so that memory stays flat in entries."""
    seen = _Seen({}, {}, {}, defaultdict(list), defaultdict(list), defaultdict(lambda: ZERO))
    yield from _entries(seen)
    yield from _accounts(seen)
    yield from _commitments(seen)
    yield from _lines()
    yield from _transfers(seen)
    yield from _carries(seen)
    yield from _allocations(seen)
    yield from _disbursements()


def _entries(seen: _Seen) -> Iterator[Discrepancy]:
    rows: Iterable[LedgerEntry] = LedgerEntry.objects.order_by("account_id", "serial").iterator(CHUNK)
    for entry in rows:
        kind, reversing = EntryKind(entry.kind), entry.reverses_id is not None
        after = seen.accounts.get(entry.account_id, Sums()) + moves(kind, entry.amount, reversing=reversing)
        seen.accounts[entry.account_id] = after
        seen.counts[entry.account_id] = seen.counts.get(entry.account_id, 0) + 1
        _gather(seen, entry, kind, -1 if reversing else 1)
        if entry.serial != seen.counts[entry.account_id]:
            yield Discrepancy("entry", entry.pk, "serial", entry.serial, seen.counts[entry.account_id])
        if entry.available_after != after.available:
            yield Discrepancy("entry", entry.pk, "available_after", entry.available_after, after.available)
        for figure in after.problems():
            yield Discrepancy("entry", entry.pk, figure, getattr(after, figure), "at least 0.00")


def _gather(seen: _Seen, entry: LedgerEntry, kind: EntryKind, sign: int) -> None:
    if entry.commitment_id is not None and kind in _ON_COMMITMENT:
        current, paid = seen.commitments.get(entry.commitment_id, (ZERO, ZERO))
        turn = 1 if kind == EntryKind.PAY_REVERSAL else sign
        on_current, on_paid = _ON_COMMITMENT[kind]
        change = turn * entry.amount
        seen.commitments[entry.commitment_id] = (current + on_current * change, paid + on_paid * change)
    if entry.transfer_id is not None:
        seen.transfers[entry.transfer_id].append((entry.kind, entry.account_id, entry.amount))
    if entry.carry_over_id is not None:
        seen.carries[entry.carry_over_id].append((entry.kind, entry.account_id, entry.amount))
    if entry.allocation_id is not None:
        seen.shares[entry.allocation_id, entry.share] += sign * entry.amount


def _accounts(seen: _Seen) -> Iterator[Discrepancy]:
    for account in FundAccount.objects.order_by("pk").iterator(CHUNK):
        computed = seen.accounts.get(account.pk, Sums())
        for figure in ("inflow", "outflow", "committed", "paid"):
            yield from _compare("account", account.pk, figure, getattr(account, figure), getattr(computed, figure))
        yield from _compare("account", account.pk, "entry_count", account.entry_count, seen.counts.get(account.pk, 0))


def _commitments(seen: _Seen) -> Iterator[Discrepancy]:
    still_open: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for commitment in Commitment.objects.select_related("line").order_by("pk").iterator(CHUNK):
        current, paid = seen.commitments.get(commitment.pk, (ZERO, ZERO))
        line = commitment.line
        yield from _compare("line", line.pk, "current", line.current, current)
        yield from _compare("line", line.pk, "paid", line.paid, paid)
        yield from _compare("commitment", commitment.pk, "account", commitment.account_id, line.account_id)
        still_open[commitment.account_id] += line.open
    for account in FundAccount.objects.order_by("pk").iterator(CHUNK):
        opened = still_open.get(account.pk, ZERO)
        yield from _compare("account", account.pk, "open commitments", account.committed, opened)


def _lines() -> Iterator[Discrepancy]:
    received, paid = _contributed(), _paid_by_line()
    for line in FundingLine.objects.order_by("pk").iterator(CHUNK):
        came, went = received.get(line.pk, (ZERO, ZERO))
        yield from _compare("line", line.pk, "received", line.received, came + line.moved_in)
        yield from _compare("line", line.pk, "returned", line.returned, went + line.moved_out)
        yield from _compare("line", line.pk, "paid by parts", line.paid, paid.get(line.pk, ZERO))


def _contributed() -> dict[int, tuple[Decimal, Decimal]]:
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    for line, kind, amount in Contribution.objects.values_list("line_id", "kind", "amount").iterator(CHUNK):
        came, went = sums.get(line, (ZERO, ZERO))
        sums[line] = (came + amount, went) if kind == ContributionKind.RECEIVED else (came, went + amount)
    return sums


def _paid_by_line() -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    columns = ("line_id", "amount", "disbursement__kind", "disbursement__reverses__kind")
    for line, amount, kind, reversed_kind in DisbursementPart.objects.values_list(*columns).iterator(CHUNK):
        goes_out = kind == DisbursementKind.PAYMENT or reversed_kind == DisbursementKind.REFUND
        sums[line] += amount if goes_out else -amount
    return sums


def _transfers(seen: _Seen) -> Iterator[Discrepancy]:
    for row in Transfer.objects.order_by("pk").iterator(CHUNK):
        booked = row.status == TransferStatus.APPROVED
        expected = _two_sides(row, EntryKind.TRANSFER_OUT, EntryKind.TRANSFER_IN) if booked else []
        yield from _compare("transfer", row.pk, "entries", expected, sorted(seen.transfers.get(row.pk, [])))


def _carries(seen: _Seen) -> Iterator[Discrepancy]:
    for row in CarryOver.objects.order_by("pk").iterator(CHUNK):
        expected = _two_sides(row, EntryKind.CARRY_OUT, EntryKind.CARRY_IN)
        yield from _compare("carry-over", row.pk, "entries", expected, sorted(seen.carries.get(row.pk, [])))


def _two_sides(row: Transfer | CarryOver, out: EntryKind, into: EntryKind) -> list[tuple[str, int, Decimal]]:
    return sorted([(out.value, row.from_account_id, row.amount), (into.value, row.to_account_id, row.amount)])


def _allocations(seen: _Seen) -> Iterator[Discrepancy]:
    rows: QuerySet[Allocation] = Allocation.objects.order_by("pk")
    for row in rows.iterator(CHUNK):
        city = row.city_amount if row.city_received_at else ZERO
        district = row.district_amount if row.district_received_at else ZERO
        yield from _compare("allocation", row.pk, "city share", city, seen.shares.get((row.pk, "city"), ZERO))
        yield from _compare(
            "allocation", row.pk, "district share", district, seen.shares.get((row.pk, "district"), ZERO)
        )


def _disbursements() -> Iterator[Discrepancy]:
    parts: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for key, amount in DisbursementPart.objects.values_list("disbursement_id", "amount").iterator(CHUNK):
        parts[key] += amount
    for key, amount in Disbursement.objects.order_by("pk").values_list("pk", "amount").iterator(CHUNK):
        yield from _compare("disbursement", key, "parts", amount, parts.get(key, ZERO))


def _compare(what: str, key: int, figure: str, stored: object, computed: object) -> Iterator[Discrepancy]:
    if stored != computed:
        yield Discrepancy(what, key, figure, stored, computed)
