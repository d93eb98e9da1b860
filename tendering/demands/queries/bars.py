"""Projects that are not accepted this year, because they were not finished last year (R27), or not mended (R50)."""

from __future__ import annotations

from django.db.models import QuerySet

from marketplace.places.models import Place
from tendering.demands.models import NextYearBar


def bars(community: Place, year: int) -> QuerySet[NextYearBar]:
    """What is barred in a community and year."""
    rows = NextYearBar.objects.filter(community=community, fiscal_year=year)
    return rows.select_related("demand").order_by("pk")
