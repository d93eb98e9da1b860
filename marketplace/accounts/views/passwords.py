"""A new password by a code on the phone, for those without e-mail; an address taken back from a stranger's account."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts import forms, queries, services
from marketplace.accounts.services import freeing
from marketplace.primitives.refusal import Refusal
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ActView

# The phone that was typed, kept in the visitor's session between the two pages whether it has an account or not.
SESSION_KEY = "password_by_phone"


class LimitedAct(ActView):
    """Counts attempts by address, so that nobody tries numbers or digits in rows."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """429 above allauth's limit for lost passwords."""
        key = self.request.session.get(SESSION_KEY, "") or request.POST.get("phone", "")[:24]
        refused: HttpResponse | None = ratelimit.consume_or_429(request, action="reset_password", key=f"phone:{key}")
        return refused if refused is not None else super().post(request, *args, **kwargs)


class AskPasswordCode(LimitedAct):
    """Which phone."""

    title = _("New password by phone")
    form_class = forms.PhoneForm
    submit_label = _("Send the code")
    success_message = None  # the next page says it
    intro = _("If this number is verified in an account, we send six digits to it.")
    success_url = reverse_lazy("accounts:password_by_phone_code")
    cancel_url = reverse_lazy("account_reset_password")

    def act(self, form: Any) -> None:
        """Say the same whether the number is known or not."""
        phone = form.cleaned_data["phone"]
        services.ask_password_code(phone=phone, now=clock.now())
        self.request.session[SESSION_KEY] = phone


class SetPasswordByPhone(LimitedAct):
    """The digits and the new password."""

    title = _("New password by phone")
    form_class = forms.PasswordByPhoneForm
    submit_label = _("Set the new password")
    intro = _("Type the digits of the message and the new password twice. All sessions of the account end.")
    success_message = _("The password is changed. Sign in with it.")
    success_url = reverse_lazy("account_login")
    cancel_url = reverse_lazy("account_reset_password")

    def get_crumbs(self) -> list[Crumb]:
        """Below the step before."""
        return [Crumb(_("Forgotten password"), reverse("account_reset_password"))]

    def act(self, form: Any) -> None:
        """Set it."""
        phone = self.request.session.get(SESSION_KEY, "")
        user = queries.person_by_login(phone)
        values = form.cleaned_data
        services.set_password_by_phone(user=user, digits=values["code"], password=values["password1"], now=clock.now())
        self.request.session.pop(SESSION_KEY, None)


class FreeAddress(ActView):
    """By the link in a letter or short message: whoever reads it takes what an account never proved."""

    title = _("Free your e-mail address or phone number")
    intro = _("Somebody opened an account with this address or number and never proved that it is theirs.")
    consequences = (
        _("It leaves that account; you can open one of your own with it."),
        _("If nothing else opens that account, it is closed. Do not go on if it is yours: sign in instead."),
    )
    danger = True
    submit_label = _("Free the address")
    success_message = _("It is free. Open your account with it.")
    success_url = reverse_lazy("account_signup")
    cancel_url = reverse_lazy("account_login")

    def get_over(self) -> Text:
        """That the link is over.

        Raises:
            Http404: no link of ours was ever this one.
        """
        if not freeing.is_issued(self.kwargs["token"]):
            raise Http404
        try:
            freeing.claim_of(self.kwargs["token"])
        except Refusal as refusal:
            return refusals.words(refusal).text
        return ""

    def act(self, form: Any) -> None:
        """Free it."""
        del form
        services.free_address(token=self.kwargs["token"])
