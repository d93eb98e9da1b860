"""What a provider fills in: registration, profile, files, declaration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from catalog.models.labels import FILE_KINDS, GRADES, choices
from catalog.rules.kinds import LIST_OF_TYPE
from marketplace.accounts.models import OrganisationType
from marketplace.places.models import Place
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui.forms import DateField, Form, SeveralField, TextField, UploadField, VersionedForm

PEOPLE = 1_000_000


class RegistrationForm(Form):
    """Who the organisation is."""

    name = TextField(label=_("Full name as registered"), max_length=120)
    org_type = forms.ChoiceField(
        label=_("Kind of body"),
        choices=[(kind.value, kind.label) for kind in OrganisationType if kind.value in LIST_OF_TYPE],
        widget=forms.RadioSelect,
    )
    uscc = TextField(
        label=_("Unified social credit code"), max_length=40, help_text=_("18 characters, as on the certificate.")
    )


class PartForm(VersionedForm):
    """One part of a provider's profile.

    Args:
        provider: whose facts are the first values.
        editable: names of the facts that may be changed now; the others are left out of the form.
    """

    def __init__(self, *args: Any, provider: Provider, editable: frozenset[str], **options: Any) -> None:
        super().__init__(*args, version=provider.version, **options)
        for name in set(self.fields) - {"version"}:
            if name not in editable:
                del self.fields[name]
            elif name != "domains":
                _mark_language(self.fields[name])
                self.initial.setdefault(name, getattr(provider, name))

    def changes(self) -> dict[str, Any]:
        """The facts as typed, for `services.profile.edit_profile`; domains travel apart."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"version", "domains"}}

    def chosen_domains(self) -> list[ServiceDomain] | None:
        """The service domains chosen, None where this part has none."""
        return list(self.cleaned_data["domains"]) if "domains" in self.fields else None


def _mark_language(field: forms.Field) -> None:
    """Names and descriptions are Chinese on English pages too; screen readers must know."""
    if isinstance(field, TextField):
        field.widget.attrs["lang"] = "zh-Hans"


class RegisterFactsForm(PartForm):
    """As it stands in the register."""

    registered_date = DateField(label=_("Registered on"))
    founded = forms.IntegerField(label=_("Founded in"), min_value=1900, max_value=2199, required=False)
    supervising_authority = TextField(label=_("Supervising authority"), max_length=120, required=False)
    home_place = forms.ModelChoiceField(
        label=_("Home street"),
        queryset=Place.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Outside the district"),
    )
    legal_representative = TextField(
        label=_("Legal representative"), max_length=80, help_text=_("The public sees the first character only.")
    )
    controller = TextField(
        label=_("Controlling shareholder or actual controller"),
        max_length=120,
        required=False,
        help_text=_("Whoever holds more than half or decides, by full name; never shown in public."),
    )
    annual_report_year = forms.IntegerField(
        label=_("Last annual report filed for"), min_value=1990, max_value=2199, help_text=_("Year.")
    )
    last_violation_date = DateField(
        label=_("Last violation on"), required=False, help_text=_("Leave empty if there was none.")
    )

    def __init__(self, *args: Any, streets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields.get("home_place")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = streets


class ContactForm(PartForm):
    """How to reach the provider; masked in public."""

    contact_name = TextField(label=_("Contact person"), max_length=80)
    contact_phone = TextField(
        label=_("Contact phone"),
        max_length=20,
        help_text=_("The public sees the first three and last four digits only."),
    )
    contact_email = forms.EmailField(label=_("Contact e-mail"), max_length=254, required=False)
    address = TextField(label=_("Office address"), max_length=200)
    bank_account = TextField(
        label=_("Bank account"), max_length=40, required=False, help_text=_("Digits; never shown in public.")
    )


class ProfileForm(PartForm):
    """The four attributes by which communities search and compare (R30)."""

    development = TextField(
        label=_("Development status"),
        max_length=2000,
        rows=4,
        help_text=_("How the organisation has grown, what it has done."),
    )
    fulltime_staff = forms.IntegerField(label=_("Full-time staff"), min_value=0, max_value=PEOPLE)
    certified_social_workers = forms.IntegerField(label=_("Certified social workers"), min_value=0, max_value=PEOPLE)
    volunteers = forms.IntegerField(label=_("Volunteers"), min_value=0, max_value=PEOPLE)
    domains = SeveralField(
        label=_("Service domains"),
        queryset=ServiceDomain.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You may bid in those the district approves."),
    )
    strengths = TextField(
        label=_("Professional strengths"), max_length=2000, rows=3, help_text=_("Separate them with commas.")
    )

    def __init__(self, *args: Any, service_domains: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields.get("domains")
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = service_domains
            self.initial["domains"] = list(options["provider"].domains.all())


class GradeForm(PartForm):
    """Grade and social enterprise certificate, each with its proof among the files."""

    grade = forms.ChoiceField(label=_("Assessment grade"), choices=choices(GRADES))
    grade_assessed_on = DateField(label=_("Assessed on"), required=False)
    grade_expires_on = DateField(label=_("Grade valid until"), required=False, help_text=_("Five years as a rule."))
    grade_authority = TextField(label=_("Assessed by"), max_length=120, required=False)
    certificate_number = TextField(label=_("Social enterprise certificate"), max_length=60, required=False)
    certificate_level = TextField(label=_("Certificate level"), max_length=40, required=False)
    certificate_expires_on = DateField(label=_("Certificate valid until"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if options["provider"].organisation.org_type != OrganisationType.SOCIAL_ENTERPRISE:
            for name in ("certificate_number", "certificate_level", "certificate_expires_on"):
                self.fields.pop(name, None)


class FileForm(Form):
    """One proof."""

    kind = forms.ChoiceField(label=_("What it proves"), choices=choices(FILE_KINDS))
    year = forms.IntegerField(
        label=_("Year"), min_value=1990, max_value=2199, required=False, help_text=_("For annual reports.")
    )
    upload = UploadField(label=_("File to hand in"), extensions=("pdf", "jpg", "jpeg", "png"))


class SubmitForm(VersionedForm):
    """The declaration."""

    declared = forms.BooleanField(
        label=_(
            "We declare that everything is true and complete, that we bear the consequences of false material, "
            "and that our name and facts are published."
        ),
        required=False,
    )
