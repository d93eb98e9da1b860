"""What the scorer looks at, read for many providers at once: as many queries for two hundred as for one."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet, Value

from catalog.models import Provider, ProviderRecord, ServiceOffer
from catalog.queries import offers
from catalog.queries.roster import recent
from catalog.rules import eligibility
from catalog.rules.states import Grade
from marketplace.primitives.ruleset import Tier
from marketplace.rulebook.models import ScopeItem, ServiceDomain
from tendering.demands import busy
from tendering.demands.models import Demand
from tendering.demands.rules import said
from tendering.demands.rules.fit import Need, Offered, Supply

# Of each text so many characters are read; of so many demands, and providers, a process keeps what it cut.
TEXT_LIMIT, KEPT = 1_000, 1_024
# What an offer names, each by its code or, for streets, its path.
PARTS = {"domains": "servicedomain__code", "items": "scopeitem__code", "streets": "place__path"}


@dataclass(slots=True)
class _Record:
    sums: list[Decimal] = field(default_factory=list)
    served: set[str] = field(default_factory=set)
    on_time: int = 0
    satisfied: int = 0
    answers: int = 0


class _Shown(NamedTuple):
    """An offer that everybody sees: what it says, and what it names."""

    texts: tuple[str, str]
    offer: Offered


def with_facts(rows: QuerySet[Provider]) -> QuerySet[Provider]:
    """Providers with what `supplies` reads of them."""
    domains = Prefetch("entry__domains", ServiceDomain.objects.order_by("pk"))
    return rows.select_related("organisation", "home_place", "entry").prefetch_related(domains)


def need(demand: Demand) -> Need:
    """What counts of a demand; its scope item with the domains is read."""
    item = demand.scope_item
    texts = demand.need[:TEXT_LIMIT], demand.outputs[:TEXT_LIMIT]
    words = _asked(demand.title, item.name_zh if item else "", *texts)
    return Need(words, _domains(item), demand.community.path, demand.budget, item.code if item else "")


def asks(demand: Demand) -> eligibility.Need:
    """What a demand asks of whoever does it; its scope item with the domains is read."""
    return eligibility.Need(_domains(demand.scope_item), Tier(demand.tier))


def _domains(item: ScopeItem | None) -> frozenset[str]:
    return frozenset(domain.code for domain in item.domains.all()) if item else frozenset()


def supplies(providers: Iterable[Provider], on: date) -> dict[int, Supply]:
    """What counts of these providers (`with_facts`) on that day, by key."""
    rows = list(providers)
    keys = [row.pk for row in rows]
    records, load, offered = _records(keys, recent(on)), busy.contracts(keys), _offered(keys, on)
    return {row.pk: _supply(row, records[row.pk], load.get(row.pk, 0), offered[row.pk], on) for row in rows}


def _supply(provider: Provider, record: _Record, load: int, offered: Sequence[_Shown], on: date) -> Supply:
    domains = list(provider.entry.domains.all())
    expires = provider.grade_expires_on
    of_itself = _said(provider.strengths[:TEXT_LIMIT], provider.development[:TEXT_LIMIT], *(d.name_zh for d in domains))
    return Supply(
        words=of_itself.union(*(_said(*one.texts) for one in offered)),
        domains=frozenset(domain.code for domain in domains),
        home="" if provider.home_place is None else provider.home_place.path,
        served=frozenset(record.served),
        usual=median(record.sums) if record.sums else None,
        contracts=len(record.sums),
        on_time=record.on_time,
        satisfied=record.satisfied,
        answers=record.answers,
        grade=Grade.NONE if expires is not None and expires < on else Grade(provider.grade),
        credit=provider.credit,
        load=load,
        offers=tuple(one.offer for one in offered),
    )


def _offered(keys: Collection[int], on: date) -> Mapping[int, list[_Shown]]:
    """What these providers offer on that day; two queries, for one as for all."""
    rows = list(offers.shown(on).filter(provider__in=keys).order_by("pk"))
    parts = _parts([row.pk for row in rows])
    found: defaultdict[int, list[_Shown]] = defaultdict(list)
    for row in rows:
        domains, items, streets = (frozenset(parts[row.pk, part]) for part in PARTS)
        offer = Offered(domains, items, streets, row.price_from, row.price_to)
        found[row.provider_id].append(_Shown((row.title, row.text[:TEXT_LIMIT]), offer))
    return found


def _parts(keys: Collection[int]) -> defaultdict[tuple[int, str], set[str]]:
    """Which domains, items and streets these offers name, by offer and part; one query for all, none for nothing."""
    found: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    if keys:
        first, *others = (_named(part, way, keys) for part, way in PARTS.items())
        for offer, part, value in first.union(*others, all=True):
            found[offer, part].add(value)
    return found


def _named(part: str, way: str, keys: Collection[int]) -> QuerySet[Any, Any]:
    rows = getattr(ServiceOffer, part).through._default_manager.filter(serviceoffer__in=keys).order_by()
    named: QuerySet[Any, Any] = rows.values_list("serviceoffer", Value(part), way)
    return named


def _records(keys: Collection[int], since: date) -> Mapping[int, _Record]:
    """Closed contracts of the last years by provider; one query."""
    found: defaultdict[int, _Record] = defaultdict(_Record)
    rows = ProviderRecord.objects.filter(provider__in=keys, closed_date__gte=since).order_by()
    columns = ("provider", "amount", "place__path", "days_late", "satisfied", "answers")
    for key, amount, path, days_late, satisfied, answers in rows.values_list(*columns):
        record = found[key]
        record.sums.append(amount)
        record.served.add(path)
        record.on_time += not days_late
        record.satisfied += satisfied or 0
        record.answers += answers or 0
    return found


@lru_cache(maxsize=KEPT)
def _asked(*texts: str) -> tuple[str, ...]:
    return tuple(map(sys.intern, said.asked(*texts)))


@lru_cache(maxsize=KEPT)
def _said(*texts: str) -> frozenset[str]:
    """Their tokens, each kept once however many say it."""
    return frozenset(map(sys.intern, said.chain(*texts)))
