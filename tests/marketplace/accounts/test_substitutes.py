"""Somebody stands in for an officer on leave, and four eyes stay four."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts import permissions, queries, services
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import memberships, substitutes, telling
from marketplace.notifications.models import Notification
from marketplace.notifications.services import spread
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput
from tests.factories import accounts, places
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def appoint(
    absent: Membership, substitute: User, by: Membership | None = None, starts: date | None = None, days: int = 10
) -> Membership:
    begins = starts or clock.today()
    return services.appoint_substitute(
        by=by or absent,
        absent=absent,
        substitute=substitute,
        from_date=begins,
        to_date=begins + timedelta(days=days),
        reason="年假",
    )


def test_an_officer_appoints_a_substitute_who_acts_in_the_role_until_the_leave_ends() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    standing_in = appoint(absent, accounts.user("代赵"))
    assert permissions.holds(standing_in, Role.STREET, place=absent.place)
    assert not standing_in.is_active(clock.today() + timedelta(days=10))


def test_a_substitute_does_not_make_two_people_of_one() -> None:
    """What the absent officer asked for cannot be approved by the substitute, nor the other way round."""
    absent = accounts.membership(Role.FINANCE_OFFICER, places.street())
    standing_in = appoint(absent, accounts.user())
    colleague = accounts.membership(Role.FINANCE_OFFICER, absent.place)
    assert not permissions.are_apart(absent, standing_in)
    assert not permissions.are_apart(standing_in, absent)
    assert permissions.are_apart(colleague, standing_in)


def test_what_a_substitute_did_is_on_record_as_the_absent_officers_too() -> None:
    """A record names the substitute: the officer, and the next substitute, find that name among their own."""
    absent = accounts.membership(Role.STREET, places.street())
    first = appoint(absent, accounts.user(), days=5)
    second = appoint(absent, accounts.user(), starts=clock.today() + timedelta(days=5))
    seat = accounts.membership(Role.DISCIPLINE, absent.place, who=absent.user)
    assert permissions.persons(absent) == permissions.persons(seat) == {absent.user_id, first.user_id}
    with clock.shifted(timedelta(days=6)):
        assert first.user_id in permissions.persons(second)
        assert first.user_id in permissions.persons(absent), "it was done under the leave that has ended"
    assert permissions.with_absent([first.user_id]) == {first.user_id, absent.user_id}
    assert permissions.persons(accounts.membership(Role.STREET, absent.place)).isdisjoint({absent.user_id})


def test_of_the_person_signed_in_it_is_known_without_a_query_whether_somebody_stood_in(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    absent = accounts.membership(Role.STREET, places.street())
    lonely = queries.held_by(absent.user_id).get()
    with django_assert_num_queries(0):
        assert permissions.persons(lonely) == {absent.user_id}
    standing_in = appoint(absent, accounts.user())
    held = queries.held_by(absent.user_id).get()
    with django_assert_num_queries(1):
        both = [permissions.persons(held) for _again in range(2)]
    assert both == [{absent.user_id, standing_in.user_id}] * 2
    assert permissions.persons(queries.held_by(standing_in.user_id).get()) == both[0]


@pytest.mark.parametrize("days", [0, 3])
def test_a_substitute_ends_with_the_role_when_its_end_is_corrected(days: int) -> None:
    absent = accounts.membership(Role.STREET, places.street())
    standing_in = appoint(absent, accounts.user(), days=10)
    district = accounts.membership(Role.DISTRICT, absent.place.parent if absent.place else None)
    ends = clock.today() + timedelta(days=days)
    services.correct_membership(by=district, membership=absent, to_date=ends, reason="调离")
    standing_in = Membership.objects.scoped().get(pk=standing_in.pk)
    assert standing_in.to_date == ends
    assert permissions.holds(standing_in, Role.STREET) is (days > 0)


def test_a_substitute_holds_nothing_that_the_absent_officer_does_not_hold() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    standing_in = appoint(absent, accounts.user())
    assert queries.holders(Role.STREET, place=absent.place).filter(pk=standing_in.pk).exists()
    for ended in ({"to_date": clock.today()}, {"to_date": None, "from_date": clock.today() + timedelta(days=1)}):
        Membership.objects.filter(pk=absent.pk).update(**ended)
        fresh = Membership.objects.scoped().get(pk=standing_in.pk)
        assert not permissions.holds(fresh, Role.STREET)
        assert not queries.holders(Role.STREET, place=absent.place).exists()


def test_a_substitute_of_two_absent_officers_is_apart_from_neither() -> None:
    one = accounts.membership(Role.STREET, places.street())
    other = accounts.membership(Role.FINANCE_OFFICER, one.place)
    helper = accounts.user()
    as_one, as_other = appoint(one, helper), appoint(other, helper)
    assert not permissions.are_apart(as_one, as_other)


def test_the_office_that_gives_the_role_appoints_too_and_nobody_else() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    appoint(absent, accounts.user(), by=accounts.membership(Role.DISTRICT))
    other = accounts.membership(Role.STREET, places.street())
    with pytest.raises(substitutes.SubstituteNotYours):
        appoint(other, accounts.user(), by=accounts.membership(Role.STREET, other.place))


def test_a_substitute_has_no_substitute_and_an_elected_seat_neither() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    standing_in = appoint(absent, accounts.user())
    with pytest.raises(substitutes.NoSubstituteForRole):
        appoint(standing_in, accounts.user(), days=5)
    elected = accounts.membership(Role.SUPERVISION_COMMITTEE, places.community())
    with pytest.raises(substitutes.NoSubstituteForRole):
        appoint(elected, accounts.user())


def test_the_substitute_is_told_and_led_to_the_role() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    helper = accounts.user()
    appoint(absent, helper)
    (told,) = Message.objects.filter(topic=telling.TOLD)
    assert told.payload["recipients"] == [helper.pk]
    with transaction.atomic():
        spread(message_id=told.pk, **told.payload)
    (news,) = Notification.objects.filter(recipient=helper)
    assert news.url == reverse("accounts:roles")


def test_who_acts_for_a_provider_cannot_stand_in() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    with pytest.raises(memberships.RoleClash):
        appoint(absent, accounts.membership(Role.PROVIDER_BIDDER).user)


def test_who_holds_the_role_anyway_cannot_stand_in() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    colleague = accounts.membership(Role.STREET, absent.place)
    with pytest.raises(memberships.RoleAlreadyHeld):
        appoint(absent, colleague.user)


def test_an_absent_officer_and_a_closed_account_cannot_stand_in() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    closed = accounts.user()
    closed.is_active = False
    closed.save()
    for impossible in (absent.user, closed):
        with pytest.raises(InvalidInput):
            appoint(absent, impossible)


@pytest.mark.parametrize(("shift", "days"), [(-1, 5), (0, 0), (0, -3), (0, 400)])
def test_a_leave_lies_ahead_and_within_a_year(shift: int, days: int) -> None:
    absent = accounts.membership(Role.STREET, places.street())
    with pytest.raises(InvalidInput):
        appoint(absent, accounts.user(), starts=clock.today() + timedelta(days=shift), days=days)


def test_a_leave_ends_with_the_role() -> None:
    absent = accounts.membership(Role.STREET, places.street(), to_date=clock.today() + timedelta(days=5))
    with pytest.raises(InvalidInput):
        appoint(absent, accounts.user(), days=6)
    appoint(absent, accounts.user(), days=5)


def test_who_left_the_office_appoints_nobody() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    ended = accounts.membership(Role.DISTRICT, to_date=clock.today() - timedelta(days=1))
    with pytest.raises(substitutes.SubstituteNotYours):
        appoint(absent, accounts.user(), ended)
    assert not substitutes.may_appoint(ended, absent)
    assert not Membership.objects.filter(substitute_for=absent).exists()


def test_an_officer_back_early_ends_the_substitutes_time_and_the_substitute_is_told() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    standing_in = appoint(absent, accounts.user("代赵"))
    ended = services.end_substitute(by=absent, standing_in=standing_in, reason="提前返岗")
    assert not ended.is_active(clock.today())
    assert not queries.held_by(standing_in.user_id).exists()
    assert standing_in.user_id in permissions.persons(absent), "what was done meanwhile still counts for both"
    message = Message.objects.get(topic=telling.TOLD, payload__kind="accounts.stood_in")
    (news,) = spread(message_id=message.pk, **message.payload)
    assert news.recipient == standing_in.user


def test_a_leave_to_come_is_called_off() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    standing_in = appoint(absent, accounts.user(), starts=clock.today() + timedelta(days=3))
    services.end_substitute(by=absent, standing_in=standing_in, reason="休假取消")
    with clock.shifted(timedelta(days=4)):
        assert not queries.held_by(standing_in.user_id).exists()


def test_only_the_absent_officer_and_who_gives_the_role_end_a_substitutes_time() -> None:
    absent = accounts.membership(Role.STREET, places.street())
    standing_in = appoint(absent, accounts.user())
    colleague = accounts.membership(Role.STREET, absent.place)
    for by in (colleague, standing_in, accounts.membership(Role.FINANCE_OFFICER, absent.place)):
        with refused("accounts.substitute_not_yours"):
            services.end_substitute(by=by, standing_in=standing_in, reason="试试")
    with refused("accounts.substitute_not_yours"):
        services.end_substitute(by=absent, standing_in=absent, reason="试试")
    services.end_substitute(by=accounts.membership(Role.DISTRICT), standing_in=standing_in, reason="提前返岗")
    assert not queries.held_by(standing_in.user_id).exists()
