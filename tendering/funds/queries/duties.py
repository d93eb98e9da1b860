"""What of the money waits for a person (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse

from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.duty import Duty
from marketplace.primitives.money import ZERO, yuan
from tendering.funds.models import AccountStatus, FundAccount, FundingLine, PlanStatus, Source, Transfer
from tendering.funds.queries.arrivals import waiting_allocations
from tendering.funds.queries.plans import awaited_pledges, missing_from, returnable

MOST = 50  # a workbench shows the most urgent; the lists show all


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Transfers to decide, shares to confirm, contributions to receive or return, accounts to close, own pledges."""
    if membership.role == Role.CO_BUILDER and membership.organisation is not None:
        return list(_pledges(membership.organisation))
    if membership.place is None:
        return []
    if membership.role == Role.DISTRICT:
        return [*_transfers(membership.place), *_closings(membership.place, now)]
    if membership.role == Role.FINANCE_OFFICER:
        return list(_arrivals(membership.place))
    if membership.role == Role.COMMUNITY:
        return list(_contributions(membership.place))
    return []


def waiting_transfers(place: Place) -> QuerySet[Transfer]:
    """Transfers of this place's accounts that nobody has decided, the most urgent first."""
    rows = Transfer.objects.filter(status="requested").filter(
        Q(from_account__place__path__startswith=place.path) | Q(from_account__pool__place__path__startswith=place.path)
    )
    owners = ("from_account__place", "from_account__pool__place", "to_account__place", "to_account__pool__place")
    return rows.select_related(*owners).order_by("due_at", "pk")


def _transfers(place: Place) -> Iterator[Duty]:
    for row in waiting_transfers(place)[:MOST]:
        detail = {"amount": row.amount, "giver": str(row.from_account.home), "taker": str(row.to_account.home)}
        url = reverse("funds:transfer", args=[row.pk])
        yield Duty("funds.decide_transfer", row.reason[:60], url, row.due_at, detail)


def _arrivals(place: Place) -> Iterator[Duty]:
    missing = Sum("city_amount", filter=Q(city_received_at__isnull=True), default=ZERO) + Sum(
        "district_amount", filter=Q(district_received_at__isnull=True), default=ZERO
    )
    groups = waiting_allocations(place).values(
        year=F("account__year"), code=F("account__fund_type__code"), name=F("account__fund_type__name_zh")
    )
    for row in groups.annotate(count=Count("pk"), missing=missing).order_by("year", "code"):
        url = f"{reverse('funds:allocations')}?year={row['year']}&fund={row['code']}&waiting=on"
        detail = {"count": row["count"], "amount": yuan(row["missing"])}
        yield Duty("funds.confirm_arrivals", f"{row['year']} {row['name']}", url, None, detail)


def _contributions(place: Place) -> Iterator[Duty]:
    lines = FundingLine.objects.filter(plan__place=place).exclude(source__in=[Source.FUND, Source.IN_KIND])
    open_lines = lines.filter(
        Q(plan__status=PlanStatus.COMMITTED, received__lt=F("current"))
        | Q(plan__status__in=[PlanStatus.CONTRACTED, PlanStatus.ENDED], received__gt=F("returned") + F("current"))
    )
    for line in open_lines.select_related("plan").order_by("pk")[:MOST]:
        url = reverse("funds:plan", args=[line.plan_id])
        if (missing := missing_from(line)) and line.plan.status == PlanStatus.COMMITTED:
            detail: dict[str, object] = {"contributor": line.contributor, "missing": missing}
            yield Duty("funds.receive_contributions", line.plan.title, url, None, detail)
        elif surplus := returnable(line):
            detail = {"contributor": line.contributor, "amount": surplus}
            yield Duty("funds.return_contributions", line.plan.title, url, None, detail)


def _pledges(unit: Organisation) -> Iterator[Duty]:
    for line in awaited_pledges(unit).select_related("plan").order_by("pk")[:MOST]:
        url = reverse("funds:line_pledge", args=[line.pk])
        yield Duty("funds.attach_pledge", line.plan.title, url, None, {"amount": yuan(line.agreed)})


def _closings(place: Place, now: datetime) -> Iterator[Duty]:
    rows = FundAccount.objects.filter(place__path__startswith=place.path, year__lt=now.year)
    left = F("inflow") - F("outflow") - F("committed") - F("paid")
    groups = rows.exclude(status=AccountStatus.CLOSED).values("year", code=F("fund_type__code"))
    for row in groups.annotate(count=Count("pk"), left=Sum(left)).order_by("year", "code"):
        url = f"{reverse('funds:accounts')}?year={row['year']}&fund={row['code']}"
        detail = {"count": row["count"], "amount": yuan(row["left"])}
        yield Duty("funds.close_accounts", str(row["year"]), url, None, detail)
