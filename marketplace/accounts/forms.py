"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class SignUpForm(SignupForm):
    """A new account: name, e-mail or phone, password twice."""

    name = forms.CharField(label=_("name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "phone", "email", "password1", "password2"]

    def clean(self) -> dict[str, Any]:
        """One of e-mail and phone is needed to sign in."""
        cleaned: dict[str, Any] = super().clean()
        if not cleaned.get("email") and not cleaned.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("phone", ValidationError(_("Give an e-mail address or a phone number."), code="required"))
        return cleaned
