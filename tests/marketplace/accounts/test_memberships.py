"""Giving, ending and using roles."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts import permissions, queries, services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import GRANTS, SCOPES, Role
from marketplace.accounts.services import memberships
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import InvalidInput
from tests.factories import accounts, places
from tests.factories.audit import acts
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_the_district_gives_a_street_role_in_its_district_and_the_log_says_so() -> None:
    officer = accounts.membership(Role.DISTRICT)
    newcomer = accounts.user("赵六")
    street = places.street()
    given = services.grant_membership(by=officer, user=newcomer, role=Role.STREET, scope=street)
    assert permissions.holds(given, Role.STREET, place=street)
    assert acts() == ["accounts.membership.granted"]
    assert "赵六" not in Entry.objects.get().body


@pytest.mark.parametrize(
    ("granter", "role"),
    [
        (Role.STREET, Role.COMMUNITY),
        (Role.COMMUNITY, Role.SUPERVISION_COMMITTEE),
        (Role.AUDITOR, Role.DISTRICT),
        (Role.DISTRICT, Role.DISTRICT),
        (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE),
    ],
)
def test_nobody_gives_roles_that_are_not_theirs_to_give(granter: Role, role: Role) -> None:
    community = places.community()
    at = {Role.STREET: community.parent, Role.COMMUNITY: community, Role.RESIDENT: community}
    by = accounts.membership(granter, at.get(granter, places.district()))
    scope = places.district() if role == Role.DISTRICT else community
    with pytest.raises(memberships.RoleNotYours):
        services.grant_membership(by=by, user=accounts.user(), role=role, scope=scope)
    assert not acts()


def test_a_community_gives_resident_roles_in_its_own_community_only() -> None:
    worker = accounts.membership(Role.COMMUNITY, places.community())
    assert worker.place
    representative = Role.RESIDENT_REPRESENTATIVE
    services.grant_membership(by=worker, user=accounts.user(), role=representative, scope=worker.place)
    with pytest.raises(memberships.RoleNotYours):
        services.grant_membership(by=worker, user=accounts.user(), role=representative, scope=places.community())


def test_a_provider_administrator_gives_bidders_to_its_own_organisation_only() -> None:
    admin = accounts.membership(Role.PROVIDER_ADMIN)
    assert admin.organisation
    assert permissions.holds(accounts.joined(admin, accounts.user()), organisation=admin.organisation)
    elsewhere = Membership.objects.scoped().get(pk=admin.pk)
    invite = partial(services.invite_member, role=Role.PROVIDER_BIDDER, name="", email="a@demo.example", phone=None)
    with pytest.raises(memberships.RoleNotYours):
        invite(by=elsewhere, organisation=accounts.organisation(), now=clock.now())


def test_a_role_stands_only_where_it_belongs() -> None:
    officer = accounts.membership(Role.DISTRICT)
    with pytest.raises(InvalidInput) as refused:
        services.grant_membership(by=officer, user=accounts.user(), role=Role.STREET, scope=places.community())
    assert refused.value.code == "accounts.role_scope"


def test_nobody_gives_a_role_to_themselves_or_to_whom_they_stand_in_for() -> None:
    officer = accounts.membership(Role.DISTRICT)
    until = clock.today() + timedelta(days=5)
    standing_in = accounts.membership(Role.DISTRICT, to_date=until, substitute_for=officer)
    for by in (officer, standing_in):
        with pytest.raises(memberships.RoleForOneself):
            services.grant_membership(by=by, user=officer.user, role=Role.STREET, scope=places.street())


def test_one_person_is_never_officer_and_provider() -> None:
    officer = accounts.membership(Role.DISTRICT)
    provider = accounts.membership(Role.PROVIDER_BIDDER)
    worker = accounts.membership(Role.COMMUNITY, places.community())
    with pytest.raises(memberships.RoleClash):
        services.grant_membership(by=officer, user=provider.user, role=Role.STREET, scope=places.street())
    admin = accounts.membership(Role.PROVIDER_ADMIN)
    with pytest.raises(memberships.RoleClash):
        accounts.joined(admin, worker.user)
    # A resident may well run a social organisation.
    accounts.joined(admin, accounts.membership(Role.RESIDENT, places.community()).user)


def test_one_person_never_acts_for_two_providers() -> None:
    rival = accounts.membership(Role.PROVIDER_BIDDER)
    admin = accounts.membership(Role.PROVIDER_ADMIN)
    with pytest.raises(memberships.RoleClash) as refused:
        accounts.joined(admin, rival.user)
    assert refused.value.code == "accounts.role_elsewhere"
    coming = accounts.membership(Role.PROVIDER_ADMIN, from_date=clock.today() + timedelta(days=40))
    with pytest.raises(memberships.RoleClash):
        accounts.joined(admin, coming.user)
    # A second role for the same provider is nothing new.
    accounts.joined(admin, accounts.membership(Role.PROVIDER_BIDDER, admin.organisation).user, Role.PROVIDER_ADMIN)


def test_nobody_is_given_a_providers_role_nor_a_longer_one() -> None:
    admin = accounts.membership(Role.PROVIDER_ADMIN)
    assert admin.organisation
    for by, role in ((admin, Role.PROVIDER_BIDDER), (accounts.membership(Role.DISTRICT), Role.PROVIDER_ADMIN)):
        with pytest.raises(memberships.RoleByInvitation):
            services.grant_membership(by=by, user=accounts.user(), role=role, scope=admin.organisation)
    today = clock.today()
    leaving = accounts.membership(Role.PROVIDER_BIDDER, admin.organisation, to_date=today + timedelta(days=9))
    for longer in (None, today + timedelta(days=11)):
        with pytest.raises(memberships.RoleByInvitation):
            services.correct_membership(by=admin, membership=leaving, to_date=longer, reason="留任")
    sooner = today + timedelta(days=4)
    assert services.correct_membership(by=admin, membership=leaving, to_date=sooner, reason="早走").to_date == sooner


def test_a_clash_counts_roles_that_begin_later() -> None:
    officer = accounts.membership(Role.DISTRICT)
    coming = accounts.membership(Role.PROVIDER_ADMIN, from_date=clock.today() + timedelta(days=40))
    with pytest.raises(memberships.RoleClash):
        services.grant_membership(by=officer, user=coming.user, role=Role.STREET, scope=places.street())


def test_the_same_role_is_not_given_twice() -> None:
    officer = accounts.membership(Role.DISTRICT)
    worker = accounts.membership(Role.STREET, places.street())
    assert worker.place
    with pytest.raises(memberships.RoleAlreadyHeld):
        services.grant_membership(by=officer, user=worker.user, role=Role.STREET, scope=worker.place)


def test_an_ended_role_holds_no_more_and_takes_its_substitutes_along() -> None:
    officer = accounts.membership(Role.DISTRICT)
    absent = accounts.membership(Role.STREET, places.street())
    until = clock.today() + timedelta(days=9)
    standing_in = accounts.membership(Role.STREET, absent.place, to_date=until, substitute_for=absent)
    services.end_membership(by=officer, membership=absent, reason="调离")
    for ended in (absent, standing_in):
        ended.refresh_from_db()
        assert not permissions.holds(ended)
    assert not queries.holders(Role.STREET).exists()
    assert acts() == ["accounts.membership.ended"]


def test_a_role_ended_before_it_began_never_holds() -> None:
    officer = accounts.membership(Role.DISTRICT)
    coming = accounts.membership(Role.STREET, places.street(), from_date=clock.today() + timedelta(days=3))
    ended = services.end_membership(by=officer, membership=coming, reason="不来了")
    assert (ended.from_date, ended.to_date) == (coming.from_date, coming.from_date)


def test_the_end_of_a_role_can_be_set_and_lifted() -> None:
    officer = accounts.membership(Role.DISTRICT)
    worker = accounts.membership(Role.STREET, places.street())
    until = clock.today() + timedelta(days=30)
    assert services.correct_membership(by=officer, membership=worker, to_date=until, reason="借调").to_date == until
    assert services.correct_membership(by=officer, membership=worker, to_date=None, reason="留任").to_date is None
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(InvalidInput):
        services.correct_membership(by=officer, membership=worker, to_date=yesterday, reason="倒签")


def test_the_admin_opens_with_the_role_and_closes_when_it_ends() -> None:
    operator = accounts.membership(Role.OPERATOR)
    newcomer = accounts.user()
    given = services.grant_membership(by=operator, user=newcomer, role=Role.DISTRICT, scope=places.district())
    assert type(newcomer).objects.get(pk=newcomer.pk).has_perm("wagtailadmin.access_admin")
    services.end_membership(by=operator, membership=given, reason="调离")
    assert not type(newcomer).objects.get(pk=newcomer.pk).has_perm("wagtailadmin.access_admin")
    assert not newcomer.groups.exists()


def test_the_calendar_opens_and_closes_the_admin_too() -> None:
    today = clock.today()
    member = accounts.membership(Role.DISTRICT, from_date=today, to_date=today + timedelta(days=1))
    services.sync_all_access(today)
    assert member.user.groups.count() == 1
    services.sync_all_access(today + timedelta(days=1))
    assert not member.user.groups.exists()


def test_the_role_used_last_comes_first() -> None:
    first = accounts.membership(Role.COMMUNITY, places.community())
    second = accounts.membership(Role.STREET, places.street(), who=first.user)
    assert list(queries.memberships_of(first.user)) == [first, second]
    services.use_membership(membership=second, now=clock.now())
    assert list(queries.memberships_of(first.user)) == [second, first]


def test_every_role_has_a_place_and_somebody_who_gives_it() -> None:
    assert set(SCOPES) == set(Role)
    assert set().union(*GRANTS.values()) == set(Role)


@pytest.mark.parametrize(
    "broken",
    [
        {"place": None},
        {"organisation": "both"},
        {"role": Role.PROVIDER_ADMIN},
        {"from_date": "after"},
        {"substitute_for": "open"},
    ],
)
def test_the_database_refuses_broken_memberships(broken: dict[str, object]) -> None:
    sound = accounts.membership(Role.STREET, places.street())
    values: dict[str, object] = {
        "user": accounts.user(),
        "role": Role.STREET,
        "place": sound.place,
        "from_date": clock.today(),
        "to_date": None,
    }
    replaced = {"both": accounts.organisation(), "open": sound}
    values |= {name: replaced.get(str(value), value) for name, value in broken.items()}
    if broken.get("from_date") == "after":
        values |= {"from_date": clock.today(), "to_date": clock.today() - timedelta(days=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**values)  # the values are what is wrong


def test_the_database_refuses_two_residencies_and_the_same_open_role_twice() -> None:
    resident = accounts.membership(Role.RESIDENT, places.community())
    with pytest.raises(IntegrityError), transaction.atomic():
        accounts.membership(Role.RESIDENT, places.community(), who=resident.user)
    officer = accounts.membership(Role.STREET, places.street())
    with pytest.raises(IntegrityError), transaction.atomic():
        accounts.membership(Role.STREET, officer.place, who=officer.user)


def test_nobody_acts_in_a_role_that_has_ended() -> None:
    """Neither begins to, nor ends a colleague's."""
    today = clock.today()
    ended = accounts.membership(Role.DISTRICT, to_date=today - timedelta(days=1))
    with refused("accounts.role_ended", kind=memberships.RoleNotYours):
        memberships.use_membership(membership=ended, now=clock.now())
    ended.refresh_from_db()
    assert ended.last_used_at is None


