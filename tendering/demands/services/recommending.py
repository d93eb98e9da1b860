"""The log of recommendations: it tells afterwards whom the points brought forward, and how often (R36)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tendering.demands.models import Recommendation
from tendering.demands.queries.fitting import Fitting


def note_shown(*, found: Sequence[Fitting], on: date) -> None:
    """A community was shown these, in this order; what it is shown again on the same day counts once.

    Looking is no act of the community: the log of acts does not tell of it, this one does.
    """
    rows = [
        Recommendation(demand=one.demand, provider=one.provider, day=on, points=one.fit.points, place=place)
        for place, one in enumerate(found, start=1)
    ]
    Recommendation.objects.bulk_create(rows, ignore_conflicts=True)
