"""Many made-up people at once, for demonstrations and benchmarks: one password hash, one insert per table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from marketplace.accounts import secrets
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.rules import SECOND_FACTOR_ROLES, Role
from marketplace.accounts.services.access import prepare_groups
from marketplace.places.models import Place

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role to give; half-open from `from_date`."""

    role: Role
    scope: Place | Organisation
    from_date: date
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """A person to create, with e-mail or phone (``+86…``) and roles.

    `second_factor` prepares one for somebody whose role will come later, such as a provider's administrator.
    """

    name: str
    email: str | None = None
    phone: str | None = None
    roles: Sequence[RoleSpec] = ()
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person created: `secret` is the second factor's (base32), empty where the roles need none."""

    user: User
    memberships: list[Membership] = field(default_factory=list)
    secret: str = ""


def people(specs: Iterable[PersonSpec], *, password: str | None) -> list[Person]:
    """Create people who can sign in at once, in the order given; without a password nobody can sign in as them.

    No permission is asked and nothing is recorded: this is not an act of anybody.

    Raises:
        ImproperlyConfigured: not a demonstration (everybody shares one password).
    """
    if not settings.DEMONSTRATION:
        message = "Made-up people are for demonstrations only"
        raise ImproperlyConfigured(message)
    wanted = list(specs)
    with transaction.atomic():
        users = _users(wanted, make_password(password))
        memberships = _memberships(wanted, users)
        found = [Person(user, memberships[user.pk], _secret(spec)) for spec, user in zip(wanted, users, strict=True)]
        _second_factors(found)
        _groups(found)
    return found


def _users(specs: Sequence[PersonSpec], password: str) -> list[User]:
    users = [
        User(name=spec.name, email=spec.email, phone=spec.phone, phone_verified=bool(spec.phone), password=password)
        for spec in specs
    ]
    users = User.objects.bulk_create(users, batch_size=BATCH)
    addresses = [EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users if user.email]
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH)
    return users


def _memberships(specs: Sequence[PersonSpec], users: Sequence[User]) -> dict[int, list[Membership]]:
    rows = [_row(user, role) for spec, user in zip(specs, users, strict=True) for role in spec.roles]
    by_user: dict[int, list[Membership]] = {user.pk: [] for user in users}
    for membership in Membership.objects.bulk_create(rows, batch_size=BATCH):
        by_user[membership.user_id].append(membership)
    return by_user


def _row(user: User, spec: RoleSpec) -> Membership:
    return Membership(
        user=user,
        role=spec.role,
        place=spec.scope if isinstance(spec.scope, Place) else None,
        organisation=spec.scope if isinstance(spec.scope, Organisation) else None,
        from_date=spec.from_date,
        to_date=spec.to_date,
    )


def _secret(spec: PersonSpec) -> str:
    needed = spec.second_factor or any(role.role in SECOND_FACTOR_ROLES for role in spec.roles)
    return generate_totp_secret() if needed else ""


def _second_factors(found: Sequence[Person]) -> None:
    rows = [
        Authenticator(user=person.user, type=Authenticator.Type.TOTP, data={"secret": secrets.encrypt(person.secret)})
        for person in found
        if person.secret
    ]
    Authenticator.objects.bulk_create(rows, batch_size=BATCH)


def _groups(found: Sequence[Person]) -> None:
    groups = prepare_groups()
    through = User.groups.through
    pairs = {
        (person.user.pk, groups[Role(membership.role)].pk)
        for person in found
        for membership in person.memberships
        if membership.role in groups
    }
    rows = [through(user_id=user, group_id=group) for user, group in sorted(pairs)]
    through.objects.bulk_create(rows, batch_size=BATCH)
