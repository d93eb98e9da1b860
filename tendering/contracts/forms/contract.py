"""Drafting, signing, stopping, publishing; filters of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.ui import typed
from marketplace.ui.forms import (
    DateField,
    FilterForm,
    Form,
    ReasonField,
    TextField,
    UploadField,
    VersionedForm,
    YuanField,
)
from search import lists
from tendering.contracts.models import ContractNotice, ContractState, Signature
from tendering.contracts.rules.milestones import MOST, MilestonePlan
from tendering.contracts.rules.states import PUBLIC, Rest, Side
from tendering.contracts.services.drafting import Terms
from tendering.demands.models.demand import TierChoice
from tendering.demands.models.notice import CHANNELS_BY_HAND

PAPER = ("pdf", "jpg", "jpeg", "png")


class TermsForm(Form):
    """The draft: text, period, up to eight milestones, which of them is the mid-term."""

    text = TextField(label=_("What is delivered"), max_length=8000, rows=10)
    period_from = DateField(label=_("Period from"))
    period_to = DateField(label=_("Period to"))
    midterm = forms.TypedChoiceField(
        label=_("Mid-term milestone"),
        choices=[(str(number), str(number)) for number in range(1, MOST + 1)],
        coerce=int,
        help_text=_("The second payment waits for it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, MOST + 1):
            title, due = f"title_{number}", f"due_{number}"
            words = {"number": number}
            self.fields[title] = TextField(label=_("Milestone %(number)s") % words, max_length=120, required=False)
            self.fields[due] = DateField(label=_("Milestone %(number)s by") % words, required=False)

    def clean(self) -> dict[str, Any]:
        """A milestone has both a name and a day."""
        cleaned = super().clean() or {}
        for number in range(1, MOST + 1):
            title, due = cleaned.get(f"title_{number}"), cleaned.get(f"due_{number}")
            if bool(title) != bool(due) and not self.errors.get(f"due_{number}"):
                self.add_error(f"due_{number}" if title else f"title_{number}", _("A milestone has a name and a day."))
        return cleaned

    def milestone_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and day of each milestone, as they stand on one line."""
        return [(self[f"title_{number}"], self[f"due_{number}"]) for number in range(1, MOST + 1)]

    def terms(self) -> Terms:
        """What was entered, for the service."""
        data = self.cleaned_data
        rows = [(number, data[f"title_{number}"], data[f"due_{number}"]) for number in range(1, MOST + 1)]
        plan = [MilestonePlan(title, due, number == data["midterm"]) for number, title, due in rows if title]
        return Terms(data["text"], data["period_from"], data["period_to"], plan)


class EditForm(TermsForm, VersionedForm):
    """The draft while nobody has signed."""


def initial_of(terms: Terms) -> dict[str, Any]:
    """First values of `TermsForm`."""
    values: dict[str, Any] = {
        "text": terms.text,
        "period_from": terms.period_from,
        "period_to": terms.period_to,
        "midterm": 1,
    }
    for number, one in enumerate(terms.milestones, 1):
        values[f"title_{number}"], values[f"due_{number}"] = one.title, one.due_on
        if one.is_midterm:
            values["midterm"] = number
    return values


class ClickForm(Form):
    """Signing with the second factor."""

    has_read = forms.BooleanField(label=_("I have read the contract and sign it for the side I stand for."))
    code = TextField(
        label=_("Six digits of your authenticator"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ScanForm(Form):
    """A contract signed on paper."""

    scan = UploadField(label=_("Scan of the signed contract"), extensions=PAPER)
    side = forms.ChoiceField(label=_("Signed by"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, sides: Sequence[Side], **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(side.value, Signature.Side(side).label) for side in sides]
        self.fields["side"] = forms.ChoiceField(label=_("Signed by"), choices=names, widget=forms.RadioSelect)


class TerminateForm(Form):
    """How an early end is settled."""

    settlement = YuanField(
        label=_("Settlement in all"),
        min_value=None,
        help_text=_("What the contractor gets in all, what is paid already included."),
    )
    rest = forms.ChoiceField(
        label=_("What becomes of the rest"),
        choices=[
            (Rest.RETURNED, _("The project ends; the rest of the money is available to the community again")),
            (Rest.LET_ANEW, _("What is left is let anew; its money stays set aside")),
        ],
        initial=Rest.RETURNED,
        widget=forms.RadioSelect,
    )
    reason = ReasonField(help_text=_("Everybody may read it."))


class AnnounceForm(Form):
    """A publication outside the portal, for the log (R61)."""

    kind = forms.ChoiceField(label=_("Content"), choices=ContractNotice.Kind.choices)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS_BY_HAND)
    note = TextField(label=_("Where and how"), max_length=300)
    until_on = DateField(label=_("Shown until"), required=False)


class ContractFilters(FilterForm):
    """Filters of the list of contracts."""

    q = TextField(label=_("Keywords"), max_length=80)
    state = forms.MultipleChoiceField(
        label=_("State"),
        choices=[(value, label) for value, label in ContractState.choices if value in PUBLIC],
        widget=forms.CheckboxSelectMultiple,
    )
    tier = forms.MultipleChoiceField(label=_("Tier"), choices=TierChoice.choices, widget=forms.CheckboxSelectMultiple)
    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none(), empty_label=_("All streets"))
    lookups = {"state": "state", "tier": "tier", "street": "demand__community__parent"}

    def __init__(self, *args: Any, streets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["street"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = streets

    def filter(self, queryset: Any) -> Any:
        """Keywords are asked of the index; of a number a part will do."""
        rows = super().filter(queryset)
        if words := self.chosen().get("q"):
            rows = rows.filter(lists.saying("contract", words) | Q(number__icontains=words) | _not_yet_public(words))
        return rows


def _not_yet_public(words: str) -> Q:
    """Contracts that the index does not hold: their demand says the words, or their contractor is called so."""
    said = lists.saying("demand", words, of="demand")
    for contractor in ("provider", "group"):
        said |= typed.says(words, f"{contractor}__organisation__name")
    return said & ~Q(state__in=PUBLIC)
