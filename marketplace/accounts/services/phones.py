"""A person proves that a phone is theirs: a code is sent, and typed back."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts import sms
from marketplace.accounts.models import PhoneCode, User
from marketplace.accounts.services import letters, memberships
from marketplace.accounts.services.freeing import link_to_free
from marketplace.accounts.services.letters import Change
from marketplace.audit.services import record
from marketplace.outbox.services import publish
from marketplace.primitives.refusal import InvalidInput, Refusal

TOPIC = "accounts.phone_code"
FREE_TOPIC = "accounts.phone_to_free"
VALID_FOR = timedelta(minutes=10)
PAUSE = timedelta(seconds=60)
PER_DAY = 5
ATTEMPTS = 5


class CodeTooSoon(Refusal):
    """A code was sent a moment ago, or too many were sent today."""

    status = 429


class NoPhone(Refusal):
    """The account has no phone to verify."""


class CodeWrong(InvalidInput):
    """The code is wrong, used, or too old; after five wrong ones a new code is needed."""


def ask_phone_code(*, user: User, now: datetime) -> PhoneCode:
    """Have a code sent to the person's phone; at most one a minute and five a day.

    Raises:
        NoPhone: there is no phone in the account.
        CodeTooSoon: `wait_until` says when the next one may be asked for.
    """
    with transaction.atomic():
        locked = memberships.lock(user)
        if not locked.phone:
            raise NoPhone("accounts.phone.missing", field="phone")
        _check_pace(locked, now)
        code = PhoneCode.objects.create(user=locked, phone=locked.phone, asked_at=now, expires_at=now + VALID_FOR)
        publish(topic=TOPIC, payload={"phone_code": code.pk})
    return code


def send_phone_code(*, phone_code_id: int) -> None:
    """Make the digits and send them; a second delivery sends fresh ones, which alone are good then."""
    code = PhoneCode.objects.select_related("user").filter(pk=phone_code_id, used_at=None).first()
    if code is None:
        return
    digits = f"{secrets.randbelow(10**6):06d}"
    PhoneCode.objects.filter(pk=code.pk).update(digest=make_password(digits))
    with translation.override(code.user.language or "zh-hans"):
        text = _("Your code is %(digits)s, good for 10 minutes. Nobody from the platform will ask you for it.")
        sms.send(code.phone, text % {"digits": digits})


def verify_phone(*, user: User, digits: str, now: datetime) -> User:
    """Mark the person's phone as theirs.

    Raises:
        CodeWrong: the digits are not those of the last code sent to this phone. The failed attempt is counted.
    """
    with transaction.atomic():
        locked = memberships.lock(user)
        right = _use(locked, digits, now)
        if right:
            locked.phone_verified = True
            locked.save(update_fields=["phone_verified"])
            personal = {"phone": locked.phone or ""}
            record(act="accounts.phone.verified", actor=locked, target=locked, personal=personal)
    # Raised outside, so that the count of attempts is kept.
    if not right:
        raise CodeWrong("accounts.phone.code_wrong", field="code")
    return locked


def ask_password_code(*, phone: str, now: datetime) -> None:
    """Send a code for a new password to a phone that is verified or was entered by an office.

    One that somebody typed and never proved gets the link by which its owner frees it; any other nothing.

    The page must not tell the two apart: whether a number has an account is nobody's business.
    """
    user = User.objects.filter(phone=phone, is_active=True).first()
    if user is None:
        return
    # Too many codes is told to nobody either.
    with suppress(CodeTooSoon):
        if _opens(user):
            ask_phone_code(user=user, now=now)
        else:
            ask_to_free(user=user, now=now)


def ask_to_free(*, user: User, now: datetime) -> bool:
    """Have the link sent by which the owner of a phone takes it from an account that never proved it.

    Returns:
        Whether there is anything to free.

    Raises:
        CodeTooSoon: as for codes; links and codes are counted together.
    """
    with transaction.atomic():
        locked = memberships.lock(user)
        if not link_to_free(locked, locked.phone or ""):
            return False
        _check_pace(locked, now)
        _count(locked, now)
        publish(topic=FREE_TOPIC, payload={"person": locked.pk})
    return True


def count_message(*, user: User, now: datetime) -> None:
    """Count a message that somebody else has sent to the person's phone; links, codes and these keep one pace.

    Raises:
        CodeTooSoon: as for codes.
    """
    with transaction.atomic():
        locked = memberships.lock(user)
        _check_pace(locked, now)
        _count(locked, now)


def _count(locked: User, now: datetime) -> None:
    # Keeps the pace and holds no digits; without a phone it hides no code that waits.
    PhoneCode.objects.create(user=locked, asked_at=now, expires_at=now)


def send_link_to_free(*, person: int) -> None:
    """Write to the phone, where it can still be freed; the link is made here, no table holds it."""
    user = User.objects.get(pk=person)
    link = link_to_free(user, user.phone or "")
    if link:
        text = _(
            "Somebody opened an account with this number and never proved that it is theirs. If it was not you, free"
            " your number here, then open an account: %(url)s"
        )
        sms.send(user.phone or "", text % {"url": link})


def set_password_by_phone(*, user: User | None, digits: str, password: str, now: datetime) -> User:
    """A new password for whoever has the phone in hand; every session ends, the second factor stays.

    Raises:
        CodeWrong: the digits are not those of the last code sent, or the phone has no account.
    """
    with transaction.atomic():
        locked = memberships.lock(user) if user is not None else None
        right = _use(locked if locked is not None and _opens(locked) else None, digits, now)
        if locked is not None and right:
            locked.set_password(password)
            locked.phone_verified = True
            locked.save(update_fields=["password", "phone_verified"])
            record(act="accounts.password.reset", actor=locked, target=locked, personal={"person": locked.name})
            letters.warn(person=locked, changed=[Change.PASSWORD])
    if locked is None or not right:
        raise CodeWrong("accounts.phone.code_wrong", field="code")
    return locked


def _opens(user: User) -> bool:
    """Whether the phone opens the account: proved by its owner, or entered by an office and never used yet."""
    return user.phone_verified or not user.has_usable_password()


def _use(user: User | None, digits: str, now: datetime) -> bool:
    """Whether the digits are those of the person's last code; spends the code or counts the attempt."""
    code = _latest(user) if user is not None else None
    right = _matches(code, "".join(digits.split()), now)
    if code is not None and right:
        PhoneCode.objects.filter(pk=code.pk).update(used_at=now)
    elif code is not None:
        PhoneCode.objects.filter(pk=code.pk).update(attempts=F("attempts") + 1)
    return right


def _check_pace(user: User, now: datetime) -> None:
    today = list(
        PhoneCode.objects.filter(user=user, asked_at__gt=now - timedelta(days=1))
        .order_by("-asked_at", "-pk")
        .values_list("asked_at", flat=True)[:PER_DAY]
    )
    if today and now < today[0] + PAUSE:
        raise CodeTooSoon("accounts.phone.too_soon", wait_until=today[0] + PAUSE)
    if len(today) == PER_DAY:
        raise CodeTooSoon("accounts.phone.too_soon", wait_until=today[-1] + timedelta(days=1))


def _latest(user: User) -> PhoneCode | None:
    return PhoneCode.objects.filter(user=user, phone=user.phone or "").order_by("-asked_at", "-pk").first()


def _matches(code: PhoneCode | None, digits: str, now: datetime) -> bool:
    if code is not None and code.digest and code.used_at is None and now < code.expires_at and code.attempts < ATTEMPTS:
        return check_password(digits, code.digest)
    make_password(digits)  # no code takes as long as a wrong one: the delay tells nobody which phones have accounts
    return False
