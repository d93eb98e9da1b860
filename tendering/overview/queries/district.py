"""The district at a glance: three rates and the time of approvals, by street; flags; what waits for a decision (R56).

Participation is told by who came to the residents' meetings: votes are kept as numbers, so that nobody can be counted
once over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth, ExtractYear, TruncDate

from marketplace.places.models import Place
from marketplace.primitives.calendar import SHANGHAI, day_of
from marketplace.primitives.duty import Duty
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.waiting import Rows, gathered
from tendering.awards.queries import overdue, undecided
from tendering.contracts.models import Payment, Rectification, SatisfactionPanel
from tendering.contracts.rules.satisfaction_states import ENDED as MENDED
from tendering.contracts.rules.satisfaction_states import JUDGED
from tendering.contracts.rules.states import OPEN_PAYMENT
from tendering.demands.models import Approval, Demand, ResidentMeeting
from tendering.demands.rules.steps import ENDED, State
from tendering.funds.models import FundType
from tendering.funds.queries import figures

SPLIT = "overview.flag.split"
LATE_APPROVAL = "overview.flag.approval"
BELOW = "overview.flag.below"
LATE_PAYMENT = "overview.flag.payment"
LATE_CONFIRMATION = "overview.flag.confirmation"
LATE_RESULT = "overview.flag.result"
TO_DECIDE = "overview.decide"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of how many, by year, month and street; a rate is the sum of one by the sum of the other."""

    rows: Mapping[tuple[int, int, int], tuple[int, int]]

    def rate(self, year: int, street: int | None = None) -> Fraction | None:
        """The year's rate of a street, or of the district; exact, None where nothing was counted."""
        return _ratio(row for (at, _month, place), row in self.rows.items() if at == year and street in (None, place))

    def months(self, year: int, before: int = 13) -> list[Fraction]:
        """The district's rate of each month of a year that has one, the months before that one only."""
        found = (
            _ratio(row for (at, month, _place), row in self.rows.items() if (at, month) == (year, wanted))
            for wanted in range(1, before)
        )
        return [rate for rate in found if rate is not None]


@dataclass(frozen=True, slots=True)
class Street:
    """One street's rates of the year, exact."""

    place: Place
    utilisation: Fraction | None
    attendance: Fraction | None
    satisfaction: Fraction | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page of the district shows; `waiting` holds flags and open decisions, told apart by kind."""

    funds: figures.Figures
    attendance: Counted
    satisfaction: Counted
    approval: Counted
    streets: Sequence[Street]
    waiting: Sequence[Duty]


def overview(now: datetime) -> Overview:
    """The district in the year of a moment, in a fixed number of queries at any size."""
    fund_type = FundType.objects.order_by("position", "pk").first()
    money = figures.district(fund_type, now.year) if fund_type else figures.District(figures.Figures(), [])
    came, content = _attendance(now.year), _satisfaction(now.year)
    rows = [
        Street(
            row.street,
            row.figures.utilisation,
            came.rate(now.year, row.street.pk),
            content.rate(now.year, row.street.pk),
        )
        for row in money.streets
    ]
    return Overview(money.total, came, content, _approval(now.year), rows, gathered(_waiting(now)))


def _attendance(year: int) -> Counted:
    """Who came of those invited to meetings that were recorded."""
    rows = ResidentMeeting.objects.exclude(outcome="")
    return _counted(rows, year, "held_at", "demand__community__parent", "present", "invited")


def _satisfaction(year: int) -> Counted:
    """Satisfied of all valid answers of verdicts."""
    rows = SatisfactionPanel.objects.filter(state__in=sorted(JUDGED))
    return _counted(rows, year, "closed_at", "contract__demand__community__parent", "satisfied", "answers")


def _counted(rows: QuerySet[Any], year: int, at: str, street: str, some: str, every: str) -> Counted:
    """This year and the one before it."""
    sums = (
        rows.filter(**{f"{at}__year__gte": year - 1})
        .order_by()
        .values_list(ExtractYear(at, tzinfo=SHANGHAI), ExtractMonth(at, tzinfo=SHANGHAI), F(street))
        .annotate(some=Sum(some), every=Sum(every))
    )
    return Counted({(at, month, place): (some or 0, every or 0) for at, month, place, some, every in sums})


def _approval(year: int) -> Counted:
    """Working days that decisions took, by how many decisions there were; streets are not told apart."""
    calendar, found = work_calendar(), dict[tuple[int, int, int], tuple[int, int]]()
    rows = Approval.objects.exclude(decision="").filter(decided_at__year__gte=year - 1).order_by()
    days = rows.values_list("clock_started_on", TruncDate("decided_at", tzinfo=SHANGHAI)).annotate(number=Count("pk"))
    for begun, decided, number in days:
        key = (decided.year, decided.month, 0)
        spent, counted = found.get(key, (0, 0))
        found[key] = (spent + calendar.workdays_between(begun, decided) * number, counted + number)
    return Counted(found)


def _waiting(now: datetime) -> Iterable[Duty | Rows]:
    """Flags, and what the district itself has to decide; the rows in one query."""
    today = day_of(now)
    overdue_approvals = Approval.objects.filter(decision="", due_on__lt=today)
    yield _of_demand(LATE_APPROVAL, overdue_approvals, "demand__", last_day="due_on")
    orders = Rectification.objects.exclude(state__in=sorted(MENDED))
    verdict = {"satisfied": "panel__satisfied", "answers": "panel__answers"}
    street = {"street": F("contract__demand__community__parent__name_zh")}
    title = "contract__demand__title"
    yield Rows(BELOW, orders, title, "contracts:rectification", due="due_at", detail=street | verdict)
    split = Demand.objects.filter(fiscal_year=today.year).exclude(state__in=[*ENDED, State.DRAFT])
    yield _of_demand(SPLIT, split.exclude(splitting_reason=""), "")
    late = Payment.objects.filter(state__in=sorted(OPEN_PAYMENT), due_on__lt=today)
    street = {"street": F("stage__contract__demand__community__parent__name_zh")}
    title = "stage__contract__demand__title"
    yield Rows(LATE_PAYMENT, late, title, "contracts:payment", last_day="due_on", detail=street)
    street = {"street": F("tender__demand__community__parent__name_zh")}
    unconfirmed = overdue.unconfirmed(now)
    yield Rows(LATE_CONFIRMATION, unconfirmed, "tender__demand__title", "awards:detail", "number", detail=street)
    yield from _undecided(now)
    opened = Approval.objects.filter(decision="", level=Approval.Level.DISTRICT)
    yield _of_demand(TO_DECIDE, opened, "demand__", last_day="due_on")


def _undecided(now: datetime) -> Iterable[Duty]:
    """Results that no community proposes or follows up in its days."""
    for row in undecided.late(lambda _way: Q(), now):
        demand = row.tender.demand
        street = demand.community.parent
        detail: dict[str, object] = {"street": street.name_zh if street else ""}
        yield Duty(LATE_RESULT, demand.title, row.page, row.due_at, detail, demand.number)


def _of_demand(kind: str, rows: QuerySet[Any], path: str, last_day: str = "") -> Rows:
    detail = {"street": F(f"{path}community__parent__name_zh"), "budget": f"{path}budget"}
    key = f"{path}number"
    return Rows(kind, rows, f"{path}title", "demands:detail", key=key, last_day=last_day, detail=detail)


def _ratio(rows: Iterable[tuple[int, int]]) -> Fraction | None:
    some = every = 0
    for part, whole in rows:
        some, every = some + part, every + whole
    return Fraction(some, every) if every else None
