"""Two-way recommendations: providers that fit a demand, demands that fit a provider (R35, R36; domain 3.3).

Both ways the index is asked for some hundred candidates, the rules say which of them may take part, and one scorer
(`rules.fit`) puts these in order. Neither way is all of the roster looked at, nor is the order that of an engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import SupportsIndex, overload

from django.db.models import Exists, Q, QuerySet, prefetch_related_objects

from catalog.models import Provider
from catalog.queries.eligibility import eligible_for, standing
from catalog.rules import eligibility
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Gate, Tier
from tendering.demands import calls
from tendering.demands.models import Demand, Match
from tendering.demands.queries import candidates, conflicts
from tendering.demands.queries.facts import asks, need, supplies, with_facts
from tendering.demands.queries.looking import looking
from tendering.demands.rules.fit import Fit, fit
from tendering.demands.rules.matching import LIVING
from tendering.demands.rules.steps import LOOKING

# Whoever is in touch about a demand, or has said no, is not recommended again; what expired may be tried anew.
ANSWERED = sorted({*LIVING, Match.State.DECLINED.value})
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fitting:
    """A pair that fits, with the parts of its score."""

    demand: Demand
    provider: Provider
    fit: Fit


class Recommended(list[Fitting]):
    """Pairs that fit, the best first (推荐列表).

    Attributes:
        is_spare: the reserve index brought them forward, for a cluster that is away; their page says so.
    """

    def __init__(self, found: Iterable[Fitting] = (), *, is_spare: bool = False) -> None:
        super().__init__(found)
        self.is_spare = is_spare

    @overload
    def __getitem__(self, at: SupportsIndex) -> Fitting: ...

    @overload
    def __getitem__(self, at: slice) -> Recommended: ...

    def __getitem__(self, at: SupportsIndex | slice) -> Fitting | Recommended:
        """One of them, or some, which the same index brought forward."""
        if isinstance(at, slice):
            return Recommended(super().__getitem__(at), is_spare=self.is_spare)
        return super().__getitem__(at)


def fitting_providers(demand: Demand, now: datetime) -> Recommended:
    """Providers that may do this and are not in touch about it yet, the best first; at most `SHOWN`.

    Whatever the gate of the roster, only who is listed for one of the domains is recommended.
    """
    if demand.state not in LOOKING:
        return Recommended()
    on = day_of(now)
    # Whether its call takes answers is asked with the providers.
    still = Exists(looking(now).filter(pk=demand.pk))
    return scored(demand, recommendable(demand, on).filter(still), on)[:SHOWN]


def recommendable(demand: Demand, on: date) -> QuerySet[Provider]:
    """Listed providers that may do this and are not kept out, neither in touch about it nor have said no."""
    if demand.scope_item is None:
        return Provider.objects.none()
    prefetch_related_objects([demand.scope_item], "domains")
    asked = Match.objects.filter(demand=demand, state__in=ANSWERED).values("provider")
    rows = eligible_for(demand.scope_item, Tier(demand.tier), on=on, gate=Gate.REQUIRED).exclude(pk__in=asked)
    return rows.exclude(conflicts.kept_out(demand, on))


def scored(demand: Demand, rows: QuerySet[Provider], on: date) -> Recommended:
    """Those of these listed providers that the index brings forward, the best fit first."""
    rules, wanted = demand.rule_set.rules, need(demand)
    looked_at = candidates.providers(demand, wanted.domains)
    found = list(with_facts(looked_at.among(rows.filter(entry__isnull=False))))
    facts = supplies(found, on)
    best = _best(Fitting(demand, row, fit(wanted, facts[row.pk], rules)) for row in found)
    return Recommended(best, is_spare=looked_at.is_spare)


def fitting_demands(provider: Provider, now: datetime) -> Recommended:
    """Demands that look for a provider, that this one may do and is not in touch about yet, the best first.

    Args:
        provider: of `with_facts`; one that is not on the roster is recommended for nothing.
    """
    on = day_of(now)
    has = standing(provider, on)
    if not eligibility.on_roster(has, on):
        return Recommended()
    asked = Match.objects.filter(provider=provider, state__in=ANSWERED).values("demand")
    looked_at = candidates.demands(provider, has.domains, now)
    rows = looked_at.among(looking(now)).exclude(calls.in_touch(provider.pk) | Q(pk__in=asked))
    rows = conflicts.without_own(rows, provider, on)
    rows = rows.select_related("community__parent", "scope_item")
    supply = supplies([provider], on)[provider.pk]
    wanting = rows.prefetch_related("scope_item__domains", "rule_set")
    may = [demand for demand in wanting if eligibility.eligible(has, asks(demand), Gate.REQUIRED, on)]
    found = (Fitting(demand, provider, fit(need(demand), supply, demand.rule_set.rules)) for demand in may)
    return Recommended(_best(found), is_spare=looked_at.is_spare)[:SHOWN]


def _best(found: Iterable[Fitting]) -> list[Fitting]:
    """The most points first; of equals in the order of their keys."""
    return sorted(found, key=lambda one: (-one.fit.points, one.demand.pk, one.provider.pk))
