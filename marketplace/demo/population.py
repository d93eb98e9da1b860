"""The people of the district: demo accounts first, then enough officers, members and residents to play every story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from marketplace.accounts import bulk
from marketplace.accounts.bulk import PersonSpec, RoleSpec
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.demo import accounts
from marketplace.demo.names import names
from marketplace.demo.story.row import DESK
from marketplace.demo.tables import rows
from marketplace.places.models import Level, Place

SINCE = date(2023, 1, 1)
POOL = 40
POOL_ROLES = (Role.EXPERT, Role.PROFESSIONAL)

# How many hold each role, demo accounts included.
OF_DISTRICT = {
    Role.DISTRICT: 5,
    Role.FINANCE_OFFICER: 4,
    Role.LEADING_GROUP_MEMBER: 7,
    Role.EVALUATION_GROUP_MEMBER: 5,
    Role.CURATOR: 2,
    Role.AUDITOR: 2,
    Role.DISCIPLINE: 2,
}
OF_STREET = {Role.STREET: 4, Role.FINANCE_OFFICER: 3, Role.LEADING_GROUP_MEMBER: 5, Role.DISCIPLINE: 1}
OF_COMMUNITY = {Role.COMMUNITY: 4, Role.PARTY_ORG: 1, Role.SUPERVISION_COMMITTEE: 2}
# Enough residents for a panel that judges a project, and for a second one.
IN_A_STORY = {Role.RESIDENT_REPRESENTATIVE: 5, Role.RESIDENT: 61}
# Few enough that a drawn panel has a seat for the demo account.
DEMO_COMMUNITY = {Role.RESIDENT_REPRESENTATIVE: 3}


@dataclass(frozen=True)
class Seats:
    """How many people hold a role for a place."""

    role: Role
    place: Place
    number: int


def populate(advance: Callable[[], object]) -> None:
    """Create everybody but the providers' people, who come with their providers."""
    places = {place.code: place for place in Place.objects.select_related("parent")}
    specs = [*_demo_accounts(places), *_others(places), *_pool(places[accounts.DISTRICT])]
    bulk.people(specs, password=accounts.PASSWORD)
    advance()


def story_communities() -> set[tuple[str, str]]:
    """Street and name of every community that a table gives a project."""
    tables = ("demo_projects_48", "demo_extra_demands", "demo_desk_demands", DESK)
    return {(row["street"], row["community"]) for table in tables for row in rows(table)}


def _demo_accounts(places: dict[str, Place]) -> Iterator[PersonSpec]:
    for person in accounts.PERSONS:
        if person.role not in PROVIDER_ROLES:
            place = places[person.scope]
            role, phone = RoleSpec(person.role, place, SINCE), _phone(person.role, place, 0)
            yield PersonSpec(person.name, email=person.email, phone=phone, roles=[role])


def _phone(role: Role, place: Place, number: int) -> str | None:
    """Who may be drawn for a panel is known by a proved phone: made up, and nobody else's."""
    return f"+861389{place.pk:05d}{number:02d}" if role is Role.RESIDENT_REPRESENTATIVE else None


def _others(places: dict[str, Place]) -> Iterator[PersonSpec]:
    naming = names()
    for seats in _seats(places.values()):
        taken = sum(person.role == seats.role and person.scope == seats.place.code for person in accounts.PERSONS)
        for number in range(taken + 1, seats.number + 1):
            email = f"{seats.role.value.replace('_', '-')}-{seats.place.code}-{number}@demo.example"
            phone = _phone(seats.role, seats.place, number)
            roles = [RoleSpec(seats.role, seats.place, SINCE)]
            yield PersonSpec(next(naming), email=email, phone=phone, roles=roles)


def _seats(places: Iterable[Place]) -> Iterator[Seats]:
    played = story_communities()
    for place in sorted(places, key=lambda place: place.code):
        for role, number in _seats_of(place, played).items():
            yield Seats(role, place, number)


def _seats_of(place: Place, played: set[tuple[str, str]]) -> dict[Role, int]:
    if place.level == Level.DISTRICT:
        return OF_DISTRICT
    if place.level == Level.STREET:
        return OF_STREET
    if place.level != Level.COMMUNITY:
        return {}
    assert place.parent is not None
    key = (place.parent.name_zh, place.name_zh)
    return (
        OF_COMMUNITY
        | (IN_A_STORY if key in played else {})
        | (DEMO_COMMUNITY if place.code == accounts.COMMUNITY else {})
    )


def _pool(district: Place) -> Iterator[PersonSpec]:
    """Professionals who sit on panels and at acceptances."""
    naming = names(skip=5000)
    for number in range(1, POOL + 1):
        roles = [RoleSpec(role, district, SINCE) for role in POOL_ROLES]
        yield PersonSpec(next(naming), email=f"pool-{number}@demo.example", roles=roles)
