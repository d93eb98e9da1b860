"""Who reads the record of an object that its own app claims no reader for (domain 4, last row), and free text whole."""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import STAFF_ROLES, Role
from marketplace.audit import readers
from marketplace.places.models import Place

READERS = (Role.COMMUNITY, Role.SUPERVISION_COMMITTEE, Role.STREET, Role.DISTRICT)


def reads_by_place(membership: Membership | None, target: Model) -> bool:
    """Offices read the record of what lies in their place; an object without a place is for auditors only."""
    place = target if isinstance(target, Place) else getattr(target, "place", None)
    return isinstance(place, Place) and holds(membership, *READERS, place=place)


def reads_whole(request: HttpRequest, target: object) -> bool:
    """Whoever is inside the object of the page, as its record says it; where there is none, anybody of an office."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return False
    if isinstance(target, Model) and readers.is_claimed(target._meta.label):
        return readers.reads_inside(membership, target)
    return membership.role in STAFF_ROLES