def test_of_two_administrators_who_end_each_other_the_later_one_does_not() -> None:
    """The page of the later one still shows the role; behind the lock it has gone."""
    admin = accounts.membership(Role.PROVIDER_ADMIN)
    other = accounts.membership(Role.PROVIDER_ADMIN, admin.organisation)
    seen = Membership.objects.scoped().get(pk=other.pk)
    services.end_membership(by=admin, membership=other, reason="离职")
    with refused("accounts.role_ended", kind=memberships.RoleNotYours):
        services.end_membership(by=seen, membership=admin, reason="离职")
    admin.refresh_from_db()
    assert permissions.holds(admin)


def test_a_substitutes_time_has_an_end() -> None:
    officer, absent = accounts.membership(Role.DISTRICT), accounts.membership(Role.STREET, places.street())
    until = clock.today() + timedelta(days=9)
    standing_in = accounts.membership(Role.STREET, absent.place, to_date=until, substitute_for=absent)
    with refused("accounts.substitute_must_end", kind=InvalidInput):
        services.correct_membership(by=officer, membership=standing_in, to_date=None, reason="延长")
    standing_in.refresh_from_db()
    assert standing_in.to_date == until


def test_one_person_is_a_resident_of_one_community() -> None:
    """Entered by another community the second residency is refused; a move is asked for and confirmed."""
    resident = accounts.membership(Role.RESIDENT, places.community())
    worker = accounts.membership(Role.COMMUNITY, places.community())
    assert worker.place
    with refused("accounts.role_held", kind=memberships.RoleAlreadyHeld):
        services.grant_membership(by=worker, user=resident.user, role=Role.RESIDENT, scope=worker.place)
    assert Membership.objects.filter(user=resident.user).count() == 1


def test_a_role_for_some_days_may_lie_between_those_for_another_provider() -> None:
    """Before a role elsewhere begins its holder may act for a provider until then, and not a day longer."""
    today = clock.today()
    begins = today + timedelta(days=40)
    coming = accounts.membership(Role.PROVIDER_ADMIN, from_date=begins)
    assert not memberships.acts_for_a_provider(coming.user, starts=today, ends=begins)
    assert memberships.acts_for_a_provider(coming.user, starts=today, ends=begins + timedelta(days=1))
