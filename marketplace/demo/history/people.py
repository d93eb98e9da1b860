"""Enough people in every place: who is missing for a finished project is made up, with names as everybody's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count

from catalog.models import Provider
from marketplace.accounts import bulk
from marketplace.accounts.bulk import PersonSpec, RoleSpec
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.rules import Role
from marketplace.demo.names import names
from marketplace.places.models import Place

NAMES_FROM = 20_000
OF_COMMUNITY = {
    Role.COMMUNITY: 3,
    Role.PARTY_ORG: 1,
    Role.SUPERVISION_COMMITTEE: 1,
    Role.RESIDENT_REPRESENTATIVE: 3,
}
OF_STREET = {Role.STREET: 2, Role.FINANCE_OFFICER: 1, Role.LEADING_GROUP_MEMBER: 3}
OF_DISTRICT = {Role.DISTRICT: 2, Role.LEADING_GROUP_MEMBER: 3, Role.EXPERT: 4, Role.PROFESSIONAL: 3}


class Seats:
    """Who holds which role for which place or body, active on a day."""

    def __init__(self, rows: Iterable[Membership]) -> None:
        self._seats: dict[tuple[str, int | None, int | None], list[Membership]] = {}
        for row in rows:
            self._seats.setdefault((row.role, row.place_id, row.organisation_id), []).append(row)

    @classmethod
    def on(cls, day: date) -> Seats:
        """Everybody who acts on that day, substitutes left out."""
        rows = Membership.objects.scoped().active(day).filter(substitute_for=None).order_by("pk")
        return cls(rows)

    def of(self, role: Role, scope: Place | Organisation) -> list[Membership]:
        """Holders of a role for exactly this place or body, the oldest first."""
        if isinstance(scope, Place):
            return self._seats.get((role, scope.pk, None), [])
        return self._seats.get((role, None, scope.pk), [])


def fill(places: Sequence[Place], providers: Sequence[Provider], *, since: date, on: date) -> Seats:
    """Make up whoever is missing, and return everybody.

    Args:
        places: communities with their streets and district.
        since: from when the new ones hold their roles.
    """
    seats = Seats.on(on)
    specs = [*_of_places(places, seats, since), *_of_providers(providers, seats, since)]
    if specs:
        bulk.people(specs, password=None)  # nobody signs in as them
    return Seats.on(on) if specs else seats


def _of_places(places: Sequence[Place], seats: Seats, since: date) -> Iterator[PersonSpec]:
    naming = names(skip=NAMES_FROM)
    wanted = {"community": OF_COMMUNITY, "street": OF_STREET, "district": OF_DISTRICT}
    for place in places:
        for role, number in wanted[place.level].items():
            for serial in range(len(seats.of(role, place)) + 1, number + 1):
                email = f"history-{role.value.replace('_', '-')}-{place.code}-{serial}@demo.example"
                yield PersonSpec(next(naming), email=email, roles=[RoleSpec(role, place, since)])


def _of_providers(providers: Sequence[Provider], seats: Seats, since: date) -> Iterator[PersonSpec]:
    naming = names(skip=2 * NAMES_FROM)
    serial = count(1)
    for provider in providers:
        if not seats.of(Role.PROVIDER_ADMIN, provider.organisation):
            role = RoleSpec(Role.PROVIDER_ADMIN, provider.organisation, since)
            email = f"history-provider-{provider.pk}-{next(serial)}@demo.example"
            yield PersonSpec(next(naming), email=email, roles=[role])
