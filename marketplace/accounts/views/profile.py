"""One's own name, language and addresses; phone verification; sign-in and second step."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts import forms, services
from marketplace.accounts.models import User
from marketplace.accounts.rules import STAFF_ROLES
from marketplace.accounts.views.area import AccountPage, acting
from marketplace.ui.components import Crumb
from marketplace.ui.cookies import ELDER, YEAR
from marketplace.ui.views import ActView


class Profile(AccountPage, ActView):
    """Name, e-mail, phone, language, large text."""

    title = _("My account")
    template_name = "accounts/profile.html"
    form_class = forms.ProfileForm
    tab = "profile"
    submit_label = _("Save")
    success_message = _("Saved.")
    success_url = reverse_lazy("accounts:profile")

    def get_initial(self) -> dict[str, Any]:
        """As it is now."""
        person = self.person
        return {
            "name": person.name,
            "email": person.email,
            "phone": (person.phone or "").removeprefix("+86"),
            "language": person.language or settings.LANGUAGE_CODE,
            "elder_mode": person.elder_mode,
        }

    def act(self, form: Any) -> None:
        """Change it; how one signs in only for somebody who has just shown again who they are."""
        values = form.cleaned_data
        if services.changes_contacts(user=self.person, email=values["email"], phone=values["phone"]):
            raise_if_reauthentication_required(self.request, app="accounts")
            # Whether an address is taken is told to who tries their own, to nobody who tries a crowd of them.
            if not ratelimit.consume(self.request, action="change_contacts", user=self.person):
                raise services.TooManyContacts("accounts.contacts.too_often")
        services.change_profile(user=self.person, **values)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The switches of the shell follow the profile at once."""
        response = super().post(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            person = User.objects.get(pk=self.person.pk)
            _remember(response, settings.LANGUAGE_COOKIE_NAME, person.language, secure=request.is_secure())
            _remember(response, ELDER, "1" if person.elder_mode else "0", secure=request.is_secure())
        return response

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what is verified."""
        verified = EmailAddress.objects.filter(user=self.person, email=self.person.email, verified=True).exists()
        officer = any(one.role in STAFF_ROLES for one in acting(self.request).memberships)
        return super().get_context(person=self.person, email_verified=verified, registers=not officer, **context)


class VerifyEmail(AccountPage):
    """Sends the confirmation link again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to the profile; allauth tells what it did."""
        del args, kwargs
        key = self.person.email or ""
        refused: HttpResponse | None = ratelimit.consume_or_429(request, action="confirm_email", key=key)
        if refused is not None:
            return refused
        if self.person.email:
            defaults = {"primary": True}
            address, _created = EmailAddress.objects.get_or_create(
                user=self.person, email=self.person.email, defaults=defaults
            )
            address.send_confirmation(request)
        return HttpResponseRedirect(reverse("accounts:profile"))


class AskPhoneCode(AccountPage, ActView):
    """Sends a code to the phone."""

    title = _("Verify the phone")
    submit_label = _("Send the code")
    success_message = None  # the next page says it
    intro = _("We send six digits to your phone. At most one message a minute and five a day.")
    success_url = reverse_lazy("accounts:phone_verify")
    cancel_url = reverse_lazy("accounts:profile")

    def act(self, form: Any) -> None:
        """Ask for the message."""
        del form
        services.ask_phone_code(user=self.person, now=clock.now())


class VerifyPhone(AccountPage, ActView):
    """Takes the digits back."""

    title = _("Verify the phone")
    form_class = forms.PhoneCodeForm
    submit_label = _("Verify")
    intro = _("Type the digits of the last message; they are good for ten minutes.")
    success_message = _("The phone is verified.")
    success_url = reverse_lazy("accounts:profile")
    cancel_url = reverse_lazy("accounts:profile")

    def get_crumbs(self) -> list[Crumb]:
        """Below the step before."""
        return [*super().get_crumbs(), Crumb(_("Send the code"), reverse("accounts:phone"))]

    def act(self, form: Any) -> None:
        """Check them."""
        services.verify_phone(user=self.person, digits=form.cleaned_data["code"], now=clock.now())


class Security(AccountPage):
    """Where password and second step are changed."""

    title = _("Sign-in and second step")
    template_name = "accounts/security.html"
    tab = "security"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Whether the second step is on."""
        kinds = set(Authenticator.objects.filter(user=self.person).values_list("type", flat=True))
        return super().get_context(
            second_step=Authenticator.Type.TOTP in kinds,
            recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
            **context,
        )


def _remember(response: HttpResponseRedirect, name: str, value: str, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
