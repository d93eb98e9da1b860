"""Forms of accounts: allauth's with our labels, and our own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.adapter import PhoneField
from marketplace.accounts.models import ROLE_NAMES, OrganisationType, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import freeing, letters, second_step
from marketplace.accounts.services.people import clean_name, opens_by_letter
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import InvalidInput
from marketplace.ui import refusals
from marketplace.ui.forms import DateField, Form, OneField
from marketplace.ui.forms.fields import ReasonField

LABELS = {
    "login": _("E-mail or phone"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "oldpassword": _("Present password"),
    "code": _("Digits from the authenticator"),
}
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LONGEST = 254  # of a text for which allauth sets no limit: a password, a login, a code
CODE_INPUT = {"class": "input code-in", "inputmode": "numeric", "maxlength": "16"}


class PlainMixin(forms.BaseForm):
    """allauth's forms with our labels and without placeholders."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if isinstance(field, forms.CharField) and field.max_length is None:
                field.validators.append(MaxLengthValidator(LONGEST))
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(CODE_INPUT)


class LoginForm(PlainMixin, account.LoginForm):
    """E-mail or phone, and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class SignUpForm(PlainMixin, account.SignupForm):
    """A new account: name, e-mail or phone, password twice."""

    name = forms.CharField(label=_("Full name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "phone", "email", "password1", "password2"]

    def clean_name(self) -> str:
        """As everywhere: no control characters."""
        try:
            return clean_name(self.cleaned_data["name"])
        except InvalidInput as refusal:
            raise ValidationError(_("Enter a name of at most 80 characters."), code="invalid") from refusal

    def clean(self) -> dict[str, Any]:
        """One of e-mail and phone is needed to sign in."""
        cleaned = super().clean() or {}
        if not cleaned.get("email") and not cleaned.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("phone", ValidationError(_("Give an e-mail address or a phone number."), code="required"))
        return cleaned


class ChangePasswordForm(PlainMixin, account.ChangePasswordForm):
    """Old and new password."""


class SetPasswordForm(PlainMixin, account.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(PlainMixin, account.ResetPasswordForm):
    """Where to send the link; an address that nobody proved gets a letter without one. The page says the same."""

    users: list[User]

    def clean_email(self) -> str:
        """Keeps of the people with this address those whose account a letter may open."""
        email: str = super().clean_email()
        self.unproved = [person for person in self.users if not opens_by_letter(person, email)]
        self.users = [person for person in self.users if opens_by_letter(person, email)]
        return email

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Write."""
        email: str = self.cleaned_data["email"]
        if self.users or not self.unproved:
            super().save(request, **options)
        else:
            letters.send_without_link(email, freeing.link_to_free(self.unproved[0], email))
        return email


class ResetPasswordKeyForm(PlainMixin, account.ResetPasswordKeyForm):
    """The new password after the link."""


class ReauthenticateForm(PlainMixin, account.ReauthenticateForm):
    """The password once more, before a sensitive change."""


class _Counted(PlainMixin, mfa.BaseAuthenticateForm):
    """So many tries for each account: only who knows its password comes here, from however many addresses."""

    def clean_code(self) -> str:
        """The digits, if they are right and not too many were wrong."""
        try:
            second_step.count_try(self.user)
        except second_step.SecondFactorPaused as refusal:
            raise ValidationError(refusals.words(refusal).text) from refusal
        code: str = super().clean_code()
        second_step.forget_tries(self.user)
        return code


class AuthenticateForm(_Counted, mfa.AuthenticateForm):
    """The second step of a sign-in."""


class SecondFactorAgainForm(_Counted, mfa.ReauthenticateForm):
    """The second step once more, before a sensitive change."""


class ActivateForm(PlainMixin, totp.ActivateTOTPForm):
    """The first digits of a new authenticator."""


