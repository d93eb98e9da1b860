"""Offers of services: what the public sees, what is a provider's own, what the clock ends (R35)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from catalog.models import Ban, Provider, RosterEntry, ServiceOffer
from catalog.permissions import READERS
from catalog.rules.states import IN_FORCE, LIVE_OFFER, OfferState
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.rulebook.models import ScopeItem
from marketplace.rulebook.queries import scope_items

KIND = "offer"


def complete(rows: QuerySet[ServiceOffer]) -> QuerySet[ServiceOffer]:
    """With everything that a page or a document shows of them."""
    rows = rows.select_related("provider__organisation", "provider__home_place")
    return rows.prefetch_related("domains", "items__category", "items__domains", "streets")


def shown(on: date) -> QuerySet[ServiceOffer]:
    """What everybody sees on that day: published, in time, of a provider in good standing approved for all it says."""
    return ServiceOffer.objects.filter(_is_shown(on))


def _is_shown(on: date) -> Q:
    """The same rule as `rules.offers.unseen`, in SQL."""
    banned = Ban.objects.filter(provider=OuterRef("provider"), from_date__lte=on, until_date__gte=on)
    standing = RosterEntry.objects.filter(state__in=IN_FORCE, valid_until__gte=on, provider__serious_list=False)
    good = standing.exclude(Exists(banned)).values("provider")
    shown = Q(state=OfferState.PUBLISHED, valid_until__gte=on, provider__in=good)
    return shown & ~Q(Exists(_lost_domains()))


def _lost_domains() -> QuerySet[Any]:
    """Of an offer (outer reference): those of its domains that its provider's entry is not approved for."""
    approved = RosterEntry.domains.through.objects.filter(
        rosterentry__provider=OuterRef(OuterRef("provider")), servicedomain=OuterRef("servicedomain")
    )
    return ServiceOffer.domains.through.objects.filter(serviceoffer=OuterRef("pk")).exclude(Exists(approved))


def readable(member: Membership | None, on: date) -> QuerySet[ServiceOffer]:
    """What this person may open: what is shown; one's own; what was ever handed in, for the offices that check."""
    allowed = _is_shown(on)
    if member is not None and member.role in READERS:
        allowed |= Q(submitted_at__isnull=False)
    if member is not None and member.role in PROVIDER_ROLES:
        allowed |= Q(provider__organisation=member.organisation_id)
    return ServiceOffer.objects.filter(allowed)


def handed_in(on: date) -> QuerySet[ServiceOffer]:
    """All that were ever handed in; `is_shown` says whether everybody sees one, `rank` puts first what waits."""
    waits = Case(When(state=OfferState.CHECKING, then=Value(0)), default=Value(1), output_field=IntegerField())
    is_shown = ExpressionWrapper(_is_shown(on), output_field=BooleanField())
    rows = ServiceOffer.objects.filter(submitted_at__isnull=False).select_related("provider__organisation")
    return rows.annotate(is_shown=is_shown, rank=waits)


def own(provider: Provider) -> QuerySet[ServiceOffer]:
    """All of a provider's with their domains, the latest first."""
    return provider.service_offers.prefetch_related("domains").order_by("-created_at", "-pk")


def living(provider: Provider) -> int:
    """How many have not ended."""
    return provider.service_offers.filter(state__in=LIVE_OFFER).count()


def ended_by(today: date) -> QuerySet[ServiceOffer]:
    """Published ones whose last day has passed, for the clock."""
    rows = ServiceOffer.objects.filter(state__in=[OfferState.PUBLISHED, OfferState.PAUSED], valid_until__lt=today)
    return rows.order_by("pk")


def items_of(entry: RosterEntry, today: date) -> QuerySet[ScopeItem]:
    """Items of the catalogue in force that ask for one of the entry's approved domains, or for none."""
    approved = Q(domains__in=entry.domains.all()) | Q(domains__isnull=True)
    return scope_items(today).filter(approved).distinct()
