"""Somebody gets a role; who has no account yet gets one and is told."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts import sms
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import memberships, people
from marketplace.outbox.services import publish
from marketplace.places.models import Place
from marketplace.ui.addresses import absolute

TOPIC = "accounts.invited"


def invite(
    *,
    by: Membership,
    name: str,
    email: str | None,
    phone: str | None,
    role: Role,
    scope: Place | Organisation,
    from_date: date | None = None,
    to_date: date | None = None,
) -> Membership:
    """Give a role to whoever signs in with this e-mail or phone, opening an account if nobody does.

    A known person keeps name and addresses: an office changes those on purpose only (`change_person`).

    Raises:
        AddressUnproved: somebody opened an account with the address and never proved that it is theirs.
        As `create_person` and `grant_membership`.
    """
    memberships.check_may_grant(by, role, scope)
    email, phone = people.clean_contacts(email, phone)
    with transaction.atomic():
        known = _known(email, phone)
        if known is not None:
            people.check_proved(known, email=email, phone=phone, field="email" if email else "phone")
        person = known or people.create_person(by=by, name=name, email=email, phone=phone)
        membership = memberships.grant_membership(
            by=by, user=person, role=role, scope=scope, from_date=from_date, to_date=to_date
        )
        publish(topic=TOPIC, payload={"membership": membership.pk, "new": known is None})
    return membership


def send_invitation(*, membership_id: int, new: bool) -> None:
    """Tell the person by e-mail, or by a short message where there is only a phone."""
    membership = Membership.objects.scoped().get(pk=membership_id)
    person = membership.user
    with translation.override(person.language or settings.LANGUAGE_CODE):
        subject = _("You have a new role on the community project marketplace")
        text = _text(membership, new=new)
        if person.email:
            send_mail(subject, text, None, [person.email])
        elif person.phone:
            sms.send(person.phone, text)


def _text(membership: Membership, *, new: bool) -> str:
    told = _("%(name)s: you now act as %(role)s.") % {"name": membership.user.name, "role": str(membership)}
    address = reverse("account_reset_password" if new else "account_login")
    step = _("Set a password first:") if new else _("Sign in:")
    return f"{told} {step} {absolute(address)}"


def _known(email: str | None, phone: str | None) -> User | None:
    by_email = User.objects.filter(email__iexact=email).first() if email else None
    by_phone = User.objects.filter(phone=phone).first() if phone else None
    if by_email and by_phone and by_email.pk != by_phone.pk:
        raise people.AddressTaken("accounts.phone.taken", field="phone")
    return by_email or by_phone
