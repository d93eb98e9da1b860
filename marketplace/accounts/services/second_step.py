"""The second factor once more, inside an act: what is signed with it is signed by the person (click-sign).

Wrong digits are counted by account, wherever they come from, at a sign-in as inside an act.
"""

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
    count_try(user)
    if not found.wrap().validate_code(code.strip()):
        raise SecondFactorWrong("accounts.second_factor.wrong", field="code")
    forget_tries(user)


def count_try(user: User) -> None:
    """Count a try before its digits are looked at: many at once are no more tries than one after the other.

    Raises:
        SecondFactorPaused: after five wrong ones, for ten minutes.
    """
    cache.add(_key(user), 0, timeout=PAUSE_SECONDS)
    if cache.incr(_key(user)) > ATTEMPTS:
        raise SecondFactorPaused("accounts.second_factor.paused", field="code", minutes=PAUSE_SECONDS // 60)


def forget_tries(user: User) -> None:
    """The digits were right."""
    cache.delete(_key(user))


def _key(user: User) -> str:
    return f"accounts.second_step:{user.pk}"
