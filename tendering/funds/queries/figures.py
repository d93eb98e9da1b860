"""What came, what is set aside, what was paid: by street, for the district, year on year (R13).

Everything is added up by the database; the number of queries does not grow with communities or entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from marketplace.places.models import Level, Place
from marketplace.primitives.money import ZERO, yuan
from tendering.funds.models import FundAccount, FundType, ImportedBaseline, LedgerEntry
from tendering.funds.rules.entries import INFLOWS, REVERSIBLE, EntryKind, Sums
from tendering.funds.rules.usage import committed_rate, utilisation

SIGNED = Case(
    When(Q(reverses__isnull=False, kind__in=[kind.value for kind in REVERSIBLE]), then=-F("amount")),
    default=F("amount"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Money of one or many accounts in one year, in yuan.

    Attributes:
        sums: inflow, outflow, committed, paid.
        came: inflow and transfers out by kind; `appropriate` is split into ``city`` and ``district``.
        before: utilisation of the year before, exact; None where nothing is known.
        imported: the year before is an imported baseline.
    """

    sums: Sums = field(default_factory=Sums)
    came: Mapping[str, Decimal] = field(default_factory=dict)
    before: Fraction | None = None
    imported: bool = False

    def by(self, name: str) -> Decimal:
        """Yuan that came under this name (``city``, ``district``, ``carry_in`` …)."""
        return self.came.get(name, ZERO)

    @property
    def funds(self) -> Decimal:
        """What there was to use: inflow less transfers out (the denominator of utilisation)."""
        return self.sums.inflow - self.by(EntryKind.TRANSFER_OUT)

    @property
    def spent_or_set_aside(self) -> Decimal:
        """Committed and paid."""
        return self.sums.committed + self.sums.paid

    @property
    def utilisation(self) -> Fraction | None:
        """资金使用率, exact."""
        return utilisation(self.sums, self.by(EntryKind.TRANSFER_OUT))

    @property
    def committed_rate(self) -> Fraction | None:
        """Committed and paid by what there was to use, exact."""
        return committed_rate(self.sums, self.by(EntryKind.TRANSFER_OUT))

    @property
    def change(self) -> Fraction | None:
        """Utilisation less that of the year before (a fraction of 1; times 100 = percentage points)."""
        now = self.utilisation
        return None if now is None or self.before is None else now - self.before


@dataclass(frozen=True, slots=True)
class StreetFigures:
    """A street with its communities' money."""

    street: Place
    communities: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class District:
    """The district's figures and those of its streets."""

    total: Figures
    streets: list[StreetFigures]


def community_accounts(fund_type: FundType, year: int) -> QuerySet[FundAccount]:
    """Accounts of communities of one type and year."""
    return FundAccount.objects.filter(fund_type=fund_type, year=year, place__level=Level.COMMUNITY)


def district(fund_type: FundType, year: int) -> District:
    """Figures of all communities' accounts, by street and in all. Four queries at any size."""
    found = _by_year_and_street(fund_type, year)
    now, before = found.get(year, {}), _before(fund_type, year, found.get(year - 1, {}))
    streets = Place.objects.filter(pk__in=now).order_by("code")
    rows = [
        StreetFigures(street, now[street.pk].number, now[street.pk].figures(*before.street(street.pk)))
        for street in streets
    ]
    return District(_total(now.values()).figures(*before.total()), rows)


def of_account(account: FundAccount) -> Figures:
    """The figures of one account, with last year's rate of the same owner. Three queries."""
    rows = LedgerEntry.objects.filter(account=account, kind__in=_CAME)
    grouped = rows.values("kind", "share").annotate(total=Sum(SIGNED)).order_by("kind", "share")
    came = {row["share"] or row["kind"]: yuan(row["total"]) for row in grouped}
    rate, imported = _rate_of_owner_before(account)
    return Figures(account.sums, came, rate, imported)


_CAME = [kind.value for kind in (*INFLOWS, EntryKind.TRANSFER_OUT)]


@dataclass(slots=True)
class _Street:
    """A street's sums of one year while they are gathered."""

    number: int = 0
    sums: Sums = field(default_factory=Sums)
    came: dict[str, Decimal] = field(default_factory=dict)

    def figures(self, before: Fraction | None, imported: bool) -> Figures:
        """The same as others see it."""
        return Figures(self.sums, self.came, before, imported)

    @property
    def pair(self) -> tuple[Decimal, Decimal]:
        """Paid, and what there was to use."""
        return self.sums.paid, self.sums.inflow - self.came.get(EntryKind.TRANSFER_OUT, ZERO)


