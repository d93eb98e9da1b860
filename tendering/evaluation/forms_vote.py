"""Forms of the residents' vote."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.ui.drawing.values import said
from marketplace.ui.forms import DateTimeField, Form, OneField
from tendering.evaluation.models import VoteChoice


class VoteEndForm(Form):
    """Until when residents vote."""

    ends_at = DateTimeField(
        label=_("Votes are taken until"), help_text=_("At least a day and at most 30 days from now.")
    )


class Bidders(OneField):
    """Bidders to choose from, in the order of the opening."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name, marked as Chinese."""
        return said(obj.bid.bidder)


class BallotForm(Form):
    """One bidder.

    Args:
        choices: what stands to choose.
    """

    choice = Bidders(
        label=_("I vote for"), queryset=VoteChoice.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, choices: QuerySet[VoteChoice], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["choice"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices
