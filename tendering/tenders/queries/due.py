"""What the clock finds due; no guard relies on it having looked."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import LIVE, PUBLIC


def past_year(today: date) -> QuerySet[Tender]:
    """Calls of past years that nobody was awarded in; of projects of one year (domain 3.2)."""
    rows = Tender.objects.filter(state__in=sorted(PUBLIC & LIVE), demand__state=DemandState.LETTING)
    return rows.filter(demand__fiscal_year__lt=today.year, demand__multi_year=False).order_by("pk")
