"""Naming a panel, answering, certifying, mending."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.primitives.masking import mask_phone
from marketplace.ui.forms import Form, SeveralField, TextField, UploadsField
from tendering.contracts.models import AnswerChoice, Awareness


class ResidentsField(SeveralField):
    """Confirmed residents by name, and what tells two of the same name apart."""

    def label_from_instance(self, obj: Any) -> str:
        """Name, role, masked phone."""
        phone = f" {mask_phone(obj.user.phone)}" if obj.user.phone else ""
        return f"{obj.user.name} · {obj.get_role_display()}{phone}"


class SeatForm(Form):
    """Residents with an account."""

    residents = ResidentsField(
        label=_("Residents"), queryset=Membership.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["residents"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = choices


class AddForm(Form):
    """A resident without an account."""

    name = TextField(label=_("Resident's name"), max_length=80)
    phone = TextField(
        label=_("Mobile phone"),
        max_length=20,
        required=False,
        help_text=_("The code is sent there. Without a phone the supervision committee prints a slip."),
    )
    is_representative = forms.BooleanField(label=_("Residents' representative"), required=False)
    confirmed = forms.BooleanField(label=_("I have confirmed who this person is and that they live here"))


class DrawForm(Form):
    """How many are drawn."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=500)


class CodeForm(Form):
    """The code of the message or slip."""

    code = TextField(
        label=_("Your code"),
        max_length=40,
        help_text=_("Twelve digits, in the message, the e-mail or on the slip."),
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "class": "input input-num"}
        ),
    )


class SurveyForm(Form):
    """How satisfied, and whether the fund is known."""

    answer = forms.ChoiceField(
        label=_("1. Are you satisfied with this project?"), choices=AnswerChoice.choices, widget=forms.RadioSelect
    )
    awareness = forms.ChoiceField(
        label=_("2. Did you know that this is the community's guarantee fund?"),
        choices=Awareness.choices,
        widget=forms.RadioSelect,
    )


class JudgeForm(SurveyForm):
    """The panel's sheet, with room for more."""

    remark = TextField(label=_("3. Anything else you want to say?"), max_length=500, rows=3, required=False)


class ReceiptForm(Form):
    """A receipt to look up."""

    receipt = TextField(label=_("Receipt number"), max_length=60)


class RemarkForm(Form):
    """The community's answer."""

    answer = TextField(label=_("Answer"), max_length=1000, rows=4)


class ResendForm(Form):
    """Which way the new code goes."""

    channel = forms.ChoiceField(label=_("How"), choices=(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class PlanForm(Form):
    """What is mended, and how."""

    plan = TextField(label=_("What will be mended, how and by when"), max_length=4000, rows=6)


class ReportForm(Form):
    """What was mended."""

    report = TextField(label=_("What was mended"), max_length=4000, rows=5)
    photos = UploadsField(label=_("Photos"), extensions=("jpg", "jpeg", "png"), max_files=12)


class ReduceForm(Form):
    """What is left of the last payment."""

    share = forms.DecimalField(
        label=_("Part of the last payment that is made, in percent"),
        min_value=Decimal(0),
        max_value=Decimal("99.9"),
        max_digits=4,
        decimal_places=1,
    )
    reason = TextField(label=_("Reason"), max_length=1000, min_length=2, rows=4)
