"""Which demands look for a provider now: published or being let, and not by a call that takes no more answers (R36)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from tendering.demands import calls
from tendering.demands.models import Demand
from tendering.demands.rules.steps import LOOKING


def looking(now: datetime) -> QuerySet[Demand]:
    """Demands that somebody may still be found for in two-way selection."""
    return Demand.objects.filter(Q(state__in=sorted(LOOKING)) & ~calls.past(now))


def looks(demand: Demand, now: datetime) -> bool:
    """Whether this one does."""
    return demand.state in LOOKING and looking(now).filter(pk=demand.pk).exists()
