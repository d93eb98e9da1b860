"""Finished projects' money in bulk: the same rules, the same rows, a fraction of the statements.

For generated history (demo, benchmarks) and imports. Nothing here is a person's act: permissions and audit entries
are the caller's. What comes out satisfies `verify_ledger` like any other ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from tendering.funds.models import (
    AccountStatus,
    Allocation,
    Commitment,
    Contribution,
    ContributionKind,
    Disbursement,
    DisbursementKind,
    DisbursementPart,
    FundAccount,
    FundingLine,
    FundingPlan,
    FundType,
    LedgerEntry,
    PlanStatus,
)
from tendering.funds.rules.entries import EntryKind, Share, Sums, moves, shortfall
from tendering.funds.rules.splitting import LineShare, city_and_district, contract_shares, split_payment
from tendering.funds.services.ledger import SumBelowZero, insufficient, lock_accounts
from tendering.funds.services.plans import LineDraft

BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class PastAllocation:
    """A year's money of a place, in yuan, both shares arrived at the same moment."""

    place: Place
    amount: Decimal
    arrived_at: datetime
    supplement: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class PastPayment:
    """One payment of a finished project, in yuan."""

    at: datetime
    amount: Decimal
    payee: str
    stage: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class PastProject:
    """A project's money from commitment to release; moments in order. Contributors pay at commitment.

    Attributes:
        contract_sum: yuan, at most the cash of the lines; None while nothing was signed.
        released_at: when the rest was let go; None while the plan is still open.
    """

    place: Place
    title: str
    lines: Sequence[LineDraft]
    committed_at: datetime
    contract_sum: Decimal | None = None
    contracted_at: datetime | None = None
    payments: Sequence[PastPayment] = ()
    released_at: datetime | None = None


@dataclass(slots=True)
class _Movement:
    at: datetime
    kind: EntryKind
    amount: Decimal
    account: FundAccount
    commitment: Commitment | None = None
    disbursement: Disbursement | None = None
    allocation: Allocation | None = None
    share: str = ""


@dataclass(slots=True)
class _Rows:
    plans: list[FundingPlan] = field(default_factory=list)
    lines: list[FundingLine] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    disbursements: list[Disbursement] = field(default_factory=list)
    parts: list[DisbursementPart] = field(default_factory=list)
    movements: list[_Movement] = field(default_factory=list)


class HistoryWriter:
    """Collects allocations and projects, and writes them at `flush` (call it at the end; it may be called often).

    Entries of one flush are numbered by time within each account; give a whole year of an account to one flush where
    the order of its statement matters.

    Args:
        by: recorded as the finance officer who confirmed and paid.
    """

    def __init__(self, *, by: Membership) -> None:
        self.by = by
        self._rows = _Rows()

    @transaction.atomic
    def allocate(
        self, *, fund_type: FundType, year: int, rows: Iterable[PastAllocation], city_share: Decimal
    ) -> list[FundAccount]:
        """Open the places' accounts of a year and book both shares; returned in the order of `rows`.

        Raises:
            IntegrityError: a place has an allocation of this type and year already.
        """
        given = list(rows)
        FundAccount.objects.bulk_create(
            [FundAccount(place=row.place, year=year, fund_type=fund_type) for row in given], ignore_conflicts=True
        )
        found = FundAccount.objects.filter(fund_type=fund_type, year=year, place__in=[row.place for row in given])
        accounts = {account.place_id: account for account in found.select_related("place", "fund_type")}
        found.filter(status__in=[AccountStatus.PLANNED, AccountStatus.APPROPRIATED]).update(status=AccountStatus.OPEN)
        drafts = [self._allocation(accounts[row.place.pk], row, city_share) for row in given]
        Allocation.objects.bulk_create(drafts, batch_size=BATCH)
        for allocation in drafts:
            self._book_shares(allocation)
        return [accounts[row.place.pk] for row in given]

    def project(self, past: PastProject) -> FundingPlan:
        """Add a project; its plan has a key after `flush`.

        Raises:
            InvalidInput: a payment above what is open, a contract below what was paid.
        """
        plan = FundingPlan(place=past.place, title=past.title, status=PlanStatus.COMMITTED)
        self._rows.plans.append(plan)
        money = _ProjectMoney(self._rows, plan, self.by)
        money.commit(past)
        if past.contract_sum is not None:
            money.contract(past.contract_sum, past.contracted_at or past.committed_at)
        for payment in past.payments:
            money.pay(payment)
        if past.released_at is not None:
            money.release(past.released_at)
        return plan

    @transaction.atomic
    def flush(self) -> int:
        """Write everything collected; returns the number of entries.

        Raises:
            InsufficientFunds: an account never had that much; nothing is written.
        """
        rows, self._rows = self._rows, _Rows()
        FundingPlan.objects.bulk_create(rows.plans, batch_size=BATCH)
        FundingLine.objects.bulk_create(rows.lines, batch_size=BATCH)
        Commitment.objects.bulk_create(rows.commitments, batch_size=BATCH)
        Contribution.objects.bulk_create(rows.contributions, batch_size=BATCH)
        Disbursement.objects.bulk_create(rows.disbursements, batch_size=BATCH)
        DisbursementPart.objects.bulk_create(rows.parts, batch_size=BATCH)
        entries = self._entries(rows.movements)
        LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)
        return len(entries)

    def _entries(self, movements: list[_Movement]) -> list[LedgerEntry]:
        accounts = lock_accounts(movement.account.pk for movement in movements)
        movements.sort(key=lambda movement: movement.at)  # stable: what happened at once keeps its order
        entries = [_entry(accounts[movement.account.pk], movement, self.by) for movement in movements]
        figures = ["inflow", "outflow", "committed", "paid", "entry_count"]
        FundAccount.objects.bulk_update(accounts.values(), figures, batch_size=BATCH)
        return entries

    def _allocation(self, account: FundAccount, row: PastAllocation, city_share: Decimal) -> Allocation:
        city, district = city_and_district(row.amount, city_share)
        return Allocation(
            account=account,
            amount=row.amount,
            base=row.amount - row.supplement,
            supplement=row.supplement,
            city_amount=city,
            district_amount=district,
            city_received_at=row.arrived_at if city else None,
            district_received_at=row.arrived_at if district else None,
            city_confirmed_by=self.by,
            district_confirmed_by=self.by,
            planned_by=self.by,
            planned_at=row.arrived_at,
        )

    def _book_shares(self, allocation: Allocation) -> None:
        for share, amount in ((Share.CITY, allocation.city_amount), (Share.DISTRICT, allocation.district_amount)):
            if amount:
                self._rows.movements.append(
                    _Movement(
                        at=allocation.planned_at,
                        kind=EntryKind.APPROPRIATE,
                        amount=amount,
                        account=allocation.account,
                        allocation=allocation,
                        share=share.value,
                    )
                )


