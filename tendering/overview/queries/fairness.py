"""How evenly work goes round: who was recommended, invited, chosen how often in a period (R36, R61).

Nothing here is about people, and providers are not shown it: it is for the district and those who audit it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from catalog.models import Provider
from catalog.queries import roster
from marketplace.primitives.calendar import end_of_day
from tendering.awards.models import Award
from tendering.awards.rules.states import CONFIRMED
from tendering.demands.models import Match, Recommendation
from tendering.tenders.models import Invitation

# Whose share of all tells how concentrated it is.
FIRST = 10


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included."""

    since: date
    until: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From its first moment on, before the other."""
        return end_of_day(self.since - timedelta(days=1)), end_of_day(self.until)


@dataclass(frozen=True, slots=True)
class Spread:
    """How often something happened, to how many of the listed, and the share of the most frequent ten."""

    times: int
    providers: int
    of_first: Fraction | None


def recommended(period: Period) -> QuerySet[Recommendation]:
    """Each demand once a day."""
    return Recommendation.objects.filter(day__gte=period.since, day__lte=period.until)


def invited(period: Period) -> QuerySet[Match]:
    """To a demand, by its community; who accepts an invitation to a call (`called`) was not asked twice."""
    start, end = period.moments
    rows = Match.objects.filter(by_community=True, opened_at__gte=start, opened_at__lt=end)
    # A match that accepting a call makes never waited for an answer.
    return rows.filter(expires_at__gt=F("opened_at"))


def called(period: Period) -> QuerySet[Invitation]:
    """To answer a call."""
    start, end = period.moments
    return Invitation.objects.filter(invited_at__gte=start, invited_at__lt=end)


def chosen(period: Period) -> QuerySet[Award]:
    """Awards that were confirmed and stand; of a consortium those of its lead."""
    start, end = period.moments
    return Award.objects.filter(
        state__in=sorted(CONFIRMED), provider__isnull=False, awarded_at__gte=start, awarded_at__lt=end
    )


def rows(period: Period) -> QuerySet[Provider]:
    """The whole roster with how often each was recommended, invited, called and chosen; nobody is left out."""
    counted = {
        "recommended": _number(recommended(period)),
        "invited": _number(invited(period)),
        "called": _number(called(period)),
        "chosen": _number(chosen(period)),
    }
    return roster.public().annotate(**counted)


def _number(found: QuerySet[Any]) -> Coalesce:
    own = found.filter(provider=OuterRef("pk")).order_by().values("provider").annotate(number=Count("pk"))
    return Coalesce(Subquery(own.values("number"), output_field=IntegerField()), 0)


def spreads(period: Period) -> dict[str, Spread]:
    """Of each of the four over the whole roster; one query."""
    counts = {name: Counter[int]() for name in ("recommended", "invited", "called", "chosen")}
    asked = (recommended(period), invited(period), called(period), chosen(period))
    first, *others = (_counted(name, found) for name, found in zip(counts, asked, strict=True))
    for name, provider, number in first.union(*others, all=True):
        counts[name][provider] = number
    return {name: _spread(found) for name, found in counts.items()}


def _counted(name: str, found: QuerySet[Any]) -> QuerySet[Any, Any]:
    """How often, under this name, by provider."""
    named = found.order_by().values("provider").annotate(name=Value(name), number=Count("pk"))
    listed: QuerySet[Any, Any] = named.values_list("name", "provider", "number")
    return listed


def _spread(counts: Counter[int]) -> Spread:
    times, first = counts.total(), sum(number for _key, number in counts.most_common(FIRST))
    return Spread(times, len(counts), Fraction(first, times) if times else None)