def _by_year_and_street(fund_type: FundType, year: int) -> dict[int, dict[int, _Street]]:
    """This year and the one before, by street: stored sums of the accounts, and what came by kind of entry."""
    found: dict[int, dict[int, _Street]] = {}
    accounts = FundAccount.objects.filter(fund_type=fund_type, year__in=[year, year - 1], place__level=Level.COMMUNITY)
    grouped = accounts.values("year", street=F("place__parent_id")).annotate(
        number=Count("pk"), came=Sum("inflow"), went=Sum("outflow"), held=Sum("committed"), spent=Sum("paid")
    )
    for row in grouped.order_by("year", "street"):
        figures = (row["came"], row["went"], row["held"], row["spent"])
        sums = Sums(*(yuan(figure) for figure in figures))
        found.setdefault(row["year"], {})[row["street"]] = _Street(row["number"], sums)
    keys = ("account__year", "account__place__parent", "kind", "share")
    entries = LedgerEntry.objects.filter(account__in=accounts, kind__in=_CAME).values(*keys)
    for entry in entries.annotate(total=Sum(SIGNED)).order_by(*keys):
        street = found[entry["account__year"]][entry["account__place__parent"]]
        street.came[entry["share"] or entry["kind"]] = yuan(entry["total"])
    return found


@dataclass(frozen=True, slots=True)
class _Before:
    """Paid and usable money of the year before, by street, and what was imported for it."""

    ledger: Mapping[int, tuple[Decimal, Decimal]]
    own: Mapping[int, tuple[Decimal, Decimal]]
    communities: Mapping[int, tuple[Decimal, Decimal]]
    whole: tuple[Decimal, Decimal] | None

    def street(self, pk: int) -> tuple[Fraction | None, bool]:
        """Rate of a street, and whether it was imported; a street's own row wins over its communities'."""
        if pk in self.ledger:
            return _rate(*self.ledger[pk]), False
        imported = self.own.get(pk) or self.communities.get(pk)
        return (_rate(*imported), True) if imported else (None, False)

    def total(self) -> tuple[Fraction | None, bool]:
        """Rate of the district; a row of its own wins over its streets'."""
        if self.ledger:
            return _rate(*_pair_sum(self.ledger.values())), False
        streets = {**self.communities, **self.own}
        imported = self.whole or (_pair_sum(streets.values()) if streets else None)
        return (_rate(*imported), True) if imported else (None, False)


def _before(fund_type: FundType, year: int, streets: Mapping[int, _Street]) -> _Before:
    ledger = {pk: row.pair for pk, row in streets.items()}
    own: dict[int, tuple[Decimal, Decimal]] = {}
    communities: dict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    whole = None
    for row in ImportedBaseline.objects.filter(fund_type=fund_type, year=year - 1).select_related("place"):
        pair = (row.paid, row.inflow)
        if row.place.level == Level.STREET:
            own[row.place_id] = pair
        elif row.place.level == Level.COMMUNITY and row.place.parent_id is not None:
            communities[row.place.parent_id] = _pair_sum([communities[row.place.parent_id], pair])
        else:
            whole = pair
    return _Before(ledger, own, dict(communities), whole)


def _rate_of_owner_before(account: FundAccount) -> tuple[Fraction | None, bool]:
    key = {"place": account.place_id, "pool": account.pool_id, "fund_type": account.fund_type_id}
    earlier = FundAccount.objects.filter(year=account.year - 1, **key).first()
    if earlier is not None:
        return utilisation(earlier.sums, transferred_out(earlier)), False
    imported = ImportedBaseline.objects.filter(
        place=account.place_id, fund_type=account.fund_type_id, year=account.year - 1
    ).first()
    return (_rate(imported.paid, imported.inflow), True) if imported else (None, False)


def transferred_out(account: FundAccount) -> Decimal:
    """Yuan moved away from an account by transfers."""
    rows = account.entries.filter(kind=EntryKind.TRANSFER_OUT)
    return yuan(rows.aggregate(total=Sum("amount"))["total"] or ZERO)


def _rate(paid: Decimal, whole: Decimal) -> Fraction | None:
    return Fraction(paid) / Fraction(whole) if whole > 0 else None


def _pair_sum(pairs: Iterable[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    paid, whole = ZERO, ZERO
    for one, other in pairs:
        paid, whole = paid + one, whole + other
    return paid, whole


def _total(streets: Iterable[_Street]) -> _Street:
    total = _Street(came=defaultdict(lambda: ZERO))
    for street in streets:
        total.number += street.number
        total.sums += street.sums
        for name, amount in street.came.items():
            total.came[name] += amount
    return total
