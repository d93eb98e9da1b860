"""Whoever resets a second step, or makes the people that control rests on, is seen doing it."""

from __future__ import annotations

import pytest
from django.core import mail

from marketplace.accounts import services
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from tests.factories import accounts, places
from tests.factories.bids import deliver_all

pytestmark = pytest.mark.django_db


def test_a_second_step_reset_by_one_officer_is_known_to_all_their_colleagues() -> None:
    officer, colleague = accounts.membership(Role.DISTRICT), accounts.membership(Role.DISTRICT)
    worker = accounts.membership(Role.COMMUNITY, places.community())
    accounts.membership(Role.COMMUNITY, places.community())
    accounts.second_factor(worker.user)
    services.reset_second_factor(by=officer, person=worker.user, reason="手机丢失")
    deliver_all()
    told = Notification.objects.filter(kind="accounts.second_factor_reset").values_list("recipient", flat=True)
    assert list(told) == [colleague.user_id]
    assert any(letter.to == [worker.user.email] for letter in mail.outbox)


def test_a_community_that_resets_a_second_step_is_seen_by_the_district() -> None:
    community = places.community()
    by, colleague, district, unit = (
        accounts.membership(Role.COMMUNITY, community),
        accounts.membership(Role.COMMUNITY, community),
        accounts.membership(Role.DISTRICT),
        accounts.membership(Role.CO_BUILDER, community),
    )
    services.reset_second_factor(by=by, person=unit.user, reason="手机丢失")
    deliver_all()
    told = Notification.objects.filter(kind="accounts.second_factor_reset").values_list("recipient", flat=True)
    assert set(told) == {colleague.user_id, district.user_id}


CONTROL = (Role.FINANCE_OFFICER, Role.DISCIPLINE, Role.SUPERVISION_COMMITTEE, Role.LEADING_GROUP_MEMBER)


@pytest.mark.parametrize("role", CONTROL)
def test_whoever_makes_a_second_pair_of_eyes_is_seen_by_colleagues_and_discipline(role: Role) -> None:
    """One officer could otherwise make all the people that a payment needs."""
    officer, colleague, inspector = (
        accounts.membership(one) for one in (Role.DISTRICT, Role.DISTRICT, Role.DISCIPLINE)
    )
    community = places.community()
    assert community.parent is not None
    elsewhere = accounts.membership(Role.DISCIPLINE, places.street("别处街道"))
    scope = community if role is Role.SUPERVISION_COMMITTEE else community.parent
    newcomer = accounts.user("陈新来")
    services.grant_membership(by=officer, user=newcomer, role=role, scope=scope)
    deliver_all()
    told = Notification.objects.filter(kind="accounts.controller_made")
    assert set(told.values_list("recipient", flat=True)) == {colleague.user_id, inspector.user_id}
    assert elsewhere.user_id not in told.values_list("recipient", flat=True)


def test_of_other_roles_nobody_is_told() -> None:
    officer, community = accounts.membership(Role.DISTRICT), places.community()
    accounts.membership(Role.DISTRICT)
    services.grant_membership(by=officer, user=accounts.user(), role=Role.COMMUNITY, scope=community)
    deliver_all()
    assert not Notification.objects.filter(kind="accounts.controller_made").exists()
