"""What allauth does with an account enters the log: sign-ins, passwords, second factors.

allauth tells by signals; these handlers write entries and decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from marketplace.accounts import services
from marketplace.accounts.models import User
from marketplace.audit.services import record


def connect() -> None:
    """Listen; called once from `AppConfig.ready`."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    account.user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    for signal, act in (
        (account.password_set, "accounts.password.set"),
        (account.password_changed, "accounts.password.changed"),
        (account.password_reset, "accounts.password.reset"),
    ):
        signal.connect(_recorder(act, [services.Change.PASSWORD]), weak=False, dispatch_uid=act)
    account.password_reset.connect(_letter_answered, dispatch_uid="accounts.letter_answered")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="accounts.second_factor.added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.second_factor.removed")
    mfa.authenticator_reset.connect(_recorder("accounts.recovery_codes.renewed"), weak=False)
    mfa.authentication_failed.connect(_recorder("accounts.second_factor.failed"), weak=False)


def _recorder(act: str, changed: Sequence[services.Change] = ()) -> Any:
    def write(sender: object, user: User, **kwargs: object) -> None:
        _write(act, user, changed)

    return write


def _letter_answered(sender: object, user: User, **kwargs: object) -> None:
    services.email_proved(user=user)


def _signed_in(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    _write("accounts.signed_in", user)
    response = kwargs.get("response")
    # The profile's language follows the person to this browser.
    if response is not None and user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")


def _signed_out(sender: object, user: User | None, **kwargs: object) -> None:
    if user is not None:
        _write("accounts.signed_out", user)


def _factor_added(sender: object, user: User, authenticator: Any, **kwargs: object) -> None:
    # The authenticator app is recorded by its own page, in the same transaction (`services.second_factor_added`).
    if authenticator.type != authenticator.Type.TOTP:
        _write("accounts.second_factor.added", user, kind=str(authenticator.type))


def _factor_removed(sender: object, user: User, authenticator: Any, **kwargs: object) -> None:
    # The recovery codes go with the authenticator; one letter says it.
    changed = [services.Change.SECOND_STEP] if authenticator.type == authenticator.Type.TOTP else []
    _write("accounts.second_factor.removed", user, changed, kind=str(authenticator.type))


def _write(act: str, user: User, changed: Sequence[services.Change] = (), **parameters: str) -> None:
    with transaction.atomic():
        record(act=act, actor=user, target=user, parameters=dict(parameters), personal={"person": user.name})
        services.warn(person=user, changed=changed)
