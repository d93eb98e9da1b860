"""Demands of one's own community that a provider may be invited to (R36), for the pages of providers and offers."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from django.urls import reverse

from catalog.approaches import Approach
from catalog.models import Provider
from catalog.queries.eligibility import standing
from catalog.rules import eligibility
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Gate
from tendering.demands.models import Demand, Match
from tendering.demands.queries import conflicts
from tendering.demands.queries.facts import asks
from tendering.demands.queries.fitting import ANSWERED
from tendering.demands.queries.looking import looking

# So many are shown; so many are read at a time until they are found.
MOST, PORTION = 20, 100


def approaches(member: Membership, provider: Provider, now: datetime) -> list[Approach]:
    """For a community worker: demands that this provider may do and is not in touch about, the newest first."""
    if member.role != Role.COMMUNITY or member.place is None:
        return []
    return [
        Approach(row.title, row.number, f"{reverse('demands:invite', args=[row.number])}?provider={provider.pk}")
        for row in _open_to(provider, member.place.path, now)
    ]


def _open_to(provider: Provider, path: str, now: datetime) -> list[Demand]:
    on = day_of(now)
    has = standing(provider, on)
    asked = Match.objects.filter(provider=provider, state__in=ANSWERED).values("demand")
    rows = looking(now).filter(community__path__startswith=path).exclude(pk__in=asked)
    rows = conflicts.without_own(rows, provider, on).select_related("scope_item").order_by("-published_at", "-pk")
    read = rows.prefetch_related("scope_item__domains", "rule_set").iterator(chunk_size=PORTION)
    return list(islice((row for row in read if _may(has, row, on)), MOST))


def _may(has: eligibility.Standing, demand: Demand, on: date) -> bool:
    return bool(eligibility.eligible(has, asks(demand), Gate(demand.rule_set.rules.roster.gate), on))
