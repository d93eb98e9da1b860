"""Who may be invited and may bid (`roster.gate`, domain 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

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
    return rule.eligible(_standing(provider, day), need, gate or in_force(day).rules.roster.gate, day)


def require_eligible(
    provider: Provider, item: ScopeItem | None, tier: Tier, on: date, gate: Gate, regime: Regime = Regime.LOCAL
) -> None:
    """Refuse a provider that may not be invited and may not bid; every obstacle is told.

    Raises:
        Refusals: domain, state or lists stand against it (domain 3.1).
    """
    answer = eligible(provider, item.domains.all() if item else [], tier, regime, on=on, gate=gate)
    if not answer:
        raise Refusals([Refusal(obstacle.code, field=None, **obstacle.parameters) for obstacle in answer.obstacles])


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
        entries = RosterEntry.objects.filter(provider=OuterRef("pk"), state__in=IN_FORCE, valid_until__gte=day)
        if codes := list(scope_item.domains.values_list("pk", flat=True)):
            entries = entries.filter(domains__in=codes)
        rows = rows.filter(Exists(entries))
    return rows.select_related("organisation", "home_place").order_by("organisation__name", "pk")


def _by_local_rules(rows: QuerySet[Provider], tier: Tier, day: date) -> QuerySet[Provider]:
    bans = Ban.objects.filter(provider=OuterRef("pk"), from_date__lte=day, until_date__gte=day)
    suspended = RosterEntry.objects.filter(provider=OuterRef("pk"), state=EntryState.SUSPENDED)
    rows = rows.exclude(Exists(bans)).exclude(Exists(suspended))
    return rows if tier is Tier.MAJOR else rows.exclude(roster_list=RosterList.ENTERPRISE)


def _standing(provider: Provider, day: date) -> rule.Standing:
    entry: RosterEntry | None = getattr(provider, "entry", None)
    return rule.Standing(
        org_type=provider.organisation.org_type,
        roster_list=provider.roster_list,
        serious_list=provider.serious_list,
        banned=banned_until(provider, day) is not None,
        entry_state=None if entry is None else entry.state,
        entry_valid_until=None if entry is None else entry.valid_until,
        domains=frozenset() if entry is None else frozenset(entry.domains.values_list("code", flat=True)),
    )
