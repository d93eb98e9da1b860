"""Who reads the record of an object that its own app claims no reader for (domain 4, last row)."""

from __future__ import annotations

from django.db.models import Model

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.places.models import Place

READERS = (Role.COMMUNITY, Role.SUPERVISION_COMMITTEE, Role.STREET, Role.DISTRICT)


def reads_by_place(membership: Membership | None, target: Model) -> bool:
    """Offices read the record of what lies in their place; an object without a place is for auditors only."""
    place = target if isinstance(target, Place) else getattr(target, "place", None)
    return isinstance(place, Place) and holds(membership, *READERS, place=place)
