"""The owner of an e-mail takes it from an account that somebody else opened with it and never proved."""

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


def may_be_freed(person: User, email: str) -> bool:
    """Whether the address is a mere claim: never proved, and no role rests on an account that only it opens."""
    claims = (person.email or "").lower() == email.lower() and not opens_by_letter(person, email)
    return claims and (person.phone_verified or not Membership.objects.filter(user=person).exists())


def link_to_free(person: User, email: str) -> str:
    """The link for a letter to the address: whoever opens it reads its letters. Empty where nothing can be freed."""
    if not may_be_freed(person, email):
        return ""
    token = signing.dumps([person.pk, email.lower()], salt=SALT)
    return absolute(reverse("accounts:free_address", args=[token]))


def is_issued(token: str) -> bool:
    """Whether the link is one of ours, however old."""
    try:
        signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    return True


def claim_of(token: str) -> tuple[User, str]:
    """The account and the address that a link is about.

    Raises:
        NotFreed: `accounts.address_not_freed`.
    """
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        raise NotFreed("accounts.address_not_freed") from None
    person = User.objects.filter(pk=pk).first()
    if person is None or not may_be_freed(person, email):
        raise NotFreed("accounts.address_not_freed")
    return person, email


def free_address(*, token: str) -> None:
    """Take the address from the account; one that keeps no phone to sign in with is closed.

    Raises:
        NotFreed: `accounts.address_not_freed`.
    """
    person, email = claim_of(token)
    with transaction.atomic():
        locked = memberships.lock(person)
        if not may_be_freed(locked, email):
            raise NotFreed("accounts.address_not_freed")
        before = personal(locked)
        EmailAddress.objects.filter(user=locked).delete()
        locked.email = None
        locked.is_active = locked.is_active and bool(locked.phone)
        locked.save(update_fields=["email", "is_active"])
        sync_access(locked)
        end_sessions(locked)
        record(act="accounts.address.freed", target=locked, personal={"email_before": before["email"]})
