"""People's accounts, as an office creates and looks after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from marketplace.accounts import endings, permissions, queries
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import GRANTS, Role, normalise_phone
from marketplace.accounts.services import letters, memberships, telling
from marketplace.accounts.services.access import sync_access
from marketplace.accounts.services.letters import Change
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal

# As long as the column.
EMAIL_LIMIT = 254


class PersonNotYours(NotPermitted):
    """The person holds a role outside the place or organisation one looks after."""


class AddressTaken(Refusal):
    """Somebody else signs in with this e-mail or phone."""


class AddressUnproved(Refusal):
    """Somebody opened an account with this e-mail or phone and never proved that it is theirs."""


def create_person(
    *, by: Membership, name: str, email: str | None = None, phone: str | None = None, language: str = ""
) -> User:
    """An account without a password: the person sets one through "forgot password" or a code on the phone.

    Raises:
        RoleMissing: `by` gives no roles to anybody.
        InvalidInput: neither e-mail nor phone, or a phone that is none.
        AddressTaken: somebody has it already.
    """
    permissions.require(by, *GRANTS)
    email, phone = clean_contacts(email, phone)
    with transaction.atomic():
        check_free(None, email, phone)
        with alone(None, email, phone):
            person = User.objects.create_user(name=clean_name(name), email=email, phone=phone)
        User.objects.filter(pk=person.pk).update(language=language)
        record(act="accounts.person.created", by=by, target=person, personal=personal(person))
    return person


def change_person(
    *, by: Membership, person: User, name: str, email: str | None, phone: str | None, language: str
) -> User:
    """Correct a person's name or how they sign in; a changed phone has to be verified again.

    Raises:
        PersonNotYours: the person has a role that `by` does not give.
        InvalidInput, AddressTaken: as for `create_person`.
    """
    check_looks_after(by, person)
    email, phone = clean_contacts(email, phone)
    with transaction.atomic():
        locked = memberships.lock(person)
        check_free(locked, email, phone)
        before = personal(locked)
        set_contacts(locked, email, phone)
        locked.name, locked.language = clean_name(name), language
        locked.save(update_fields=["name", "language"])
        record(
            act="accounts.person.changed",
            by=by,
            target=locked,
            personal=personal(locked) | {f"{key}_before": value for key, value in before.items()},
        )
    return locked


def deactivate_person(*, by: Membership, person: User, reason: str) -> User:
    """Close an account: no role holds any more and every session ends at once.

    Raises:
        PersonNotYours, RoleForOneself: as for `reset_second_factor`.
        Refusal: a later stage bars that one of these roles ends (`endings`).
    """
    return _set_active(by, person, active=False, reason=reason)


def reactivate_person(*, by: Membership, person: User, reason: str) -> User:
    """Open a closed account again; roles that have not ended hold again."""
    return _set_active(by, person, active=True, reason=reason)


def reset_second_factor(*, by: Membership, person: User, reason: str) -> None:
    """Remove a lost phone's second factor and the recovery codes; the person enrols anew at the next sign-in.

    Raises:
        PersonNotYours: the person has a role that `by` does not give.
        RoleForOneself: nobody resets their own.
    """
    check_looks_after(by, person)
    memberships.check_apart(by, person)
    with transaction.atomic():
        memberships.lock(person)
        Authenticator.objects.filter(user=person).delete()
        end_sessions(person)
        record(
            act="accounts.second_factor.reset", by=by, target=person, personal={"person": person.name}, reason=reason
        )
        letters.warn(person=person, changed=[Change.SECOND_STEP])
        _tell_colleagues(by, person)


def second_factor_added(*, user: User) -> User:
    """Follow a person's first authenticator: every session opened with the password alone ends.

    Call it inside the transaction that stores the authenticator, and sign the present session anew.
    """
    with transaction.atomic():
        end_sessions(user)
        record(
            act="accounts.second_factor.added",
            actor=user,
            target=user,
            parameters={"kind": str(Authenticator.Type.TOTP)},
            personal={"person": user.name},
        )
    return User.objects.get(pk=user.pk)


def _tell_colleagues(by: Membership, person: User) -> None:
    """Nobody opens the way into an account alone in the dark: the office's colleagues and the district read of it."""
    colleagues = queries.holders(by.role, place=by.place, organisation=by.organisation).values_list("user", flat=True)
    district = queries.holders(Role.DISTRICT, covering=by.place).values_list("user", flat=True)
    told = ({*colleagues, *district}) - permissions.persons(by) - {person.pk}
    words = {"person": person.name, "officer": by.user.name}
    telling.tell("accounts.second_factor_reset", told, reverse("accounts:members"), words)


def looks_after(by: Membership, person: User) -> bool:
    """Whether `by` gives every role the person holds, where they hold it; people without roles are open to all who
    give roles for a place."""
    if not permissions.holds(by, *GRANTS):
        return False
    held = memberships.unended(person).scoped()
    if by.organisation_id and not held:
        return False
    return all(permissions.gives(by, membership) for membership in held)


