"""People, organisations and memberships for tests."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from marketplace import clock
from marketplace.accounts import secrets, services
from marketplace.accounts.models import MemberInvitation, Membership, Organisation, OrganisationType, User
from marketplace.accounts.rules import PROVIDER_ROLES, SECOND_FACTOR_ROLES, Role
from marketplace.accounts.services import sync_access
from marketplace.places.models import Place
from marketplace.primitives.uscc import PREFIXES, check_character
from tests.factories import places

_serial = count(1)
PASSWORD = "shequ-demo-2026"


def user(name: str = "", *, email: str | None = "", phone: str | None = None, password: str = PASSWORD) -> User:
    """A person who can sign in; `email=""` invents an address, `email=None` leaves it out."""
    number = next(_serial)
    address = f"person{number}@demo.example" if email == "" else email
    return User.objects.create_user(name=name or f"张{number}", email=address, phone=phone, password=password)


def proved(who: User) -> User:
    """A person who showed that e-mail and phone are theirs."""
    if who.email:
        EmailAddress.objects.create(user=who, email=who.email, primary=True, verified=True)
    who.phone_verified = bool(who.phone)
    who.save(update_fields=["phone_verified"])
    return who


def known(name: str = "") -> User:
    """A person reached by a phone that they proved."""
    return proved(user(name, phone=f"+8613{next(_serial):09d}"))


def organisation(
    name: str = "", *, org_type: str = OrganisationType.PRIVATE_NONENTERPRISE, place: Place | None = None
) -> Organisation:
    """A body with a well-formed credit code of the unassigned division 510199."""
    number = next(_serial)
    return Organisation.objects.create(
        name=name or f"第{number}社会工作服务中心", org_type=org_type, uscc=uscc(number, org_type), place=place
    )


def uscc(serial: int, org_type: str = OrganisationType.PRIVATE_NONENTERPRISE) -> str:
    """A made-up unified social credit code whose check digits pass; empty for a community group."""
    if org_type == OrganisationType.COMMUNITY_GROUP:
        return ""
    body = f"{PREFIXES[org_type][0]}510199MT{serial:06d}"
    body += _check_digit(body[8:])
    return body + check_character(body)


def _check_digit(subject: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(subject, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


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


def invited(admin: Membership, who: User, role: str = Role.PROVIDER_BIDDER, **days: date | None) -> MemberInvitation:
    """An administrator asks a person, who has proved e-mail and phone by now, to act for the provider."""
    services.email_proved(user=who)
    User.objects.filter(pk=who.pk).exclude(phone=None).update(phone_verified=True)
    assert admin.organisation
    return services.invite_member(
        by=admin,
        organisation=admin.organisation,
        role=Role(role),
        name=who.name,
        email=who.email,
        phone=who.phone,
        now=clock.now(),
        **days,
    )


def joined(admin: Membership, who: User, role: str = Role.PROVIDER_BIDDER) -> Membership:
    """A person whom an administrator asked to act for the provider, and who said yes."""
    joining = services.accept_invitation(user=who, invitation=invited(admin, who, role))
    return Membership.objects.scoped().get(pk=joining.pk)


def second_factor(who: User) -> str:
    """Give a person a second factor; returns its secret."""
    secret = str(generate_totp_secret())
    Authenticator.objects.get_or_create(
        user=who, type=Authenticator.Type.TOTP, defaults={"data": {"secret": secrets.encrypt(secret)}}
    )
    return secret


def digits_of(secret: str) -> str:
    """What an authenticator shows now; good for this half minute and the next."""
    _before, now, _after = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, now)))


def signed_in(client: Client, member: Membership) -> Client:
    """The client signed in as this person in this role, past the second factor."""
    if member.role in SECOND_FACTOR_ROLES:
        second_factor(member.user)
    client.force_login(member.user, backend="marketplace.accounts.backends.Backend")
    session = client.session
    session["membership"] = member.pk
    session.save()
    return client


def in_back_office(client: Client, member: Membership) -> Client:
    """Signed in, with the rights in the admin that follow from the role."""
    sync_access(member.user)
    return signed_in(client, member)


def client_of(member: Membership) -> Client:
    """A client of its own, signed in as this person in this role."""
    return signed_in(Client(), member)
