"""How allauth signs our people in: by e-mail or phone, with a second factor by TOTP."""

from __future__ import annotations

import io
import time
from contextlib import suppress
from typing import Any, cast

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import filter_users_by_email
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.accounts import secrets, sms
from marketplace.accounts.addresses import client_address, client_block
from marketplace.accounts.models import User
from marketplace.accounts.rules import normalise_phone
from marketplace.accounts.services import people, phones
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput

PHONE_INVALID = gettext_lazy("Enter a mainland mobile number with 11 digits.")


WRONG_DIGITS = gettext_lazy("The digits are not right or have expired; enter the newest ones.")
MISMATCH = gettext_lazy("The e-mail or phone, or the password, is not right.")


class PhoneField(forms.CharField):
    """A mainland mobile number however people write it; cleans to ``+86…``."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Phone"))
        super().__init__(max_length=24, **kwargs)

    def clean(self, value: Any) -> str:
        """Raises ValidationError when it is no such number."""
        text: str = super().clean(value)
        try:
            return normalise_phone(text) if text else ""
        except InvalidInput as problem:
            raise ValidationError(PHONE_INVALID, code="invalid") from problem


class AccountAdapter(DefaultAccountAdapter):
    """E-mail or phone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        # One sentence for both: which of the two exists is nobody's business.
        "email_password_mismatch": MISMATCH,
        "phone_password_mismatch": MISMATCH,
        "too_many_login_attempts": gettext_lazy("Too many attempts. Try again later."),
        "incorrect_code": WRONG_DIGITS,
    }

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in: enrolment follows the sign-in without asking twice."""
        records = get_authentication_records(self.request, self.request.user)
        recent = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not recent and bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        """One answer for every limit: sign-in, lost passwords, codes, the open survey."""
        return client_block(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's own counts all phones as one account: five wrong passwords for one kept everybody else out.
        return f"login:{attempted_login(request, credentials)}"

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        """The field on allauth's forms; takes 11 digits."""
        return PhoneField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        """Normalised."""
        try:
            return normalise_phone(phone)
        except InvalidInput as problem:
            raise ValidationError(PHONE_INVALID, code="invalid") from problem

    def get_user_by_phone(self, phone: str) -> User | None:
        """allauth passes what was typed."""
        try:
            return User.objects.filter(phone=normalise_phone(phone)).first()
        except InvalidInput:
            return None

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The phone and whether it is verified."""
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Keep the phone typed at sign-up; the account may not be saved yet."""
        user.phone, user.phone_verified = normalise_phone(phone), verified
        if user.pk:
            user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Only where it is still this phone."""
        User.objects.filter(pk=user.pk, phone=normalise_phone(phone)).update(phone_verified=True)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """allauth's own codes."""
        sms.send(phone, _("Your code is %(code)s.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nobody has this phone: say nothing, a message to a stranger costs money and trust."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """The owner learns of it, and how to free a phone that the account never proved; the page says nothing.

        Nobody has messages sent to a number faster than codes: whoever is told too often is told nothing more today.
        """
        person = self.get_user_by_phone(phone)
        with suppress(phones.CodeTooSoon):
            if person is not None and not phones.ask_to_free(user=person, now=clock.now()):
                phones.count_message(user=person, now=clock.now())
                sms.send(phone, _("Somebody tried to register with your phone. You have an account already."))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Name, e-mail or phone and password of a new account."""
        user.name = form.cleaned_data["name"]
        user.phone = form.cleaned_data.get("phone") or None
        saved: User = super().save_user(request, user, form, commit=False)
        saved.email = saved.email or None
        if commit:
            with transaction.atomic():
                with people.alone(None, saved.email, saved.phone):
                    saved.save()
                record(act="accounts.signed_up", actor=saved, target=saved, personal={"person": saved.name})
        return saved

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write a failed sign-in into the story of the account it was meant for; unknown names go to axes only."""
        super().authentication_failed(request, **credentials)
        person = self._meant(credentials)
        if person is not None:
            with transaction.atomic():
                record(act="accounts.sign_in.failed", target=person, personal={"address": client_address(request)})

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """The page that says whom to ask."""
        return cast("HttpResponse", super().respond_user_inactive(request, user))

    def _meant(self, credentials: dict[str, Any]) -> User | None:
        if phone := credentials.get("phone"):
            return self.get_user_by_phone(phone)
        found = filter_users_by_email(credentials.get("email") or "", is_active=True)
        return found[0] if found else None


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP with encrypted secrets; the QR code is drawn by our own view."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_DIGITS}

    def get_totp_label(self, user: User) -> str:
        """What the authenticator shows below the name of the site."""
        return user.email or user.phone or user.name

    def get_totp_issuer(self) -> str:
        """The name of the site."""
        return str(settings.WAGTAIL_SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """The QR code of an `otpauth:` address, as SVG text."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, dark="#1f2328", light="#fff", nl=False)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Secrets are stored under the installation's key."""
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """And opened with it."""
        return secrets.decrypt(encrypted_text)


def attempted_login(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Whom a sign-in was meant for, for the count of failures: e-mail or phone, however written."""
    given = credentials or {}
    typed = given.get("email") or given.get("phone") or given.get("username")
    if not typed and request is not None:
        typed = request.POST.get("login")
    text = str(typed or "").strip().lower()
    try:
        return normalise_phone(text)
    except InvalidInput:
        return text
