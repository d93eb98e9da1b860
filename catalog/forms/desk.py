"""What the district fills in when it decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from catalog.models.labels import GRADES, REMOVAL_GROUNDS, choices
from catalog.rules.profile import CURATED
from catalog.words.refusals import RETURN
from marketplace.primitives.refusal import Refusal
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui.forms import DateField, Form, ReasonField, SeveralField, TextField, VersionedForm


class DecisionForm(VersionedForm):
    """A reason, on the version the officer saw."""

    reason = ReasonField()


class AcceptForm(VersionedForm):
    """A remark that may stay empty."""

    reason = ReasonField(label=_("Remark"), required=False)

    def add_refusal(self, refusal: Refusal) -> None:
        """What the provider is told to mend is, for the officer who accepts, to be returned."""
        super().add_refusal(refusal)
        self.refused = [
            replace(one, todo=str(RETURN)) if one.code.endswith(".refused") else one for one in self.refused
        ]


class RejectForm(DecisionForm):
    """A reason, and whether material was false."""

    false_material = forms.BooleanField(
        label=_("Material was false: ban the provider for the rule set's years"), required=False
    )


class ObjectionForm(Form):
    """An objection in words."""

    text = TextField(
        label=_("What do you object to, and what do you know?"),
        max_length=2000,
        rows=6,
        help_text=_("Your name goes to the district; the public sees its first character only."),
    )


class AnswerForm(Form):
    """The answer to an objection."""

    DISMISS, UPHOLD = "dismiss", "uphold"
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (DISMISS, _("Unfounded: publicity runs on")),
            (UPHOLD, _("Founded: the provider is not admitted")),
        ],
        widget=forms.RadioSelect,
    )
    answer = ReasonField(label=_("Answer, as the objector reads it"))
    false_material = forms.BooleanField(
        label=_("Founded because material was false: ban the provider for the rule set's years"), required=False
    )


class SuspendForm(DecisionForm):
    """A reason and a day."""

    until = DateField(label=_("Suspended until"))


class RemoveForm(DecisionForm):
    """A ground and a reason."""

    ground = forms.ChoiceField(label=_("Ground"), choices=choices(REMOVAL_GROUNDS), widget=forms.RadioSelect)
    field_order = ("ground", "reason")


class DomainsForm(DecisionForm):
    """Which service domains are approved."""

    domains = SeveralField(
        label=_("Approved domains"),
        queryset=ServiceDomain.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("domains", "reason")

    def __init__(self, *args: Any, service_domains: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["domains"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = service_domains


class CurateForm(DecisionForm):
    """Verified facts and the two public lists, as the district knows them."""

    grade = forms.ChoiceField(label=_("Assessment grade"), choices=choices(GRADES))
    grade_assessed_on = DateField(label=_("Assessed on"), required=False)
    grade_expires_on = DateField(label=_("Grade valid until"), required=False)
    grade_authority = TextField(label=_("Assessed by"), max_length=120, required=False)
    certificate_number = TextField(label=_("Social enterprise certificate"), max_length=60, required=False)
    certificate_level = TextField(label=_("Certificate level"), max_length=40, required=False)
    certificate_expires_on = DateField(label=_("Certificate valid until"), required=False)
    annual_report_year = forms.IntegerField(
        label=_("Last annual report filed for"), min_value=1990, max_value=2199, required=False
    )
    last_violation_date = DateField(label=_("Last violation on"), required=False)
    abnormal_list = forms.BooleanField(label=_("On the abnormal list"), required=False)
    serious_list = forms.BooleanField(label=_("On the serious-dishonesty list"), required=False)

    def __init__(self, *args: Any, provider: Provider, **options: Any) -> None:
        super().__init__(*args, version=provider.version, **options)
        for name in CURATED:
            self.initial.setdefault(name, getattr(provider, name))
            if isinstance(self.fields[name], TextField):
                self.fields[name].widget.attrs["lang"] = "zh-Hans"

    def changes(self) -> dict[str, Any]:
        """The facts as typed."""
        return {name: self.cleaned_data[name] for name in CURATED}
