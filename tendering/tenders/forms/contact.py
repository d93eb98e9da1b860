"""Questions, invitations, offers, resolutions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import CommunityGroup, Provider
from marketplace.ui.forms import DateTimeField, Form, SeveralField, TextField
from tendering.tenders.services.offers import CostLine

MOST = 30000


class AskForm(Form):
    """A question about the call."""

    text = TextField(
        label=_("Question"),
        max_length=2000,
        rows=4,
        help_text=_("The answer goes to everybody; your name is never shown."),
    )


class AnswerForm(Form):
    """The answer to all."""

    answer = TextField(label=_("Answer"), max_length=4000, rows=5)


class InviteForm(Form):
    """Providers that may do it."""

    providers = SeveralField(
        label=_("Providers"), queryset=Provider.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, eligible: Any, labels: Any, **more: Any) -> None:
        """Take any of the `eligible`; show those of one page, with their labels."""
        super().__init__(*args, **more)
        field = self.fields["providers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = eligible
        field.choices = labels


class ReplyForm(Form):
    """Yes or no to an invitation."""

    accept = forms.ChoiceField(
        label=_("Your answer"), choices=[("yes", _("Accept")), ("no", _("Turn down"))], widget=forms.RadioSelect
    )
    reason = TextField(label=_("Reason"), max_length=500, rows=2, required=False)


class OfferForm(Form):
    """One offer with its cost list."""

    provider = forms.ModelChoiceField(label=_("Provider"), queryset=Provider.objects.none(), required=False)
    group = forms.ModelChoiceField(label=_("Residents' group"), queryset=CommunityGroup.objects.none(), required=False)
    lines = TextField(
        label=_("Cost list"),
        max_length=6000,
        rows=6,
        help_text=_("A line each: description, quantity, unit, unit price; for example: brushes, 20, piece, 15.00"),
    )
    plan = TextField(label=_("Plan of work"), max_length=4000, rows=5)
    price_note = TextField(label=_("Why the price is reasonable"), max_length=2000, rows=4)

    def __init__(self, *args: Any, providers: Any, groups: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows in (("provider", providers), ("group", groups)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            field.required = True
            if rows is None or not rows.exists():
                del self.fields[name]

    def clean_lines(self) -> list[CostLine]:
        """Cost lines; the first that does not fit is named."""
        rows = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(rows) > 50:
            raise forms.ValidationError(_("At most 50 lines."))
        return [_cost_line(row) for row in rows]


def _cost_line(row: str) -> CostLine:
    parts = [part.strip() for part in row.replace("\uff0c", ",").split(",")]
    if len(parts) != 4 or not all(parts) or len(parts[0]) > 200 or len(parts[2]) > 20:
        raise forms.ValidationError(_("This line is not of four parts: %(row)s"), params={"row": row[:60]})
    return CostLine(parts[0], _number(parts[1], row), parts[2], _number(parts[3], row))


def _number(text: str, row: str) -> Decimal:
    """A plain number above zero with at most two decimals; exponents and words are refused."""
    try:
        value = Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    exponent = value.as_tuple().exponent
    if not value.is_finite() or not 0 < value < 1_000_000_000 or (isinstance(exponent, int) and exponent < -2):
        raise forms.ValidationError(_("This line has a number that cannot be: %(row)s"), params={"row": row[:60]})
    return value


class ResolutionForm(Form):
    """How the deciding body named who does it."""

    held_at = DateTimeField(label=_("Day and time"))
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=MOST)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=MOST)
    against = forms.IntegerField(label=_("Against"), min_value=0, max_value=MOST)
    abstain = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=MOST)
    minutes = TextField(label=_("Minutes"), max_length=4000, rows=5)
