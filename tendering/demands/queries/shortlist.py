"""The best few for a page that shows much besides: scored once in some minutes, asked anew whether they may (R36)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.cache import cache

from marketplace.primitives.calendar import day_of
from tendering.demands.models import Demand
from tendering.demands.queries.fitting import Fitting, Recommended, fitting_providers, recommendable
from tendering.demands.rules.fit import Fit

BEST = 5
FRESH = 300  # seconds the scores are kept


def shortlist(demand: Demand, now: datetime, *, without: Collection[int] = ()) -> Recommended:
    """The best `BEST` of `fitting_providers`, as scored some minutes ago at most; whoever may not any more is left out.

    Args:
        without: keys of providers that are asked already by another way.
    """
    kept, is_spare = _scored(demand, now)
    rows = {row.pk: row for row in recommendable(demand, day_of(now)).filter(pk__in=[key for key, _fit in kept])}
    found = [Fitting(demand, rows[key], fit) for key, fit in kept if key in rows and key not in without]
    return Recommended(found, is_spare=is_spare)[:BEST]


def _scored(demand: Demand, now: datetime) -> tuple[list[tuple[int, Fit]], bool]:
    """Keys of the fitting providers with their scores, the best first; whether the reserve index brought them."""
    key = f"demands.shortlist.{demand.pk}.{day_of(now)}"
    kept: tuple[list[tuple[int, Fit]], bool] | None = cache.get(key)
    if kept is None:
        found = fitting_providers(demand, now)
        kept = [(one.provider.pk, one.fit) for one in found], found.is_spare
        cache.set(key, kept, FRESH)
    return kept
