"""Roles are computed from memberships."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from marketplace import clock
from marketplace.accounts import permissions, queries
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.rules import Role
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db


def test_a_community_role_covers_exactly_its_community() -> None:
    community, neighbour = places.community(), places.community()
    worker = accounts.membership(Role.COMMUNITY, community)
    assert permissions.holds(worker, Role.COMMUNITY, place=community)
    assert not permissions.holds(worker, Role.COMMUNITY, place=neighbour)
    assert not permissions.holds(worker, Role.COMMUNITY, place=community.parent)


def test_a_street_role_covers_its_communities_and_a_district_role_all() -> None:
    community, neighbour = places.community(), places.community()
    officer = accounts.membership(Role.STREET, community.parent)
    district = accounts.membership(Role.DISTRICT)
    assert permissions.holds(officer, Role.STREET, place=community)
    assert not permissions.holds(officer, Role.STREET, place=neighbour)
    assert permissions.holds(district, Role.DISTRICT, place=community)
    assert permissions.holds(district, Role.DISTRICT, place=neighbour)


def test_a_provider_stands_for_its_organisation_only_and_covers_no_place() -> None:
    bidder = accounts.membership(Role.PROVIDER_ADMIN)
    assert bidder.organisation
    assert permissions.holds(bidder, organisation=bidder.organisation)
    assert not permissions.holds(bidder, organisation=accounts.organisation())
    assert not permissions.holds(bidder, place=places.community())


def test_a_visitor_and_the_wrong_role_are_refused() -> None:
    with pytest.raises(permissions.RoleMissing):
        permissions.require(None, Role.DISTRICT)
    with pytest.raises(permissions.RoleMissing) as refused:
        permissions.require(accounts.membership(Role.STREET, places.street()), Role.DISTRICT)
    assert refused.value.status == 403


def test_a_role_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    today = clock.today()
    street = places.street()
    ended = accounts.membership(Role.STREET, street, to_date=today)
    coming = accounts.membership(Role.STREET, street, from_date=today + timedelta(days=1))
    current = accounts.membership(Role.STREET, street, from_date=today, to_date=today + timedelta(days=1))
    assert [permissions.holds(member) for member in (ended, coming, current)] == [False, False, True]
    assert list(queries.holders(Role.STREET, place=street)) == [current]


def test_somebody_deactivated_holds_nothing() -> None:
    officer = accounts.membership(Role.DISTRICT)
    officer.user.is_active = False
    officer.user.save()
    assert not permissions.holds(officer, Role.DISTRICT)
    assert not queries.holders(Role.DISTRICT).exists()


def test_a_substitute_counts_as_the_absent_officer_too() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    until = clock.today() + timedelta(days=9)
    substitute = accounts.membership(Role.STREET, absent.place, to_date=until, substitute_for=absent)
    assert permissions.persons(substitute) == {substitute.user_id, absent.user_id}
    assert not permissions.are_apart(substitute, absent)
    assert permissions.are_apart(absent, accounts.membership(Role.STREET, absent.place))


def test_holders_covering_a_place_stand_at_or_above_it() -> None:
    community = places.community()
    worker = accounts.membership(Role.COMMUNITY, community)
    officer = accounts.membership(Role.STREET, community.parent)
    district = accounts.membership(Role.DISTRICT)
    accounts.membership(Role.COMMUNITY, places.community())
    assert list(queries.holders(covering=community)) == [worker, officer, district]


def test_a_visitor_gets_no_object_that_guardian_granted_to_a_phone_only_person() -> None:
    """Unguarded, guardian asks for the user with `email=None` and finds the phone-only one."""
    from guardian.shortcuts import assign_perm, get_objects_for_user

    owner: User = accounts.user(email=None, phone="+8613800000001")
    organisation = accounts.organisation()
    assign_perm("accounts.view_organisation", owner, organisation)
    everything = Organisation.objects.all()
    leaked = get_objects_for_user(AnonymousUser(), "accounts.view_organisation", everything)
    assert list(leaked) == [organisation]
    assert list(permissions.granted(AnonymousUser(), "accounts.view_organisation", everything)) == []
    assert list(permissions.granted(owner, "accounts.view_organisation", everything)) == [organisation]
