"""Acts that meet on one provider at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from functools import partial

import pytest

from catalog.models import CreditEvent, Provider, RosterApplication, RosterEntry
from catalog.rules.states import ApplicationState, CreditKind
from catalog.services import applications, decisions, listing, objections, records, registration
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.accounts.services import grant_membership
from tests.concurrency.racing import race
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
    objection = objections.file_objection(application=application, actor=accounts.user(), text="事由")
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
    people = [accounts.user() for _ in range(8)]
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
    acts = [
        partial(grant_membership, by=admin, user=person, role=Role.PROVIDER_BIDDER, scope=admin.scope)
        for admin in admins
    ]
    assert race(acts) == {"done": 1, "RoleClash": 3}


def test_two_administrators_enter_one_provider() -> None:
    first = accounts.membership(Role.PROVIDER_ADMIN)
    second = accounts.membership(Role.PROVIDER_ADMIN, first.organisation)
    enter = [partial(registration.enter_provider, by=member, now=clock.now()) for member in (first, second)]
    assert race(enter * 3) == {"done": 6}
    assert Provider.objects.count() == 1
