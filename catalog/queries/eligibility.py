"""Who may be invited and may bid (`roster.gate`, domain 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from catalog.models import Ban, Provider, RosterEntry
from catalog.queries.admission import banned_until
from catalog.rules import eligibility as rule
from catalog.rules.kinds import PROVIDER_TYPES
from catalog.rules.states import IN_FORCE, EntryState, RosterList
from marketplace import clock
from marketplace.primitives.refusal import Refusal, Refusals
from marketplace.primitives.ruleset import Gate, Regime, Tier
from marketplace.rulebook.models import ScopeItem, ServiceDomain
from marketplace.rulebook.queries import in_force


def eligible(
    provider: Provider,
    domains: Iterable[ServiceDomain],
    tier: Tier,
    regime: Regime = Regime.LOCAL,
    on: date | None = None,
    gate: Gate | None = None,
) -> rule.Eligibility:
    """Whether this provider may be invited and may bid, with every obstacle as a code.

    Args:
        domains: service domains of the scope item; one approved domain is enough.
        on: the day that counts, today where none is given.
        gate: of the rule set the tender keeps; that of the rule set in force on the day where none is given.
    """
    day = on or clock.today()
    need = rule.Need(frozenset(domain.code for domain in domains), tier, regime)
    return rule.eligible(standing(provider, day), need, gate or in_force(day).rules.roster.gate, day)


def require_eligible(
    provider: Provider, item: ScopeItem | None, tier: Tier, on: date, gate: Gate, regime: Regime = Regime.LOCAL
) -> None:
    """Refuse a provider that may not be invited and may not bid; every obstacle is told.

    Raises:
        Refusals: domain, state or lists stand against it (domain 3.1).
    """
    domains = list(item.domains.all()) if item else []
    answer = eligible(provider, domains, tier, regime, on=on, gate=gate)
    if not answer:
        asked = {"asked": "、".join(str(domain) for domain in domains)}
        raise Refusals([Refusal(found.code, field=None, **found.parameters | asked) for found in answer.obstacles])


def eligible_for(
    scope_item: ScopeItem,
    tier: Tier,
    regime: Regime = Regime.LOCAL,
    on: date | None = None,
    gate: Gate | None = None,
) -> QuerySet[Provider]:
    """All providers that may be invited to work of this scope item, by name; the same rule as `eligible`, in SQL."""
    day = on or clock.today()
    effective = rule.effective_gate(gate or in_force(day).rules.roster.gate, regime)
    rows = Provider.objects.filter(serious_list=False, organisation__org_type__in=PROVIDER_TYPES)
    if regime is Regime.LOCAL:
        rows = _by_local_rules(rows, tier, day)
    if effective is Gate.REQUIRED:
        rows = rows.filter(_is_listed(scope_item, day))
    return rows.select_related("organisation", "home_place").order_by("organisation__name", "pk")


def listed_for(scope_item: ScopeItem, tier: Tier, regime: Regime, on: date) -> QuerySet[Provider]:
    """Those of them that are on the roster for this work, also where that is no condition of a bid."""
    return eligible_for(scope_item, tier, regime, on, Gate.OPEN).filter(_is_listed(scope_item, on))


def _is_listed(scope_item: ScopeItem, day: date) -> Exists:
    entries = RosterEntry.objects.filter(provider=OuterRef("pk"), state__in=IN_FORCE, valid_until__gte=day)
    if domains := list(scope_item.domains.all()):  # read already by most who ask
        entries = entries.filter(domains__in=domains)
    return Exists(entries)


def _by_local_rules(rows: QuerySet[Provider], tier: Tier, day: date) -> QuerySet[Provider]:
    bans = Ban.objects.filter(provider=OuterRef("pk"), from_date__lte=day, until_date__gte=day)
    suspended = RosterEntry.objects.filter(provider=OuterRef("pk"), state=EntryState.SUSPENDED)
    rows = rows.exclude(Exists(bans)).exclude(Exists(suspended))
    return rows if tier is Tier.MAJOR else rows.exclude(roster_list=RosterList.ENTERPRISE)


def standing(provider: Provider, day: date) -> rule.Standing:
    """What counts of a provider on that day; two queries, one where the entry's domains are read already."""
    return _standing(provider, is_banned=banned_until(provider, day) is not None)


def standings(providers: Iterable[Provider], day: date) -> dict[int, rule.Standing]:
    """The same for several, by provider; as many queries for one as for all, none for nobody."""
    rows = list({provider.pk: provider for provider in providers}.values())
    prefetch_related_objects(rows, "organisation", "entry__domains")
    running = Ban.objects.filter(provider__in=rows, from_date__lte=day, until_date__gte=day)
    banned = set(running.values_list("provider_id", flat=True)) if rows else set[int]()
    return {provider.pk: _standing(provider, is_banned=provider.pk in banned) for provider in rows}


def _standing(provider: Provider, *, is_banned: bool) -> rule.Standing:
    entry: RosterEntry | None = getattr(provider, "entry", None)
    return rule.Standing(
        org_type=provider.organisation.org_type,
        roster_list=provider.roster_list,
        serious_list=provider.serious_list,
        banned=is_banned,
        entry_state=None if entry is None else entry.state,
        entry_valid_until=None if entry is None else entry.valid_until,
        domains=frozenset() if entry is None else frozenset(domain.code for domain in entry.domains.all()),
    )
