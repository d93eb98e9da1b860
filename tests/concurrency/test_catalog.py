"""Acts that meet on one provider at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import pytest
from django.db import connection

from catalog.models import CreditEvent, Provider, RosterApplication, RosterEntry
from catalog.rules.offers import MOST_OFFERS
from catalog.rules.states import ApplicationState, CreditKind
from catalog.services import (
    applications,
    decisions,
    listing,
    objections,
    offering,
    offers,
    records,
    registration,
)
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.accounts.services import (
    accept_invitation,
    correct_membership,
    end_membership,
    lay_down,
    memberships,
    withdraw_invitation,
)
from marketplace.accounts.services.joining import VALID_FOR, InvitationOver
from tests.concurrency.racing import race, stuck
from tests.factories import accounts, catalog

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R28")]


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    catalog.rules_without_assessment()


def test_no_point_of_credit_is_lost() -> None:
    provider = catalog.listed_provider()
    CreditEvent.objects.create(
        provider=provider, kind=CreditKind.START, points=100, cause="registration", recorded_at=clock.now()
    )
    report = partial(records.record_credit, provider=provider, kind=CreditKind.LATE_DELIVERY, now=clock.now())
    assert race([partial(report, cause=f"JN-{number}") for number in range(10)]) == {"done": 10}
    provider.refresh_from_db()
    assert provider.credit == 50 == sum(CreditEvent.objects.values_list("points", flat=True))
    assert RosterEntry.objects.get(provider=provider).state == "suspended"


def test_an_application_begins_once() -> None:
    member = catalog.applicant()
    start = partial(applications.start_application, provider=catalog.provider_of(member), by=member, now=clock.now())
    assert race([start] * 6) == {"done": 1, "ApplicationUnderWay": 5}
    assert RosterApplication.objects.count() == 1


@pytest.mark.requirement("R35")
def test_no_more_offers_than_allowed_however_many_at_once() -> None:
    provider = catalog.listed_provider()
    by = catalog.administrator(provider)
    for _number in range(MOST_OFFERS - 1):
        catalog.offer(provider, by)
    write = partial(offers.draft_offer, provider=provider, by=by, values=catalog.offer_values(), now=clock.now())
    assert race([write] * 6) == {"done": 1, "TooManyOffers": 5}


@pytest.mark.requirement("R35")
def test_an_offer_is_decided_once() -> None:
    provider, officer = catalog.listed_provider(), catalog.officer()
    by = catalog.administrator(provider)
    offer = offering.submit_offer(offer=catalog.offer(provider, by), by=by, now=clock.now())
    publish = partial(offering.publish_offer, offer=offer, by=officer, now=clock.now())
    give_back = partial(offering.return_offer, offer=offer, by=officer, reason="请补正")
    assert race([publish, give_back] * 3) == {"done": 1, "WrongState": 5}


def test_an_application_is_decided_once() -> None:
    application, officer = catalog.submitted(catalog.applicant()), catalog.officer()
    give_back = partial(decisions.return_application, application=application, by=officer, reason="请补正")
    assert race([give_back] * 6) == {"done": 1, "WrongState": 5}


def test_a_provider_is_listed_once() -> None:
    application = catalog.publicised(catalog.applicant(), catalog.officer())
    assert application.publicity_until is not None
    with clock.frozen(application.publicity_until):
        assert race([partial(listing.list_provider, application=application)] * 6) == {"done": 1, "WrongState": 5}
    assert RosterEntry.objects.count() == 1


def test_of_two_answers_one_counts() -> None:
    officer = catalog.officer()
    application = catalog.publicised(catalog.applicant(), officer)
    objection = objections.file_objection(application=application, actor=accounts.known(), text="事由")
    acts = [
        partial(objections.dismiss_objection, objection=objection, by=officer, answer="不属实", now=clock.now()),
        partial(objections.uphold_objection, objection=objection, by=officer, answer="属实", now=clock.now()),
    ]
    assert race(acts * 3) == {"done": 1, "WrongState": 5}
    application.refresh_from_db()
    objection.refresh_from_db()
    expected = {"dismissed": ApplicationState.PUBLICITY, "upheld": ApplicationState.REJECTED}
    assert application.state == expected[objection.state]


def test_many_object_at_once_and_the_clock_stops_once() -> None:
    application = catalog.publicised(catalog.applicant(), catalog.officer())
    people = [accounts.known() for _ in range(8)]
    file = partial(objections.file_objection, application=application, text="事由")
    assert race([partial(file, actor=person) for person in people]) == {"done": 8}
    application.refresh_from_db()
    assert application.state == ApplicationState.OBJECTION_HOLD
    assert application.remaining_workdays is not None
    assert Provider.objects.count() == 1


def test_a_person_registers_one_provider_however_many_at_once() -> None:
    person = accounts.user()
    register = partial(
        registration.register_organisation,
        actor=person,
        name="某社会服务机构",
        org_type="private_nonenterprise",
        now=clock.now(),
    )
    acts = [partial(register, uscc=accounts.uscc(number)) for number in (48_101, 48_217, 48_530, 48_944)]
    assert race(acts) == {"done": 1, "ProviderAlready": 3}
    assert Provider.objects.count() == 1


def test_a_person_is_taken_on_by_one_provider_however_many_ask_at_once() -> None:
    person = accounts.user()
    admins = [accounts.membership(Role.PROVIDER_ADMIN) for _ in range(4)]
    invitations = [accounts.invited(admin, person) for admin in admins]
    acts = [partial(accept_invitation, user=person, invitation=one) for one in invitations]
    assert race(acts) == {"done": 1, "RoleClash": 3}


def test_one_invitation_is_accepted_once() -> None:
    person = accounts.user()
    invitation = accounts.invited(accounts.membership(Role.PROVIDER_ADMIN), person)
    accept = partial(accept_invitation, user=person, invitation=invitation)
    assert race([accept] * 4) == {"done": 1, "InvitationOver": 3}


def test_an_invitation_is_accepted_or_taken_back() -> None:
    person, admin = accounts.user(), accounts.membership(Role.PROVIDER_ADMIN)
    invitation = accounts.invited(admin, person)
    accept = partial(accept_invitation, user=person, invitation=invitation)
    withdraw = partial(withdraw_invitation, by=admin, invitation=invitation)
    assert race([accept, withdraw]) == {"done": 1, "InvitationOver": 1}
    invitation.refresh_from_db()
    assert (invitation.state == "accepted") == Membership.objects.filter(user=person).exists()


def test_an_answer_that_waited_past_the_last_moment_is_late() -> None:
    person, refused = accounts.user(), list[str]()
    invitation = accounts.invited(accounts.membership(Role.PROVIDER_ADMIN), person)

    def accept() -> None:
        try:
            accept_invitation(user=person, invitation=invitation)
        except InvitationOver as refusal:
            refused.append(refusal.code)

    connection.set_autocommit(False)
    try:
        memberships.lock(person)
        with ExitStack() as later, stuck(accept):
            later.enter_context(clock.shifted(VALID_FOR))
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert refused == ["accounts.invitation.over"]
    assert not Membership.objects.filter(user=person).exists()


def test_two_administrators_do_not_both_leave() -> None:
    first = accounts.membership(Role.PROVIDER_ADMIN)
    both = (first, accounts.membership(Role.PROVIDER_ADMIN, first.organisation))
    leave = [partial(lay_down, user=one.user, membership=one, reason="离职", now=clock.now()) for one in both]
    assert race(leave) == {"done": 1, "LastAdministrator": 1}


@pytest.mark.parametrize("ending", ["ended", "corrected"])
def test_two_administrators_do_not_end_each_other(ending: str) -> None:
    first = accounts.membership(Role.PROVIDER_ADMIN)
    second = accounts.membership(Role.PROVIDER_ADMIN, first.organisation)
    acts: dict[str, Callable[..., Membership]] = {
        "ended": end_membership,
        "corrected": partial(correct_membership, to_date=clock.today()),
    }
    ends = [
        partial(acts[ending], by=by, membership=other, reason="离职")
        for by, other in ((first, second), (second, first))
    ]
    assert race(ends) == {"done": 1, "RoleNotYours": 1}


def test_who_joins_and_who_ends_their_other_role_do_not_wait_for_each_other() -> None:
    """The one holds the person and then writes what points at the body; the other the body, then the person."""
    admin, bidder = accounts.membership(Role.PROVIDER_ADMIN), accounts.user()
    held = accounts.membership(Role.PROVIDER_BIDDER, admin.organisation, who=bidder)
    invitation = accounts.invited(admin, bidder, role=Role.PROVIDER_ADMIN)
    connection.set_autocommit(False)
    try:
        memberships.lock(bidder)
        with stuck(partial(end_membership, by=admin, membership=held, reason="离职")):
            accept_invitation(user=bidder, invitation=invitation)
            connection.commit()
    finally:
        connection.set_autocommit(True)
    held.refresh_from_db()
    assert held.to_date is not None
    assert Membership.objects.filter(user=bidder, role=Role.PROVIDER_ADMIN).count() == 1


def test_two_administrators_enter_one_provider() -> None:
    first = accounts.membership(Role.PROVIDER_ADMIN)
    second = accounts.membership(Role.PROVIDER_ADMIN, first.organisation)
    enter = [partial(registration.enter_provider, by=member, now=clock.now()) for member in (first, second)]
    assert race(enter * 3) == {"done": 6}
    assert Provider.objects.count() == 1
