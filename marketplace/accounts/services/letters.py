"""A letter to where a person was reachable: the way into the account has changed, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum, auto

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts import sms
from marketplace.accounts.models import User
from marketplace.outbox.services import publish
from marketplace.ui import formats
from marketplace.ui.addresses import absolute

TOPIC = "accounts.entry_changed"


class Change(StrEnum):
    """What of an account's entry changed."""

    EMAIL = auto()
    PHONE = auto()
    PASSWORD = auto()
    SECOND_STEP = auto()


def warn(*, person: User, changed: Sequence[Change]) -> None:
    """Have the person told where they are reachable now; call it before an address is replaced, in its transaction.

    The letter goes to the e-mail. A short message goes to the phone where the phone itself changes or there is no
    e-mail, and only to one that was verified: nobody has messages sent to numbers they type.
    """
    verified = (person.phone or "") if person.phone_verified else ""
    by_phone = verified if Change.PHONE in changed or not person.email else ""
    if changed and (person.email or by_phone):
        # The addresses travel in the message: the account may have others when it is delivered.
        payload = {"email": person.email or "", "phone": by_phone, "at": clock.now().isoformat()}
        publish(topic=TOPIC, payload={"person": person.pk, "changed": [str(one) for one in changed], **payload})


def send_warning(*, person: int, changed: Sequence[str], email: str, phone: str, at: str) -> None:
    """Write to the addresses the account had."""
    user = User.objects.get(pk=person)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        text = _text(user, [Change(one) for one in changed], datetime.fromisoformat(at))
        if email:
            send_mail(_("The way into your account has changed"), text, None, [email])
        if phone:
            sms.send(phone, text)


def send_without_link(email: str, free: str = "") -> None:
    """Answer who asks for a new password by an e-mail that was never proved; the letter may reach a stranger, so it
    names nobody.

    Args:
        free: the link by which the address leaves that account (`freeing.link_to_free`).
    """
    asked = _("Somebody asked for a new password for an account with this e-mail address.")
    why = _("Nobody has shown yet that the address belongs to the account, so no link is sent to it.")
    phone = _("With a verified phone, have a code sent to it: %(url)s") % {
        "url": absolute(reverse("accounts:password_by_phone"))
    }
    other = _("Otherwise sign in and verify the address, or ask whoever keeps the accounts: %(url)s") % {
        "url": absolute(reverse("ui:contact"))
    }
    parts = [f"{asked} {why}", phone, other]
    if free:
        parts.append(
            _("If you never opened that account, free your address here, then open one: %(url)s") % {"url": free}
        )
    send_mail(_("Set a new password"), "\n\n".join(parts), None, [email])


def _text(user: User, changed: Sequence[Change], at: datetime) -> str:
    told = {
        Change.EMAIL: _("the e-mail of your account was changed"),
        Change.PHONE: _("the phone of your account was changed"),
        Change.PASSWORD: _("the password of your account was changed"),
        Change.SECOND_STEP: _("the second step of your sign-in was switched off"),
    }
    what = _(", and ").join(told[one] for one in changed)
    happened = _("%(name)s: on %(at)s %(what)s.") % {"name": user.name, "at": formats.moment(at), "what": what}
    todo = _("If it was you, there is nothing to do. If it was not, have your account closed at once:")
    return f"{happened} {todo} {absolute(reverse('ui:contact'))}"