class _ProjectMoney:
    """One project's rows while they are made."""

    def __init__(self, rows: _Rows, plan: FundingPlan, by: Membership) -> None:
        self.rows, self.plan, self.by = rows, plan, by
        self.lines: list[FundingLine] = []
        self.commitments: dict[int, Commitment] = {}

    def commit(self, past: PastProject) -> None:
        for draft in past.lines:
            line = FundingLine(
                plan=self.plan,
                source=draft.source,
                account=draft.account,
                contributor=draft.contributor,
                organisation=draft.organisation,
                agreed=draft.amount,
                current=draft.amount,
            )
            self.rows.lines.append(line)
            if line.account is not None:
                self._set_aside(line, line.account, past.committed_at)
            else:
                self._contribute(line, ContributionKind.RECEIVED, line.agreed, past.committed_at)
                line.received = line.agreed
            if line.is_cash:
                self.lines.append(line)

    def _set_aside(self, line: FundingLine, account: FundAccount, at: datetime) -> None:
        commitment = Commitment(line=line, account=account)
        self.commitments[id(line)] = commitment
        self.rows.commitments.append(commitment)
        self._move(line, EntryKind.COMMIT, line.agreed, at)

    def contract(self, total: Decimal, at: datetime) -> None:
        shares = contract_shares(total, [LineShare(line.is_fund, line.current, line.paid) for line in self.lines])
        self.plan.status, self.plan.contract_sum = PlanStatus.CONTRACTED, total
        for line, share in zip(self.lines, shares, strict=True):
            self._lower(line, share, at)

    def pay(self, payment: PastPayment) -> None:
        parts = split_payment(payment.amount, [line.open for line in self.lines])
        disbursement = Disbursement(
            plan=self.plan,
            kind=DisbursementKind.PAYMENT,
            amount=payment.amount,
            payee=payment.payee,
            stage=payment.stage,
            reference=payment.reference,
            made_by=self.by,
            made_at=payment.at,
        )
        self.rows.disbursements.append(disbursement)
        for line, part in zip(self.lines, parts, strict=True):
            if part:
                line.paid += part
                self.rows.parts.append(DisbursementPart(disbursement=disbursement, line=line, amount=part))
                self._move(line, EntryKind.PAY, part, payment.at, disbursement)

    def release(self, at: datetime) -> None:
        self.plan.status = PlanStatus.ENDED
        for line in self.lines:
            self._lower(line, line.paid, at)
            if not line.is_fund and line.held:
                self._contribute(line, ContributionKind.RETURNED, line.held, at)
                line.returned += line.held

    def _lower(self, line: FundingLine, to: Decimal, at: datetime) -> None:
        less = line.current - to
        line.current = to
        if less:
            self._move(line, EntryKind.RELEASE, less, at)

    def _move(
        self,
        line: FundingLine,
        kind: EntryKind,
        amount: Decimal,
        at: datetime,
        disbursement: Disbursement | None = None,
    ) -> None:
        commitment = self.commitments.get(id(line))
        if commitment is None:
            return
        self.rows.movements.append(
            _Movement(at, kind, amount, commitment.account, commitment=commitment, disbursement=disbursement)
        )

    def _contribute(self, line: FundingLine, kind: ContributionKind, amount: Decimal, at: datetime) -> None:
        self.rows.contributions.append(
            Contribution(line=line, kind=kind, amount=amount, recorded_by=self.by, recorded_at=at)
        )


def _entry(account: FundAccount, movement: _Movement, by: Membership) -> LedgerEntry:
    move = moves(movement.kind, movement.amount)
    if missing := shortfall(account.sums, move):
        raise insufficient(account, missing)
    after: Sums = account.sums + move
    if below := after.problems():
        raise SumBelowZero("funds.below_zero", account=str(account), figure=below[0])
    account.inflow, account.outflow = after.inflow, after.outflow
    account.committed, account.paid = after.committed, after.paid
    account.entry_count += 1
    return LedgerEntry(
        account=account,
        serial=account.entry_count,
        kind=movement.kind.value,
        amount=movement.amount,
        available_after=after.available,
        share=movement.share,
        recorded_at=movement.at,
        recorded_by=by,
        commitment=movement.commitment,
        disbursement=movement.disbursement,
        allocation=movement.allocation,
        counterparty=movement.disbursement.payee if movement.disbursement else "",
    )
