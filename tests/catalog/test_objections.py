"""Objections hold an admission, by name, until they are answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from catalog.models import Ban, RosterApplication, RosterObjection
from catalog.rules.states import ApplicationState, ObjectionState
from catalog.services import clockwork, listing, objections
from marketplace import clock
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.state_machine import WrongState
from marketplace.rulebook.queries import work_calendar
from tests.factories import accounts, catalog, places
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(applicant: Membership, officer: Membership) -> RosterApplication:
    return catalog.publicised(applicant, officer)


def objected(application: RosterApplication, text: str = "该机构未按约提供服务") -> RosterObjection:
    return objections.file_objection(application=application, actor=accounts.known("王居民"), text=text)


def fresh(application: RosterApplication) -> RosterApplication:
    return RosterApplication.objects.select_related("provider__organisation").get(pk=application.pk)


@pytest.mark.requirement("R28")
def test_an_objection_stops_the_clock(application: RosterApplication) -> None:
    until = application.publicity_until
    objected(application)
    held = fresh(application)
    assert held.state == ApplicationState.OBJECTION_HOLD
    assert held.publicity_until is None
    assert held.remaining_workdays is not None
    assert until is not None
    with clock.frozen(until + timedelta(days=30)):
        assert clockwork.end_publicity(now=clock.now()) == 0
        with pytest.raises(WrongState):
            listing.list_provider(application=held)


@pytest.mark.requirement("R28")
def test_dismissed_the_rest_of_the_clock_runs(application: RosterApplication, officer: Membership) -> None:
    objection = objected(application)
    rest = fresh(application).remaining_workdays
    assert rest is not None
    with catalog.after(10):
        objections.dismiss_objection(objection=objection, by=officer, answer="经核查不属实", now=clock.now())
        resumed = fresh(application)
        assert resumed.state == ApplicationState.PUBLICITY
        assert resumed.publicity_last_day == work_calendar().add_workdays(clock.today(), rest)
    assert resumed.publicity_until is not None
    with clock.frozen(resumed.publicity_until):
        assert listing.list_provider(application=resumed).state == "listed"


def test_upheld_the_admission_fails(application: RosterApplication, officer: Membership) -> None:
    objection = objected(application)
    objections.uphold_objection(
        objection=objection, by=officer, answer="情况属实", false_material=True, now=clock.now()
    )
    ended = fresh(application)
    assert ended.state == ApplicationState.REJECTED
    assert ended.may_reapply_date is not None
    assert Ban.objects.filter(provider=application.provider).exists()


def test_with_two_objections_the_clock_waits_for_both(application: RosterApplication, officer: Membership) -> None:
    first, second = objected(application), objected(application, "另一事由")
    objections.dismiss_objection(objection=first, by=officer, answer="不属实", now=clock.now())
    assert fresh(application).state == ApplicationState.OBJECTION_HOLD
    objections.dismiss_objection(objection=second, by=officer, answer="不属实", now=clock.now())
    assert fresh(application).state == ApplicationState.PUBLICITY


def test_an_upheld_objection_leaves_nothing_to_answer_twice(
    application: RosterApplication, officer: Membership
) -> None:
    first, second = objected(application), objected(application, "另一事由")
    objections.uphold_objection(objection=first, by=officer, answer="属实", now=clock.now())
    with pytest.raises(WrongState):
        objections.uphold_objection(objection=first, by=officer, answer="属实", now=clock.now())
    second.refresh_from_db()
    assert second.state == ObjectionState.UPHELD
    assert second.answer


def test_one_person_objects_once_and_holds_no_admission_up_for_ever(
    application: RosterApplication, officer: Membership
) -> None:
    """Neither while the first waits, nor after its answer; another person may."""
    resident = accounts.known()
    first = objections.file_objection(application=application, actor=resident, text="事由")
    with refused("catalog.objected_already"):
        objections.file_objection(application=application, actor=resident, text="再次")
    objections.dismiss_objection(objection=first, by=officer, answer="不属实", now=clock.now())
    with refused("catalog.objected_already"):
        objections.file_objection(application=application, actor=resident, text="仍有异议")
    assert fresh(application).state == ApplicationState.PUBLICITY
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterObjection.objects.create(
            application=application, filed_by=resident, filed_at=clock.now(), text="再", due_at=clock.now()
        )
    assert objected(application).state == ObjectionState.OPEN


@pytest.mark.parametrize("substitute_first", [True, False])
def test_an_officer_and_who_stands_in_object_once_together(
    application: RosterApplication, officer: Membership, *, substitute_first: bool
) -> None:
    absent = accounts.membership(Role.STREET, places.street(), who=accounts.known())
    stands_in = accounts.membership(
        Role.STREET, absent.place, who=accounts.known(), substitute_for=absent, to_date=clock.today() + timedelta(30)
    )
    people = [absent.user, stands_in.user]
    first, second = reversed(people) if substitute_first else people
    row = objections.file_objection(application=application, actor=first, text="事由")
    objections.dismiss_objection(objection=row, by=officer, answer="不属实", now=clock.now())
    with refused("catalog.objected_already"):
        objections.file_objection(application=application, actor=second, text="再次")


def colleagues(body: Organisation, *roles: Role) -> list[User]:
    return [accounts.membership(role, body, who=accounts.known()).user for role in roles]


def test_colleagues_of_one_organisation_object_once_together(
    application: RosterApplication, officer: Membership
) -> None:
    """Or twenty colleagues would hold an admission for twenty times the days of an answer; in the database too."""
    body = accounts.organisation()
    first, second = colleagues(body, Role.PROVIDER_BIDDER, Role.PROVIDER_ADMIN)
    row = objections.file_objection(application=application, actor=first, text="事由")
    objections.dismiss_objection(objection=row, by=officer, answer="不属实", now=clock.now())
    with refused("catalog.objected_already"):
        objections.file_objection(application=application, actor=second, text="再次")
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterObjection.objects.create(
            application=application,
            filed_by=second,
            organisation=body,
            filed_at=clock.now(),
            text="再",
            due_at=clock.now(),
        )
    [rival] = colleagues(accounts.organisation(), Role.PROVIDER_ADMIN)
    assert objections.file_objection(application=application, actor=rival, text="另一机构").pk


def test_who_acts_for_two_organisations_does_not_object_where_one_of_them_has(
    application: RosterApplication, officer: Membership
) -> None:
    """On record stands one organisation, the provider: the database alone would let it pass."""
    unit = accounts.organisation()
    [first] = colleagues(unit, Role.CO_BUILDER)
    [both] = colleagues(accounts.organisation(), Role.PROVIDER_ADMIN)
    accounts.membership(Role.CO_BUILDER, unit, who=both)
    row = objections.file_objection(application=application, actor=first, text="事由")
    objections.dismiss_objection(objection=row, by=officer, answer="不属实", now=clock.now())
    with refused("catalog.objected_already"):
        objections.file_objection(application=application, actor=both, text="再次")


def test_the_page_offers_no_colleague_a_second_objection(application: RosterApplication, client: Client) -> None:
    first, second = colleagues(accounts.organisation(), Role.PROVIDER_ADMIN, Role.PROVIDER_BIDDER)
    objections.file_objection(application=application, actor=first, text="事由")
    address = f"/roster/publicity/{application.pk}/"
    client.force_login(second, backend="marketplace.accounts.backends.Backend")
    assert f"{address}object/" not in client.get(address).content.decode()
    page = client.get(f"{address}object/").content.decode()
    assert "<textarea" not in page
    assert "您本人或您所在的机构已对此次入库提出过异议" in page


def test_nobody_objects_from_an_account_that_was_just_made_up(application: RosterApplication) -> None:
    """As with awards, whose residents proved a phone."""
    with refused("catalog.objector_unproved"):
        objections.file_objection(application=application, actor=accounts.user(phone="+8613800000001"), text="事由")
    assert fresh(application).state == ApplicationState.PUBLICITY


def test_the_page_offers_an_objection_once(application: RosterApplication, client: Client) -> None:
    person, address = accounts.known(), f"/roster/publicity/{application.pk}/"
    client.force_login(person, backend="marketplace.accounts.backends.Backend")
    assert f"{address}object/" in client.get(address).content.decode()
    objections.file_objection(application=application, actor=person, text="事由")
    assert f"{address}object/" not in client.get(address).content.decode()
    assert "<textarea" not in client.get(f"{address}object/").content.decode()
    assert client.post(f"{address}object/", {"text": "再次"}).status_code == 409


def test_too_late_is_too_late(application: RosterApplication) -> None:
    until = application.publicity_until
    assert until is not None
    with clock.frozen(until), pytest.raises(objections.PublicityOver):
        objected(application)
    with clock.frozen(until - timedelta(milliseconds=1)):
        objected(application)
    assert fresh(application).remaining_workdays == 1


def test_who_says_nothing_objects_to_nothing(application: RosterApplication, officer: Membership) -> None:
    with pytest.raises(InvalidInput):
        objected(application, "  ")
    objection = objected(application)
    with pytest.raises(InvalidInput):
        objections.dismiss_objection(objection=objection, by=officer, answer=" ", now=clock.now())


def test_only_the_district_answers(application: RosterApplication, applicant: Membership) -> None:
    objection = objected(application)
    for act in (objections.dismiss_objection, objections.uphold_objection):
        with pytest.raises(RoleMissing):
            act(objection=objection, by=applicant, answer="不属实", now=clock.now())
        with pytest.raises(RoleMissing):
            act(objection=objection, by=None, answer="不属实", now=clock.now())


def test_nobody_objects_before_publicity(applicant: Membership) -> None:
    with pytest.raises(WrongState):
        objected(catalog.submitted(applicant))
