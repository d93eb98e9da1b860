"""The form about a splitting that was found: what this person may write of it now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form, TextField
from marketplace.ui.text import Text
from tendering.tenders.rules.splitting import SplittingAct
from tendering.tenders.services.splitting import LONGEST

LABELS: dict[SplittingAct, Text] = {
    SplittingAct.ANSWER: _("Say why these are separate needs"),
    SplittingAct.ACCEPT: _("Accept as separate needs: the call may go out"),
    SplittingAct.MERGE: _("To be merged: the call does not go out"),
    SplittingAct.REOPEN: _("Ask for another written answer"),
}


class SplittingForm(Form):
    """The act, and its words: an answer says more than a decision has to, which the service knows."""

    act = forms.ChoiceField(label=_("What you write"), widget=forms.RadioSelect)
    text = TextField(
        label=_("In words"), max_length=LONGEST, rows=6, help_text=_("Published with the call. Name no person.")
    )

    def __init__(self, *args: Any, acts: list[SplittingAct], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(act.value, LABELS[act]) for act in acts]
        if len(acts) == 1:
            field.initial = acts[0].value

    def chosen(self) -> SplittingAct:
        """What is to be done."""
        return SplittingAct(self.cleaned_data["act"])
