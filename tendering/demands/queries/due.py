"""What the clock finds due; no guard relies on it having looked."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from tendering.demands.models import Approval, Demand, Match
from tendering.demands.rules.steps import State

AWARDED_NOT_ACCEPTED = (State.AWARDED, State.IMPLEMENTING, State.RECTIFYING)
FUNDED_NOT_AWARDED = (State.FUNDED, State.PUBLISHED)


def publicity_over(now: datetime) -> QuerySet[Demand]:
    """Resolutions whose posting days are over."""
    return Demand.objects.filter(state=State.RESOLUTION_PUBLICITY, publicity_ends_at__lte=now).order_by("pk")


def overdue_approvals(today: date) -> QuerySet[Approval]:
    """Open approvals past their last day and not yet escalated (R21)."""
    rows = Approval.objects.filter(decision="", escalated_at__isnull=True, due_on__lt=today)
    return rows.select_related("demand").order_by("due_on", "pk")


def expired_matches(now: datetime) -> QuerySet[Match]:
    """Interest and invitations nobody answered in time."""
    waiting = (Match.State.INTERESTED, Match.State.INVITED)
    return Match.objects.filter(state__in=waiting, expires_at__lte=now).order_by("pk")


def unfinished(today: date) -> QuerySet[Demand]:
    """Awarded projects of past years that were not accepted in their year (R27).

    Of several years it is their contract that says when the last one is over: `contracts` finds those.
    """
    rows = Demand.objects.filter(state__in=AWARDED_NOT_ACCEPTED, fiscal_year__lt=today.year, multi_year=False)
    return rows.order_by("pk")


def never_awarded(today: date) -> QuerySet[Demand]:
    """Projects of past years whose money still lies set aside without an award."""
    return Demand.objects.filter(state__in=FUNDED_NOT_AWARDED, fiscal_year__lt=today.year).order_by("pk")
