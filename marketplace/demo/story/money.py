"""The money of 2026: planned, arrived, moved between two communities (story 9); 2025 as an imported baseline (R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour
from marketplace.demo.papers import paper
from marketplace.demo.stage import Stage
from marketplace.demo.tables import rows
from marketplace.places.models import Place
from marketplace.places.queries import communities, streets
from marketplace.primitives.money import yuan
from tendering.funds.models import Allocation, FundAccount, FundType, Transfer
from tendering.funds.rules.entries import Share
from tendering.funds.services import (
    Delegation,
    approve_transfer,
    confirm_arrivals,
    delegate,
    import_baseline,
    plan_allocations,
    request_transfer,
)

YEAR = 2026
PLANNED, CITY_ARRIVED, DISTRICT_ARRIVED = date(2026, 1, 6), date(2026, 1, 14), date(2026, 1, 16)
BASE_2025, PER_RESIDENT = Decimal("220000.00"), Decimal("5.00")
SOURCE = "2025年度各社区决算汇总表（演示数据，系统上线前导入）"
GIVER, TAKER, WAITING = "金泉街道/高家社区", "金泉街道/何家社区", "金泉街道/金桥社区"
TRANSFER = "高家社区院落改造改由市级专项承担，节余用于何家社区两处院落照明和步道修缮。"
DELEGATED, DELEGATED_TO = "public_service", "金泉街道"
SECOND_TRANSFER = "高家社区年度项目已全部安排，拟调剂给金桥社区补足助餐点运营经费。"


@dataclass(frozen=True)
class Task:
    """What a department hands down to a street, with its money in yuan (R12)."""

    department: str
    task: str
    approval: str
    amount: Decimal


LIFTS = Task(
    "区住建交通局",
    "既有住宅加装电梯民意协调",
    "区政府关于委托开展既有住宅加装电梯民意协调的批复（演示）",
    Decimal("80000.00"),
)
CARE = Task(
    "区民政局",
    "社区养老和康复服务站点运营",
    "区政府关于委托开展社区养老和康复服务站点运营的批复（演示）",
    Decimal("600000.00"),
)


class AllocationDiffers(AssertionError):
    """The rule set gives a community another sum than the table of communities says."""


def enter(stage: Stage) -> None:
    """Everything that happens to the year's money before projects draw on it."""
    at = stage.agenda.at
    at(at_hour(PLANNED, 9, 30), lambda: _plan(stage))
    at(at_hour(PLANNED, 14), lambda: _import_2025(stage))
    at(at_hour(CITY_ARRIVED, 15), lambda: _arrive_from_city(stage))
    for minute, street in enumerate(streets()):
        at(at_hour(DISTRICT_ARRIVED, 10, minute), partial(_arrive_from_district, stage, street))
    at(at_hour(date(2026, 2, 3), 10), lambda: _delegate(stage, CARE))
    at(at_hour(date(2026, 2, 5), 15), lambda: _arrive_with_task(stage, CARE))
    # The street's finance officer has not yet confirmed that this came.
    at(at_hour(date(2026, 9, 1), 10), lambda: _delegate(stage, LIFTS))
    at(at_hour(date(2026, 9, 8), 10), lambda: _request(stage, TAKER, "30000.00", TRANSFER))
    at(at_hour(date(2026, 9, 10), 16), lambda: _approve(stage))
    at(at_hour(date(2026, 11, 18), 11), lambda: _request(stage, WAITING, "20000.00", SECOND_TRANSFER))


def guarantee() -> FundType:
    """The fund type that everything here is about."""
    return FundType.objects.get(code="guarantee")


def account_of(community: Place) -> FundAccount:
    """A community's account of the year."""
    return FundAccount.objects.get(place=community, year=YEAR, fund_type__code="guarantee")


def delegated_to(street: Place) -> FundAccount:
    """A street's account of what came with tasks handed down to it this year."""
    return FundAccount.objects.get(place=street, year=YEAR, fund_type__code=DELEGATED)


def _plan(stage: Stage) -> None:
    officer = stage.cast.at_district(Role.DISTRICT)
    planned = plan_allocations(district=stage.district, fund_type=guarantee(), year=YEAR, by=officer)
    found = {allocation.account.home.code: allocation.amount for allocation in planned}
    for row in rows("jinniu_streets_communities"):
        if found[row["community_code"]] != Decimal(row["allocation_2026_example"]):
            raise AllocationDiffers(row["community"], found[row["community_code"]])


def _import_2025(stage: Stage) -> None:
    officer, kind = stage.cast.at_district(Role.DISTRICT), guarantee()
    for place in communities():
        inflow = BASE_2025 + PER_RESIDENT * (place.population or 0)
        paid = yuan(inflow * stage.dice.randrange(780, 960) / 1000)
        import_baseline(place=place, fund_type=kind, year=YEAR - 1, inflow=inflow, paid=paid, source=SOURCE, by=officer)


def _waiting(place: Place) -> Sequence[Allocation]:
    return list(Allocation.objects.filter(account__place__path__startswith=place.path, department="").order_by("pk"))


def _arrive_from_city(stage: Stage) -> None:
    officer = stage.cast.at_district(Role.FINANCE_OFFICER)
    confirm_arrivals(allocations=_waiting(stage.district), share=Share.CITY, by=officer)


def _arrive_from_district(stage: Stage, street: Place) -> None:
    officer = stage.cast.one(Role.FINANCE_OFFICER, street)
    confirm_arrivals(allocations=_waiting(street), share=Share.DISTRICT, by=officer)


def _delegate(stage: Stage, given: Task) -> None:
    """Money that follows a task (R12)."""
    task = Delegation(department=given.department, task=given.task, approval=paper(given.approval))
    delegate(
        street=stage.places[DELEGATED_TO],
        fund_type=FundType.objects.get(code=DELEGATED),
        year=YEAR,
        amount=given.amount,
        delegation=task,
        by=stage.cast.at_district(Role.DISTRICT),
    )


def _arrive_with_task(stage: Stage, given: Task) -> None:
    officer = stage.cast.one(Role.FINANCE_OFFICER, stage.places[DELEGATED_TO])
    rows = Allocation.objects.filter(department=given.department, task=given.task)
    confirm_arrivals(allocations=list(rows), share=Share.DISTRICT, by=officer)


def _request(stage: Stage, taker: str, amount: str, reason: str) -> None:
    giver = stage.places[GIVER]
    request_transfer(
        from_account=account_of(giver),
        to_account=account_of(stage.places[taker]),
        amount=Decimal(amount),
        reason=reason,
        by=stage.cast.at_street(Role.STREET, giver),
    )


def _approve(stage: Stage) -> None:
    approve_transfer(transfer=Transfer.objects.get(), by=stage.cast.at_district(Role.DISTRICT))
