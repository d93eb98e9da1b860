"""The people of the demonstration: enough for every story, nobody in two offices, nobody real."""

from __future__ import annotations

import pytest
from django.db.models import Count, Q

from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.demo import accounts
from marketplace.demo.population import POOL, POOL_ROLES, story_communities
from marketplace.places.models import Level, Place
from marketplace.primitives.masking import mask_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
STAFF, COMMITTEE, RESIDENTS, DECIDING = 4, 2, 61, 5
# Here a drawn panel must have a seat for the demo account.
DECIDING_AT_HOME = 3


def held(role: Role) -> dict[int, int]:
    """How many hold the role, by place."""
    return dict(Membership.objects.filter(role=role).values_list("place").annotate(Count("user", distinct=True)))


def test_every_community_of_a_story_has_its_people() -> None:
    staff, committee = held(Role.COMMUNITY), held(Role.SUPERVISION_COMMITTEE)
    deciding, residents = held(Role.RESIDENT_REPRESENTATIVE), held(Role.RESIDENT)
    played = story_communities()
    rows = Place.objects.filter(level=Level.COMMUNITY).select_related("parent")
    found = [place for place in rows if place.parent and (place.parent.name_zh, place.name_zh) in played]
    assert len(found) == len(played) > 50
    for place in found:
        body = DECIDING_AT_HOME if place.code == accounts.COMMUNITY else DECIDING
        people = (staff.get(place.pk), committee.get(place.pk), deciding.get(place.pk), residents.get(place.pk))
        assert people == (STAFF, COMMITTEE, body, RESIDENTS), place


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.STREET])
def test_every_office_has_separate_people_for_each_hand_money_goes_through(level: Level) -> None:
    """One asks, one checks, one approves, one pays: officers, finance and leading group are different persons."""
    officers = Role.DISTRICT if level == Level.DISTRICT else Role.STREET
    hands = {officers: 2, Role.FINANCE_OFFICER: 2, Role.LEADING_GROUP_MEMBER: 3}
    for place in Place.objects.filter(level=level):
        for role, least in hands.items():
            assert held(role).get(place.pk, 0) >= least, (place, role)


def test_nobody_sits_in_two_offices() -> None:
    offices = Q(place__isnull=False) & ~Q(role__in=[*POOL_ROLES, Role.RESIDENT])
    assert not Membership.objects.filter(offices).values("user").annotate(n=Count("pk")).filter(n__gt=1)


def test_the_pool_holds_forty_professionals() -> None:
    pool = Membership.objects.filter(user__email__startswith="pool-")
    assert POOL == 40
    for role in POOL_ROLES:
        assert pool.filter(role=role).values("user").distinct().count() == POOL


def test_everybody_is_made_up_and_masked() -> None:
    people = User.objects.exclude(email__isnull=True)
    assert not people.exclude(email__endswith="@demo.example").exists()
    assert not User.objects.exclude(phone__isnull=True).exclude(phone="").exclude(phone__startswith="+86138").exists()
    assert all(mask_name(name).endswith("*") for name in people.values_list("name", flat=True)[:500])
