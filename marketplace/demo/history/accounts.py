"""The accounts that history is paid from: those of a year that has some, or made-up allocations."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.audit.services import Past, record_past
from marketplace.demo.history import money
from marketplace.demo.history.days import at
from marketplace.demo.history.setting import Setting, Town
from marketplace.places.models import Place
from marketplace.primitives.canonical import Json
from marketplace.primitives.money import ZERO
from tendering.funds.models import FundAccount, FundType, ImportedBaseline
from tendering.funds.rules.rates import entitlement
from tendering.funds.services.bulk import HistoryWriter, PastAllocation

ARRIVED, HOUR = (1, 14), 10
OF_WHAT_IS_LEFT = Decimal("0.75")
FUND = "guarantee"


@dataclass(frozen=True, slots=True)
class Purse:
    """A community's account of a year and the sums of the projects it pays for."""

    town: Town
    account: FundAccount
    sums: Sequence[money.Sum]


class Treasury:
    """Opens accounts where a year has none; where it has, history spends three quarters of what is left at most.

    A year with an imported baseline gets its accounts with exactly the inflow of the baseline, and its projects
    come to what was paid by it: the ledger and the import then tell the same.
    """

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting = setting
        self.dice = random.Random(seed)
        self.fund_type = FundType.objects.get(code=FUND)

    def purses(self, towns: Sequence[Town], year: int, counts: Sequence[int]) -> list[Purse]:
        """The accounts of these communities, and what each of their projects may cost.

        Raises:
            TooManyProjects: an account is too small for so many.
        """
        known = self._accounts(towns, year)
        baselines = self._baselines(towns, year)
        wanted = {town.place.pk: money.wanted(count, self.dice) for town, count in zip(towns, counts, strict=True)}
        opened = self._open([town for town in towns if town.place.pk not in known], year, baselines, wanted)
        found = []
        for town in towns:
            key = town.place.pk
            account = known.get(key) or opened[key][0]
            at_most = account.available if key in known else opened[key][1]
            spend = self._spend(wanted[key], at_most, baselines.get(key), is_known=key in known)
            found.append(Purse(town, account, money.sums(wanted[key], spend=spend, at_most=at_most)))
        return found

    def _spend(
        self, prices: Sequence[Decimal], at_most: Decimal, baseline: ImportedBaseline | None, *, is_known: bool
    ) -> Decimal:
        natural = sum(prices, ZERO)
        if is_known:
            return min(natural, at_most * OF_WHAT_IS_LEFT)
        if baseline is not None:
            return baseline.paid
        return max(natural, at_most * Decimal(str(self.dice.uniform(*money.UTILISATION))))

    def _accounts(self, towns: Sequence[Town], year: int) -> dict[int, FundAccount]:
        places = [town.place for town in towns]
        rows = FundAccount.objects.filter(place__in=places, year=year, fund_type=self.fund_type)
        return {row.place_id: row for row in rows.select_related("fund_type", "place") if row.place_id}

    def _baselines(self, towns: Sequence[Town], year: int) -> dict[int, ImportedBaseline]:
        places = [town.place for town in towns]
        rows = ImportedBaseline.objects.filter(place__in=places, year=year, fund_type=self.fund_type)
        return {row.place_id: row for row in rows}

    def _open(
        self,
        towns: Sequence[Town],
        year: int,
        baselines: dict[int, ImportedBaseline],
        wanted: dict[int, list[Decimal]],
    ) -> dict[int, tuple[FundAccount, Decimal]]:
        """Fresh accounts with their inflow; those of a street are confirmed by its own finance officer."""
        found: dict[int, tuple[FundAccount, Decimal]] = {}
        for street in {town.street.pk: town for town in towns}.values():
            own = [town for town in towns if town.street.pk == street.street.pk]
            rows = [self._allocation(town.place, year, baselines, wanted[town.place.pk]) for town in own]
            writer = HistoryWriter(by=street.finance)
            share = self.setting.rules.money.city_share
            accounts = writer.allocate(fund_type=self.fund_type, year=year, rows=rows, city_share=share)
            writer.flush()
            self._record(street, year, rows)
            found |= {
                town.place.pk: (account, row.amount) for town, account, row in zip(own, accounts, rows, strict=True)
            }
        return found

    def _allocation(
        self, place: Place, year: int, baselines: dict[int, ImportedBaseline], wanted: Sequence[Decimal]
    ) -> PastAllocation:
        arrived = at(self.setting.days.roll_forward(date(year, *ARRIVED)), HOUR)
        if baseline := baselines.get(place.pk):
            return PastAllocation(place=place, amount=baseline.inflow, arrived_at=arrived)
        amount = money.allocation(wanted, self._standard(place, year), self.dice)
        return PastAllocation(place=place, amount=amount, arrived_at=arrived)

    def _standard(self, place: Place, year: int) -> Decimal:
        """What the rule set would give: its rate of the year and the supplement."""
        rules = self.setting.rules.money
        rates = [rate for rate in rules.rates if rate.fund_type == FUND]
        base = [rate.amount for rate in rates if rate.from_year <= year] or [rates[0].amount]
        cap, more = rules.allocation_cap, rules.supplement_per_resident
        return entitlement(base[-1], residents=place.population or 0, per_resident=more, cap=cap).amount

    def _record(self, street: Town, year: int, rows: Sequence[PastAllocation]) -> None:
        total = sum((row.amount for row in rows), ZERO)
        parameters: dict[str, Json] = {"year": year, "fund_type": FUND, "count": len(rows), "total": str(total)}
        act = "funds.allocations.planned"
        officer, moment = self.setting.district_officer, rows[0].arrived_at
        record_past([Past(act=act, at=moment, target=street.street, by=officer, parameters=parameters)])
