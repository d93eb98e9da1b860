"""Who plays: everybody who holds a role, found by role and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.places.queries import district, street_of


class Cast:
    """People by role and place, demo accounts first.

    The demo account of a role is number 0: stories let numbers 1 and up act wherever there are several, so that
    whoever tries the demonstration finds work that is not yet done, and may do what authors may not.
    """

    def __init__(self, memberships: Iterable[Membership]) -> None:
        self._seats: dict[tuple[str, int | None], list[Membership]] = defaultdict(list)
        for membership in memberships:
            self._seats[membership.role, membership.place_id].append(membership)

    @classmethod
    def of_everybody(cls) -> Cast:
        """Everybody there is."""
        return cls(Membership.objects.scoped().order_by("pk"))

    def all(self, role: Role, place: Place) -> list[Membership]:
        """Those who hold this role for exactly this place."""
        return self._seats[role, place.pk]

    def one(self, role: Role, place: Place, number: int = 1) -> Membership:
        """Number `number` of them, counted round."""
        seats = self.all(role, place)
        if not seats:
            message = f"nobody is {role} of {place}"
            raise LookupError(message)
        return seats[number % len(seats)]

    def at_street(self, role: Role, community: Place, number: int = 1) -> Membership:
        """One of the street this community lies in."""
        street = street_of(community)
        assert street is not None
        return self.one(role, street, number)

    def at_district(self, role: Role, number: int = 1) -> Membership:
        """One of the district."""
        return self.one(role, district(), number)
