"""Letting projects together: what is common to all lots, and which project comes in or goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form, ReasonField, TextField
from marketplace.ui.text import Text
from tendering.demands.models import Demand
from tendering.tenders.forms.call import AnnouncedForm, ContentForm, PrepareForm
from tendering.tenders.models import Tender
from tendering.tenders.rules.joint import MOST, Common
from tendering.tenders.rules.notice import OPTIONAL

# What is to be done stands with each lot.
OF_THE_LOT = ("requirements", "outputs")


class CommonForm(ContentForm):
    """The documents without what stands with each lot."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in OF_THE_LOT:
            del self.fields[name]

    def common(self) -> Common:
        """What was entered, for the service."""
        needed = [name for name in Common.__dataclass_fields__ if name not in OPTIONAL]
        return Common(**{name: self.cleaned_data[name] for name in needed}, **self.choices())


class LimitField(forms.IntegerField):
    """How many lots one bidder may win."""

    def __init__(self, *, label: Text | None = None) -> None:
        told = _("A bidder may answer all lots. They are awarded in their order; empty sets no limit. Published.")
        label = label or _("Lots one bidder may win")
        super().__init__(min_value=1, max_value=MOST, label=label, required=False, help_text=told)


class JointForm(CommonForm, PrepareForm):
    """The name, the method, and what the documents of all lots say."""

    title = TextField(label=_("Name of the joint call"), max_length=120)
    awards_per_bidder = LimitField()
    field_order = ["title", "method", "change_reason", "awards_per_bidder"]


class AmendJointForm(CommonForm, AnnouncedForm):
    """What is common to all lots, changed, with the reason."""

    reason = ReasonField(help_text=_("Everybody may read it."))


class JoinForm(Form):
    """One project more."""

    project = forms.ChoiceField(label=_("Project"), widget=forms.RadioSelect)
    awards_per_bidder = LimitField()

    def __init__(self, *args: Any, demands: Iterable[Demand], **options: Any) -> None:
        super().__init__(*args, **options)
        self.demands = {demand.number: demand for demand in demands}
        field = self.fields["project"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(number, f"{number} {demand.title}") for number, demand in self.demands.items()]

    def demand(self) -> Demand:
        """The project that was chosen."""
        return self.demands[self.cleaned_data["project"]]


class TakeOutForm(Form):
    """Which lot goes out, and why."""

    lot = forms.ChoiceField(label=_("Lot"), widget=forms.RadioSelect)
    awards_per_bidder = LimitField(label=_("Of the lots that stay, one bidder may win"))
    reason = ReasonField()

    def __init__(self, *args: Any, lots: Sequence[Tender], stays: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lots = {str(lot.lot): lot for lot in lots}
        if not stays:
            del self.fields["awards_per_bidder"]
        field = self.fields["lot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(number, f"{number} {lot.demand.title}") for number, lot in self.lots.items()]

    def chosen(self) -> Tender:
        """The lot that was chosen."""
        return self.lots[self.cleaned_data["lot"]]
