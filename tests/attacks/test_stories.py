"""Somebody reads in the record of one object what the record of another keeps from them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.accounts.services import ask_residency, confirm_residency
from marketplace.audit import readers
from marketplace.audit.models import Entry
from marketplace.audit.queries import line_of, story, told_to
from marketplace.audit.services import record
from tests.factories import accounts, demands, places, tenders
from tests.factories.audit import acts_of

pytestmark = pytest.mark.django_db


def story_of(member: Membership, target: Model) -> str:
    address = reverse("audit:story", args=[target._meta.label_lower, target.pk])
    response = accounts.signed_in(Client(), member).get(address)
    assert response.status_code == 200
    return response.content.decode()


def told(member: Membership, target: Model) -> list[Entry]:
    return [line.entry for line in told_to(member, story(target))]


def test_the_officer_of_another_street_does_not_learn_who_is_invited() -> None:
    demands.rules()
    office = tenders.Office.of()
    invited = tenders.providers(3)
    tender = tenders.announced(office, method="comparison_invited", invited=invited)
    entry = Entry.objects.filter(act="tenders.invitation.sent").order_by("pk")[0]
    far = accounts.membership(Role.STREET, places.community().parent)
    near = accounts.membership(Role.STREET, tender.demand.community.parent)
    client = accounts.signed_in(Client(), far)
    for name in ("entry", "proof"):
        assert client.get(reverse(f"audit:{name}", args=[entry.pk])).status_code == 403
    link = reverse("audit:entry", args=[entry.pk])
    assert link not in story_of(far, invited[0])
    assert link in story_of(near, invited[0])
    assert link in story_of(accounts.membership(Role.AUDITOR, places.district()), invited[0])


@pytest.mark.parametrize("label", sorted(readers.registered()))
def test_an_entry_is_never_more_open_than_the_object_it_was_done_to(label: str) -> None:
    """Whichever open object the entry is about as well: where its own cannot be asked any more, auditors alone read."""
    street = accounts.membership(Role.STREET, places.street())
    auditor = accounts.membership(Role.AUDITOR, places.district())
    assert street.place is not None
    gone = apps.get_model(label)()
    gone.pk = gone.pk or 0
    entry = record(act="accounts.organisation.changed", target=gone, about=[street.place])
    for member, reads in ((street, False), (auditor, True)):
        assert (line_of(member, entry) is not None) is reads
        assert told(member, street.place) == ([entry] if reads else [])


def test_the_reader_of_the_entrys_own_object_is_asked() -> None:
    street = accounts.membership(Role.STREET, places.street())
    stranger = accounts.membership(Role.STREET, places.street())
    assert street.place is not None
    entry = record(act="accounts.membership.granted", target=stranger, about=[street.place])
    own = record(act="accounts.membership.granted", target=street, about=[street.place])
    assert line_of(street, entry) is None
    assert line_of(street, own) is not None
    assert told(street, street.place) == [own]


@pytest.mark.parametrize("role", [Role.COMMUNITY, Role.STREET, Role.DISTRICT])
def test_the_sign_ins_of_somebody_without_a_role_are_their_own(role: Role) -> None:
    person = accounts.user()
    record(act="accounts.signed_in", target=person, actor=person)
    community = places.community()
    scopes = {Role.COMMUNITY: community, Role.STREET: community.parent, Role.DISTRICT: places.district()}
    officer = accounts.membership(role, scopes[role])
    address = reverse("audit:story", args=["accounts.user", person.pk])
    assert accounts.signed_in(Client(), officer).get(address).status_code == 403


def test_a_residency_that_ends_by_moving_has_an_entry_of_its_own() -> None:
    home, elsewhere = places.community(), places.community()
    person = accounts.user(phone="+8613800000771")
    person.phone_verified = True
    person.save()
    old = accounts.membership(Role.RESIDENT, home, who=person)
    asked = ask_residency(user=person, community=elsewhere, address="一栋", now=clock.now())
    confirm_residency(by=accounts.membership(Role.COMMUNITY, elsewhere), request=asked, now=clock.now())
    old.refresh_from_db()
    assert old.to_date == clock.today()
    assert acts_of(old) == ["accounts.residency.moved"]
