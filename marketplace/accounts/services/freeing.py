"""The owner of an e-mail or phone takes it from an account that somebody else opened with it and never proved."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.urls import reverse

from marketplace.accounts.models import Membership, User
from marketplace.accounts.services import memberships
from marketplace.accounts.services.access import sync_access
from marketplace.accounts.services.people import end_sessions, opens_by_letter, personal
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal
from marketplace.ui.addresses import absolute

SALT = "marketplace.accounts.free_address"
VALID_FOR = timedelta(days=3)


class NotFreed(Refusal):
    """The link is over: too old, used, or the address was proved or changed meanwhile."""


def may_be_freed(person: User, login: str) -> bool:
    """Whether the e-mail or phone is a mere claim: never proved, and no role rests on an account that only it opens."""
    if "@" in login:
        claims = (person.email or "").lower() == login.lower() and not opens_by_letter(person, login)
        is_known = person.phone_verified
    else:
        claims = person.phone == login and not person.phone_verified and person.has_usable_password()
        is_known = EmailAddress.objects.filter(user=person, verified=True).exists()
    return claims and (is_known or not Membership.objects.filter(user=person).exists())


def link_to_free(person: User, login: str) -> str:
    """The link for a letter or short message to it: whoever opens it reads them. Empty where nothing can be freed."""
    if not may_be_freed(person, login):
        return ""
    token = signing.dumps([person.pk, login.lower()], salt=SALT)
    return absolute(reverse("accounts:free_address", args=[token]))


def is_issued(token: str) -> bool:
    """Whether the link is one of ours, however old."""
    try:
        signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    return True


def claim_of(token: str) -> tuple[User, str]:
    """The account, and the e-mail or phone that a link is about.

    Raises:
        NotFreed: `accounts.address_not_freed`.
    """
    try:
        pk, login = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        raise NotFreed("accounts.address_not_freed") from None
    person = User.objects.filter(pk=pk).first()
    if person is None or not may_be_freed(person, login):
        raise NotFreed("accounts.address_not_freed")
    return person, login


def free_address(*, token: str) -> None:
    """Take the e-mail or phone from the account; one that keeps nothing to sign in with is closed.

    Raises:
        NotFreed: `accounts.address_not_freed`.
    """
    person, login = claim_of(token)
    with transaction.atomic():
        locked = memberships.lock(person)
        if not may_be_freed(locked, login):
            raise NotFreed("accounts.address_not_freed")
        kind = "email" if "@" in login else "phone"
        before = personal(locked)
        if kind == "email":
            EmailAddress.objects.filter(user=locked).delete()
        setattr(locked, kind, None)
        locked.is_active = locked.is_active and bool(locked.phone or locked.email)
        locked.save(update_fields=[kind, "is_active"])
        sync_access(locked)
        end_sessions(locked)
        record(act="accounts.address.freed", target=locked, personal={f"{kind}_before": before[kind]})
