"""What bars a project next year (R27, R50), and what 31 December does to it (domain 3.2): the clock's acts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal
from tendering.demands.models import Demand, Filing, NextYearBar
from tendering.demands.queries.bars import bars
from tendering.demands.services.states import locked, move
from tendering.funds.services.commitments import release


class BarredNextYear(Refusal):
    """The same project was not finished last year, or not mended, so it is not accepted this year (R27, R50)."""

    def __init__(self, number: str, year: int) -> None:
        super().__init__("demands.barred", number=number, year=year)


def refuse_barred(demand: Demand, year: int) -> None:
    """The same project is one that says so, or that bears the same title.

    Raises:
        BarredNextYear: it was left unfinished, or not mended, the year before.
    """
    same = Q(lineage=demand.lineage) | Q(demand__title__iexact=demand.title.strip())
    bar = bars(demand.community, year).filter(same).first()
    if bar is not None:
        raise BarredNextYear(bar.demand.number, bar.fiscal_year)


def _require_year_over(year: int, now: datetime) -> None:
    if day_of(now).year <= year:
        raise Refusal("demands.year_not_over", year=year)


def _last_year(demand: Demand, plan_end: date | None) -> int:
    """The year in which it must be accepted: its own, or the last one of a plan of several years."""
    if not demand.multi_year:
        return demand.fiscal_year
    if plan_end is None:
        raise Refusal("demands.multi_year")
    return plan_end.year


@transaction.atomic
def mark_unfinished(*, demand: Demand, plan_end: date | None = None) -> Demand:
    """An awarded project that was not accepted in its year: failed acceptance, barred next year (R27).

    Its contract is settled by `contracts`, which then releases what is left.

    Args:
        plan_end: of an approved project of several years, the last day of its contract: it is measured at the end of
            that year.

    Raises:
        Refusal: `demands.year_not_over`, before the year is over by the database's clock; `demands.multi_year`, of
            several years without a last day.
        WrongState: it was accepted, or never awarded.
    """
    demand = locked(demand)
    now = clock.read()
    year = _last_year(demand, plan_end)
    _require_year_over(year, now)
    move(demand, "year_end", by=None, now=now)
    bar(demand=demand, year=year + 1, by=None, now=now)
    return demand


def bar(*, demand: Demand, year: int, by: Membership | None, now: datetime) -> None:
    """The same project is not accepted in that year; once, inside the transaction of what is the cause."""
    _, is_new = NextYearBar.objects.get_or_create(
        community_id=demand.community_id,
        lineage=demand.lineage,
        fiscal_year=year,
        defaults={"demand": demand, "created_at": now},
    )
    if is_new:
        record(act="demands.demand.barred", target=demand, by=by, parameters={"year": str(year)})


@transaction.atomic
def release_unawarded(*, demand: Demand) -> Demand:
    """A project funded but never awarded in its year: its money goes back, it may be funded anew, no bar."""
    demand = locked(demand)
    now = clock.read()
    _require_year_over(demand.fiscal_year, now)
    move(demand, "unfund", by=None, now=now, guard="filed" if _was_filed(demand) else "approved")
    if demand.plan is not None:
        release(plan=demand.plan, by=None, now=now)
    return demand


def _was_filed(demand: Demand) -> bool:
    """Whether filing was the last word about it, not an approval that a raised tier asked for afterwards."""
    filing = Filing.objects.filter(demand=demand, filed_at__isnull=False).first()
    return filing is not None and not demand.approvals.filter(decided_at__gt=filing.filed_at).exists()