def check_looks_after(by: Membership, person: User) -> None:
    """Refuse unless `by` looks after this person."""
    if not looks_after(by, person):
        raise PersonNotYours("accounts.person_not_yours", person=person.name)


def check_proved(person: User, *, email: str | None, phone: str | None, field: str) -> None:
    """Refuse to take somebody for the owner of an address that they typed at sign-up and never proved.

    Whoever knows which address an officer will be entered with could otherwise be there first and get the role.
    An account that an office entered and nobody has opened yet is opened by its address only, so it needs no proof.
    """
    by_phone = phone is not None and person.phone == phone and person.phone_verified
    if not by_phone and not opens_by_letter(person, email or ""):
        raise AddressUnproved("accounts.address_unproved", field=field)


def opens_by_letter(person: User, email: str) -> bool:
    """Whether a letter to this e-mail may open the account: it was proved, or nobody has opened the account yet.

    An account in use has the e-mail that somebody typed, the person or an office: until it is proved, whoever reads its
    letters is a stranger.
    """
    proved = EmailAddress.objects.filter(user=person, email__iexact=email, verified=True)
    return not person.has_usable_password() or proved.exists()


def named(login: str, *, field: str) -> User:
    """Whom an officer means by an e-mail or phone, typed into `field`.

    Raises:
        InvalidInput: ``accounts.person_unknown``: nobody signs in with it.
        AddressUnproved: as `check_proved`.
    """
    person = queries.person_by_login(login)
    if person is None:
        raise InvalidInput("accounts.person_unknown", field=field)
    by_email = "@" in login
    check_proved(
        person,
        email=login.strip() if by_email else None,
        phone=None if by_email else normalise_phone(login),
        field=field,
    )
    return person


def email_proved(*, user: User) -> None:
    """Note that the person read a letter sent to the account's e-mail."""
    if user.email:
        defaults = {"verified": True, "primary": True}
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults=defaults)


def clean_name(name: str) -> str:
    """A name as people write it: no control characters, no spaces around it, at most 80 characters."""
    name = name.strip()
    if not name or len(name) > 80 or not name.isprintable():
        raise InvalidInput("accounts.name.invalid", field="name")
    return name


def clean_contacts(email: str | None, phone: str | None) -> tuple[str | None, str | None]:
    """E-mail in lower case and phone normalised; at least one of them.

    Raises:
        InvalidInput: neither, an e-mail that no letter reaches, a phone that is none.
    """
    email = (email or "").strip().lower() or None
    if email is not None:
        _check_email(email)
    phone = normalise_phone(phone) if phone and phone.strip() else None
    if email is None and phone is None:
        raise InvalidInput("accounts.contact.missing", field="email")
    return email, phone


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidInput("accounts.email.invalid", field="email") from error
    if len(email) > EMAIL_LIMIT:
        raise InvalidInput("accounts.email.invalid", field="email")


def check_free(person: User | None, email: str | None, phone: str | None) -> None:
    """Refuse an e-mail or phone by which somebody else signs in."""
    others = User.objects.exclude(pk=person.pk) if person else User.objects.all()
    if email and others.filter(email__iexact=email).exists():
        raise AddressTaken("accounts.email.taken", field="email")
    if phone and others.filter(phone=phone).exists():
        raise AddressTaken("accounts.phone.taken", field="phone")


@contextmanager
def alone(person: User | None, email: str | None, phone: str | None) -> Iterator[None]:
    """Write an e-mail or phone; who is overtaken by another with the same one is told like anybody who comes later."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        check_free(person, email, phone)
        raise


def set_contacts(person: User, email: str | None, phone: str | None) -> None:
    """Write how a locked person signs in; the addresses it replaces are told, allauth's own table of them follows."""
    changed = [Change.EMAIL] * (person.email != email) + [Change.PHONE] * (person.phone != phone)
    letters.warn(person=person, changed=changed)
    if person.phone != phone:
        person.phone_verified = False
    if person.email != email:
        EmailAddress.objects.filter(user=person).delete()
        if email:
            EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    person.email, person.phone = email, phone
    with alone(person, email, phone):
        person.save(update_fields=["email", "phone", "phone_verified"])


def personal(person: User) -> dict[str, str]:
    """What an audit entry keeps about a person, erasable."""
    return {"person": person.name, "email": person.email or "", "phone": person.phone or ""}


def end_sessions(person: User) -> None:
    """Sign a person out everywhere."""
    User.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)


def _set_active(by: Membership, person: User, *, active: bool, reason: str) -> User:
    check_looks_after(by, person)
    memberships.check_apart(by, person)
    with transaction.atomic():
        locked = memberships.lock(person)
        for held in memberships.unended(locked).scoped() if not active else ():
            endings.check(by, held)
        locked.is_active = active
        locked.save(update_fields=["is_active"])
        sync_access(locked)
        if not active:
            end_sessions(locked)
        act = "accounts.person.reactivated" if active else "accounts.person.deactivated"
        record(act=act, by=by, target=locked, personal={"person": locked.name}, reason=reason)
    return locked
