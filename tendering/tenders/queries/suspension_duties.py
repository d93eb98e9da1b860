"""Calls that a street holds of its own motion for longer than a complaint may take: the office above is shown them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.duty import Duty
from marketplace.rulebook.queries import work_calendar
from tendering.tenders.models import SuspensionOrder


def undecided(by: Membership, now: datetime) -> Iterator[Duty]:
    """For the district, which may lift them; nothing goes on by itself. One query, and the calendar where one stands.

    Such an order has no end. After the working days in which a complaint is decided (rule key
    `objection.regime_statutory.decision_working_days`) it counts as one that nobody decides about.
    """
    rows = SuspensionOrder.objects.filter(
        within(by, "tender__demand__community"),
        ordered_by__role=Role.STREET,
        complaint__isnull=True,
        lifted_at__isnull=True,
        ordered_at__lt=now,
    )
    orders = list(rows.select_related("tender__demand", "tender__rule_set").order_by("ordered_at", "pk"))
    calendar = work_calendar() if orders else None
    for order in orders:
        assert calendar is not None  # read where an order stands
        ordered_on, demand = day_of(order.ordered_at), order.tender.demand
        days = order.tender.rule_set.rules.objection.regime_statutory.decision_working_days
        due_at = end_of_day(calendar.add_workdays(ordered_on, days))
        if due_at <= now:
            detail: dict[str, object] = {"days": calendar.workdays_between(ordered_on, day_of(now))}
            page = reverse("tenders:resume", args=[order.tender.number])
            yield Duty("tenders.undecided_suspension", demand.title, page, due_at, detail, demand.number)
