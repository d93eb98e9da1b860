"""Which rules hold on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from marketplace import clock
from marketplace.places import queries as places
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset.codes import Regime
from marketplace.rulebook.models import RuleSet, RuleSetStatus, ScopeItem, ServiceDomain


class NoRuleSet(Refusal):
    """No rule set of this district was in force on that day."""


def in_force(on: date, place: Place | None = None, regime: Regime = Regime.LOCAL) -> RuleSet:
    """The district's rule set on a day; of the place's district, or of the portal's own.

    Raises:
        NoRuleSet: ``rulebook.none_in_force`` with the day.
    """
    published = RuleSet.objects.exclude(status=RuleSetStatus.DRAFT)
    found = published.filter(_of_district(place), regime=regime, effective_from__lte=on)
    latest = found.select_related("catalogue").order_by("-effective_from", "-version", "-pk").first()
    if latest is None:
        raise NoRuleSet("rulebook.none_in_force", day=on)
    return latest


def _of_district(place: Place | None) -> Q:
    """Of the district the place is or lies in, found in the same query; of the portal's own for a city or no place."""
    if place is None or place.level == Level.CITY:
        return Q(place=places.district())
    return Q(place__level=Level.DISTRICT, place__path__in=place.lineage())


def replaced_by(draft: RuleSet) -> RuleSet | None:
    """The rule set that is in force when the draft's day comes; what it was drafted from, where none is."""
    try:
        return in_force(draft.effective_from, draft.place, Regime(draft.regime))
    except NoRuleSet:
        return draft.based_on


def scope_items(on: date | None = None, place: Place | None = None) -> QuerySet[ScopeItem]:
    """The items a demand may be about on a day (today), with category and domains, by code (R15)."""
    catalogue = in_force(on or clock.today(), place).catalogue
    return catalogue.items.select_related("category").prefetch_related("domains").order_by("code")


def service_domains() -> QuerySet[ServiceDomain]:
    """The domains in use, by code."""
    return ServiceDomain.objects.filter(is_active=True).order_by("pk")
