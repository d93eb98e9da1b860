"""Who holds which role."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from marketplace import clock
from marketplace.accounts.models import Membership, MembershipQuerySet, Organisation, User
from marketplace.places.models import Place


def holders(
    *roles: str,
    place: Place | None = None,
    covering: Place | None = None,
    organisation: Organisation | None = None,
    on: date | None = None,
) -> MembershipQuerySet:
    """Memberships that hold one of the roles on a day (today), substitutes included, oldest first.

    Args:
        roles: any of these; none given means any role.
        place: exactly for this place.
        covering: for this place or one that contains it.
        organisation: for this organisation.
    """
    found = Membership.objects.active(on or clock.today()).scoped().order_by("pk")
    if roles:
        found = found.filter(role__in=roles)
    if place is not None:
        found = found.filter(place=place)
    if covering is not None:
        found = found.filter(place__path__in=covering.lineage())
    if organisation is not None:
        found = found.filter(organisation=organisation)
    return found


def memberships_of(user: User, on: date | None = None) -> MembershipQuerySet:
    """The roles a person holds on a day (today), the one used last first."""
    active = Membership.objects.active(on or clock.today()).filter(user=user).scoped()
    return active.order_by(F("last_used_at").desc(nulls_last=True), "pk")
