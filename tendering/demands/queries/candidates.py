"""Whom the scorer looks at: the index brings some hundred forward, however many there are.

The order of the index decides only who is looked at; it is the same in every engine, for it counts in whole points.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from catalog import facets
from catalog.models import Provider, ProviderRecord
from catalog.queries import roster
from catalog.rules.states import IN_FORCE, Grade
from search import audience, registry
from search.engines import engine
from search.query import AnyOf, Between, Boost, Filter, Query, Result
from tendering.demands.models import Demand
from tendering.demands.queries.looking import looking
from tendering.demands.rules import said
from tendering.demands.rules.steps import LOOKING

R = TypeVar("R", bound=Model)
DEMAND = "demand"
NEAR, GOOD, GRADED = 4, 2, 1
# A provider has no rule set of its own: so many demands are looked at for it.
MOST = 200
# Of those that are looked at so many are found by the most telling word of the demand, and by where they worked.
BY_WORD, BY_RECORD = 4, 4


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those that are looked at.

    Attributes:
        keys: of those that the index brings forward.
        others: what it cannot know, by key; asked with the rows, not before them.
        is_spare: the reserve index brought them forward, for a cluster that is away.
    """

    keys: frozenset[int]
    others: QuerySet[Any, Any]
    is_spare: bool

    def among(self, rows: QuerySet[R]) -> QuerySet[R]:
        """Those of these rows that are looked at.

        Both halves are one set of keys, by which a database finds the rows; of two sets, either of which will do, it
        would look at all rows.
        """
        every = rows.model._default_manager.order_by()
        found = every.filter(pk__in=self.keys).values("pk"), every.filter(pk__in=self.others).values("pk")
        return rows.filter(pk__in=found[0].union(found[1]))


def providers(demand: Demand, domains: Collection[str]) -> Candidates:
    """Listed providers for a demand: near and in good standing, saying its word, or known in its street."""
    rules = demand.rule_set.rules
    size, fits = rules.matching.candidates, _listed(domains)
    near = AnyOf(facets.STREET, (demand.community.parent.code,)) if demand.community.parent else None
    boosts = [
        Boost(Between(facets.CREDIT, rules.roster.credit.watch_below), GOOD),
        Boost(AnyOf(facets.GRADE, (Grade.A5.value, Grade.A4.value)), GRADED),
    ]
    if near is not None:
        boosts.append(Boost(near, NEAR))
    asked = Query(audience.EVERYBODY, kinds=(roster.KIND,), filters=fits, boosts=tuple(boosts), size=size, is_bare=True)
    word = _telling_word(demand.title)
    saying = [replace(asked, text=word, size=size // BY_WORD)] if word else []
    return _found([engine().find(query) for query in (asked, *saying)], _known(demand, size // BY_RECORD))


def demands(provider: Provider, domains: Collection[str], now: datetime) -> Candidates:
    """Demands that look for these domains or for any, those of its street first, then the newest."""
    states = tuple(f"{DEMAND}.{state.value}" for state in sorted(LOOKING))
    filters = (AnyOf(facets.STATUS, states), *_in(domains))
    home = provider.home_place
    boosts = (Boost(AnyOf(facets.STREET, (home.code,)), NEAR),) if home is not None else ()
    asked = Query(audience.EVERYBODY, kinds=(DEMAND,), filters=filters, boosts=boosts, size=MOST, is_bare=True)
    return _found([engine().find(asked)], _open_to_all(now))


def _found(answers: Sequence[Result], others: QuerySet[Any, Any]) -> Candidates:
    keys = frozenset(hit.key for answer in answers for hit in answer.hits)
    return Candidates(keys, others, any(answer.is_spare for answer in answers))


def _open_to_all(now: datetime) -> QuerySet[Demand, Any]:
    """Demands of items that ask for no domain, the newest first: no filter by domains finds them."""
    rows = looking(now).filter(scope_item__isnull=False, scope_item__domains__isnull=True)
    return rows.order_by("-published_at", "-pk").values("pk")[:MOST]


def _listed(domains: Collection[str]) -> tuple[Filter, ...]:
    states = tuple(f"{roster.KIND}.{state.value}" for state in sorted(IN_FORCE))
    return (AnyOf(facets.STATUS, states), *_in(domains))


def _in(domains: Collection[str]) -> tuple[Filter, ...]:
    return (AnyOf(facets.DOMAIN, tuple(sorted(domains))),) if domains else ()


def _known(demand: Demand, size: int) -> QuerySet[ProviderRecord, Any]:
    """Who closed a contract in the street, the latest first; the index does not know where anybody worked."""
    street = demand.community.parent or demand.community
    rows = ProviderRecord.objects.filter(place__path__startswith=street.path, provider__isnull=False)
    return rows.order_by("-closed_date", "-pk").values("provider")[:size]


def _telling_word(title: str) -> str:
    """The longest word of a title that not everybody says; the first of equals."""
    words = registry.words().cut(said.telling(title))
    return max(words, key=len, default="")
