"""Projects that are not accepted this year, because they were not finished last year (R27), or not mended (R50)."""

from __future__ import annotations

from django.db.models import QuerySet

from tendering.demands.models import Demand, NextYearBar


def bars(demand: Demand) -> QuerySet[NextYearBar]:
    """What is barred in the demand's community and year."""
    rows = NextYearBar.objects.filter(community_id=demand.community_id, fiscal_year=demand.fiscal_year)
    return rows.select_related("demand").order_by("pk")
