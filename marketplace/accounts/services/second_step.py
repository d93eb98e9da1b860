"""The second factor once more, inside an act: what is signed with it is signed by the person (click-sign)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.cache import cache

from marketplace.accounts.models import User
from marketplace.primitives.refusal import InvalidInput, Refusal

ATTEMPTS = 5
PAUSE_SECONDS = 600


class NoSecondFactor(Refusal):
    """The person has no second factor, so nothing can be signed with it."""


class SecondFactorWrong(InvalidInput):
    """The six digits are wrong, too old, or were used a moment ago."""


class SecondFactorPaused(Refusal):
    """Too many wrong digits; another try is taken after a pause."""

    status = 429


def confirm(*, user: User, code: str) -> None:
    """Make sure that whoever acts holds the person's second factor; a code counts once.

    Raises:
        NoSecondFactor: none is set up.
        SecondFactorWrong: ``accounts.second_factor.wrong`` on the field `code`.
        SecondFactorPaused: after five wrong ones, for ten minutes.
    """
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if found is None:
        raise NoSecondFactor("accounts.second_factor.missing", field="code")
    key = f"accounts.second_step:{user.pk}"
    if int(cache.get(key, 0)) >= ATTEMPTS:
        raise SecondFactorPaused("accounts.second_factor.paused", field="code", minutes=PAUSE_SECONDS // 60)
    if not found.wrap().validate_code(code.strip()):
        cache.add(key, 0, timeout=PAUSE_SECONDS)
        cache.incr(key)
        raise SecondFactorWrong("accounts.second_factor.wrong", field="code")
    cache.delete(key)
