"""Who stands on both sides of a demand: no match between them (domain 3.3, "no conflict flag").

Whoever wrote in it or adopted it, decides on it or answers for its place is not of the provider that would do it.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Provider
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES, STAFF_ROLES, Role
from tendering.demands.models import Demand
from tendering.demands.queries.planners import planned, without_planned

INSIDERS = sorted({*STAFF_ROLES, Role.RESIDENT_REPRESENTATIVE})


def on_both_sides(demand: Demand, on: date) -> Q:
    """Providers for which somebody of the demand's side acts; as a condition on providers."""
    inside = Membership.objects.active(on).filter(role__in=INSIDERS, place__path__in=demand.community.lineage())
    wrote = Demand.writers.through.objects.filter(demand=demand.pk).values("user")
    people = (
        Q(user__in=[demand.author_id, demand.adopted_by_id]) | Q(user__in=wrote) | Q(user__in=inside.values("user"))
    )
    acting = Membership.objects.active(on).filter(people, role__in=PROVIDER_ROLES)
    return Q(Exists(acting.filter(organisation=OuterRef("organisation"))))


def kept_out(demand: Demand, on: date) -> Q:
    """Providers that nobody asks about it: on both sides, or they planned it; as a condition on providers."""
    return on_both_sides(demand, on) | planned(demand)


def without_own(rows: QuerySet[Demand], provider: Provider, on: date) -> QuerySet[Demand]:
    """Demands on whose side nobody stands who acts for the provider, and that it did not plan; from the other end."""
    acting = Membership.objects.active(on).filter(role__in=PROVIDER_ROLES, organisation=provider.organisation_id)
    people = acting.order_by().values("user")
    inside = Membership.objects.active(on).filter(role__in=INSIDERS, user__in=people, place__isnull=False)
    wrote = Demand.writers.through.objects.filter(user__in=people).values("demand")
    own = Q(author__in=people) | Q(adopted_by__in=people) | Q(pk__in=wrote)
    for path in inside.order_by().values_list("place__path", flat=True).distinct():
        own |= Q(community__path__startswith=path)
    return without_planned(rows.exclude(pk__in=Demand.objects.filter(own).values("pk")), provider)
