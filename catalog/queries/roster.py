"""The public roster: search, filter, count, compare (R28, R30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum, When

from catalog.models import CommunityGroup, Provider, ProviderRecord, RosterEntry
from catalog.rules.periods import months_after
from catalog.rules.states import EntryState
from marketplace.places.models import Place
from marketplace.rulebook.models import ServiceDomain
from search import lists

KIND = "provider"
MOST_COMPARED = 3
RECENT_YEARS = 3
ESTABLISHED_YEARS = 3
WELL_STAFFED = 10
# What providers are grouped by for the counts beside the filters, and the attributes they may have.
GROUPED = ("roster_list", "grade", "entry__state", "home_place__code")
ATTRIBUTES = ("established", "well_staffed", "social_workers")


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """A provider's closed contracts: number, sum in yuan, how many on time, exact share satisfied."""

    contracts: int = 0
    amount: Decimal = Decimal("0.00")
    on_time: int = 0
    satisfied: int = 0
    answers: int = 0
    acceptance: Decimal | None = None

    @property
    def satisfaction(self) -> Fraction | None:
        """Satisfied of all valid answers."""
        return Fraction(self.satisfied, self.answers) if self.answers else None


def public() -> QuerySet[Provider]:
    """Everyone on the roster who has not been removed, with what a card shows."""
    rows = Provider.objects.filter(entry__isnull=False).exclude(entry__state=EntryState.REMOVED)
    return rows.select_related("organisation", "home_place", "entry").prefetch_related(
        Prefetch("entry__domains", ServiceDomain.objects.order_by("pk"))
    )


def has_page(provider: Provider) -> bool:
    """Whether `public` shows this provider, whose entry is at hand."""
    entry: RosterEntry | None = getattr(provider, "entry", None)
    return entry is not None and not entry.is_removed


def matching(text: str) -> Q:
    """What the index knows of a provider says the text, or it is its credit code, which stands in no index."""
    return lists.saying(KIND, text) | Q(organisation__uscc__iexact=text.strip()) if text.strip() else Q()


def in_domains(codes: Collection[str]) -> Q:
    """Approved for at least one of these domains; as a subquery, so that no row comes twice."""
    approved = RosterEntry.objects.filter(domains__code__in=codes).values("provider")
    return Q(pk__in=approved)


def established(today: date) -> Q:
    """Registered at least three years ago."""
    return Q(registered_date__lte=months_after(today, -12 * ESTABLISHED_YEARS))


def well_staffed() -> Q:
    """Ten full-time people or more."""
    return Q(fulltime_staff__gte=WELL_STAFFED)


def with_social_workers() -> Q:
    """At least one certified social worker."""
    return Q(certified_social_workers__gte=1)


@dataclass(frozen=True, slots=True)
class Admitted:
    """How many of the admitted providers have each value, whatever is filtered by."""

    lists: Mapping[str, int]
    grades: Mapping[str, int]
    states: Mapping[str, int]
    attributes: Mapping[str, int]


def admitted(today: date) -> Admitted:
    """Sums of the whole roster; one query whatever its size."""
    groups = list(grouped(public(), today))
    return Admitted(
        lists=_summed(groups, "roster_list"),
        grades=_summed(groups, "grade"),
        states=_summed(groups, "entry__state"),
        attributes={name: sum(group["number"] for group in groups if group[name]) for name in ATTRIBUTES},
    )


def attributes(today: date) -> dict[str, Q]:
    """What each attribute of the development status means."""
    return {
        "established": established(today),
        "well_staffed": well_staffed(),
        "social_workers": with_social_workers(),
    }


def grouped(rows: QuerySet[Provider], today: date) -> QuerySet[Provider, dict[str, Any]]:
    """How many of these providers have the same values of everything the roster is filtered by, but for domains."""
    flags = {
        name: Case(When(meaning, then=True), default=False, output_field=BooleanField())
        for name, meaning in attributes(today).items()
    }
    named = rows.order_by().annotate(**flags).values(*GROUPED, *ATTRIBUTES)
    found: QuerySet[Provider, dict[str, Any]] = named.annotate(number=Count("pk", distinct=True))
    return found


def by_domain(rows: QuerySet[Provider]) -> dict[str, int]:
    """How many of these providers are approved for each domain, by its code."""
    return dict(rows.order_by().values_list("entry__domains__code").annotate(number=Count("pk", distinct=True)))


def _summed(groups: Iterable[Mapping[str, Any]], name: str) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    for group in groups:
        found[group[name]] += group["number"]
    return found


def held(domains: QuerySet[ServiceDomain]) -> dict[ServiceDomain, bool]:
    """Each of these domains, and whether an admitted provider is approved for it; one query."""
    approved = RosterEntry.objects.exclude(state=EntryState.REMOVED).filter(domains=OuterRef("pk"))
    return {domain: domain.is_held for domain in domains.annotate(is_held=Exists(approved))}


def home_streets() -> QuerySet[Place]:
    """Streets in which an admitted provider has its home, by code."""
    homes = public().order_by().values("home_place")
    return Place.objects.filter(pk__in=homes).order_by("code")


def summaries(providers: Iterable[Provider], *, since: date | None = None) -> dict[int, RecordSummary]:
    """The records of these providers by id, in one query; with `since`, contracts closed on or after that day."""
    rows = ProviderRecord.objects.filter(provider__in=[provider.pk for provider in providers])
    if since is not None:
        rows = rows.filter(closed_date__gte=since)
    grouped = (
        rows.order_by()
        .values("provider")
        .annotate(
            contracts=Count("pk"),
            total=Sum("amount"),
            on_time=Count("pk", filter=Q(days_late=0)),
            satisfied_sum=Sum("satisfied", default=0),
            answer_sum=Sum("answers", default=0),
            score_sum=Sum("acceptance_score"),
            scored=Count("acceptance_score"),
        )
    )
    return {row["provider"]: _summary(row) for row in grouped}


def recent(today: date) -> date:
    """The first day of the last three years, over which figures on cards are shown."""
    return months_after(today, -12 * RECENT_YEARS)


def compared(ids: Collection[int]) -> list[Provider]:
    """At most three providers of the public roster, in the order asked for."""
    wanted = list(dict.fromkeys(ids))[:MOST_COMPARED]
    found = {provider.pk: provider for provider in public().filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


def records_of(contractor: Provider | CommunityGroup) -> QuerySet[ProviderRecord]:
    """Closed contracts, the latest first, with their community and street."""
    return contractor.records.select_related("place__parent").order_by("-closed_date", "-pk")


def _summary(row: Mapping[str, object]) -> RecordSummary:
    scored, total = row["scored"], row["score_sum"]
    mean = None
    if isinstance(total, Decimal) and isinstance(scored, int) and scored:
        mean = (total / scored).quantize(Decimal("0.01"))
    return RecordSummary(
        contracts=_int(row["contracts"]),
        amount=Decimal(str(row["total"] or 0)),
        on_time=_int(row["on_time"]),
        satisfied=_int(row["satisfied_sum"]),
        answers=_int(row["answer_sum"]),
        acceptance=mean,
    )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
