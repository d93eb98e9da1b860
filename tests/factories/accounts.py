"""People, organisations and memberships for tests."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership, Organisation, OrganisationType, User
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.places.models import Place
from tests.factories import places

_serial = count(1)
PASSWORD = "shequ-demo-2026"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def user(name: str = "", *, email: str | None = "", phone: str | None = None, password: str = PASSWORD) -> User:
    """A person who can sign in; `email=""` invents an address, `email=None` leaves it out."""
    number = next(_serial)
    address = f"person{number}@demo.example" if email == "" else email
    return User.objects.create_user(name=name or f"张{number}", email=address, phone=phone, password=password)


def organisation(
    name: str = "", *, org_type: str = OrganisationType.PRIVATE_NONENTERPRISE, place: Place | None = None
) -> Organisation:
    """A body with a well-formed credit code of the unassigned division 510199."""
    number = next(_serial)
    return Organisation.objects.create(
        name=name or f"第{number}社会工作服务中心", org_type=org_type, uscc=uscc(number), place=place
    )


def uscc(serial: int) -> str:
    """A made-up unified social credit code whose check digits pass (GB 32100, GB 11714)."""
    subject = f"MT{serial:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = (11 - sum(int(letter, 36) * weight for letter, weight in zip(subject, weights, strict=True)) % 11) % 11
    body = f"52510199{subject}{'X' if rest == 10 else rest}"
    total = sum(ALPHABET.index(letter) * pow(3, position, 31) for position, letter in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


def membership(
    role: str,
    scope: Place | Organisation | None = None,
    *,
    who: User | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    substitute_for: Membership | None = None,
) -> Membership:
    """A role for a place or an organisation; a new person, in the district or at a new provider, unless given."""
    scope = scope or (organisation() if role in PROVIDER_ROLES else places.district())
    return Membership.objects.create(
        user=who or user(),
        role=role,
        place=scope if isinstance(scope, Place) else None,
        organisation=scope if isinstance(scope, Organisation) else None,
        from_date=from_date or clock.today() - timedelta(days=30),
        to_date=to_date,
        substitute_for=substitute_for,
    )


def person(name: str, role: str, scope: Place | Organisation | None = None) -> Membership:
    """A new named person in a role."""
    return membership(role, scope, who=user(name))


def signed_in(client: Client, member: Membership) -> Client:
    """The client signed in as this person in this role, past the second factor."""
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["membership"] = member.pk
    session.save()
    return client