class ProfileForm(Form):
    """What people change about themselves."""

    name = forms.CharField(label=_("Full name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("You sign in with it."))
    phone = PhoneField(
        label=_("Phone"), required=False, help_text=_("A mainland mobile number; a new one has to be verified.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    elder_mode = forms.BooleanField(label=_("Large text on every device"), required=False)


class PhoneCodeForm(Form):
    """The digits that were sent."""

    code = forms.CharField(
        label=_("Six digits from the message"),
        max_length=12,
        widget=forms.TextInput(attrs=CODE_INPUT | {"autocomplete": "one-time-code"}),
    )


class PhoneForm(Form):
    """Which phone, before a code is sent."""

    phone = PhoneField(label=_("Phone"))


class PasswordByPhoneForm(PhoneCodeForm):
    """The digits and a new password twice."""

    password1 = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("New password again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Equal and strong enough."""
        cleaned = super().clean() or {}
        first = cleaned.get("password1")
        if first and first != cleaned.get("password2"):
            self.add_error("password2", ValidationError(_("The two passwords differ."), code="differ"))
        elif first:
            try:
                validate_password(first)
            except ValidationError as weak:
                self.add_error("password1", weak)
        return cleaned


class PlaceSelect(forms.Select):
    """Places by their Chinese names, marked as such; communities have no others."""

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        """An option that says which language it is in."""
        option: dict[str, Any] = super().create_option(*args, **options)
        return option | {"attrs": option["attrs"] | {"lang": "zh-Hans"}}


class PlaceField(OneField):
    """A place with the one it lies in, so that names that occur twice are told apart."""

    widget = PlaceSelect

    def label_from_instance(self, place: Any) -> str:
        """Street and community; a street alone."""
        above = place.parent if place.level == Level.COMMUNITY else None
        return f"{above.name_zh} · {place.name_zh}" if above else place.name_zh


class SubstituteForm(Form):
    """Who stands in, from when until when."""

    substitute = forms.CharField(
        label=_("Who stands in"), max_length=254, help_text=_("The e-mail or phone the person signs in with.")
    )
    from_date = DateField(label=_("From"))
    last_day = DateField(label=_("Last day"))
    reason = ReasonField()


class MemberForm(Form):
    """Somebody gets a role; who has no account yet gets one.

    Args:
        roles: what the granter may give.
        places: where; None where the membership acted in says it: one's own community, one's own provider.
    """

    name = forms.CharField(label=_("Full name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    role = forms.ChoiceField(label=_("Role"))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"))
    from_date = DateField(label=_("From"))
    to_date = DateField(label=_("Until"), required=False, help_text=_("Leave empty for an open end."))

    def __init__(self, *args: Any, roles: list[Role], places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in roles]
        )
        if places is None:
            del self.fields["place"]
        else:
            self.fields["place"] = PlaceField(places, label=_("Place"))


class InvitationAnswerForm(Form):
    """Yes or no."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accept", _("I accept: I act for it")), ("decline", _("I decline"))],
        widget=forms.RadioSelect,
    )


class ResidencyForm(Form):
    """Which community, and the door for the officer who confirms."""

    community = forms.ModelChoiceField(Place.objects.none(), label=_("Community"))
    address = forms.CharField(
        label=_("Building and door"),
        max_length=120,
        help_text=_("Only the officer who confirms sees it; it is deleted with the decision."),
    )

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"] = PlaceField(communities, label=_("Community"))


class ResidencyDecisionForm(Form):
    """Confirm or refuse; a refusal says why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("confirm", _("Lives here: confirm")), ("refuse", _("Not known here: refuse"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(required=False, help_text=_("Needed for a refusal; the person reads it."))


class OrganisationForm(Form):
    """A body that registers itself."""

    name = forms.CharField(label=_("Name as registered"), max_length=120)
    org_type = forms.ChoiceField(label=_("Kind"))
    uscc = forms.CharField(
        label=_("Unified social credit code"), max_length=40, help_text=_("18 characters, as on the certificate.")
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Seat"), required=False)

    def __init__(self, *args: Any, kinds: list[OrganisationType], streets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["org_type"] = forms.ChoiceField(
            label=_("Kind"), choices=[(kind.value, kind.label) for kind in kinds]
        )
        self.fields["place"] = PlaceField(streets, label=_("Seat"), required=False)
