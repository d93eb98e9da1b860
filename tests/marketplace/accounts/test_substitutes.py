"""Somebody stands in for an officer on leave, and four eyes stay four."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marketplace import clock
from marketplace.accounts import permissions, services
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import memberships, substitutes
from marketplace.primitives.refusal import InvalidInput
from tests.factories import accounts, places

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
