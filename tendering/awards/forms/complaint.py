"""Forms of a complaint, of its examination and of its decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form, TextField
from tendering.awards.forms.challenge import PleadingForm, limit_outcomes
from tendering.awards.rules.remedies import Outcome


class ComplaintForm(PleadingForm):
    """No wider than the objection before it (Decree 94, article 20)."""


class ExamineForm(Form):
    """Admitted or not, and whether the call stands still."""

    admission = forms.ChoiceField(
        label=_("Admission"),
        choices=[
            ("admit", _("Admit; the call goes on")),
            ("suspend", _("Admit, and suspend the call")),
            ("turn_away", _("Do not admit")),
        ],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("Reason"),
        max_length=2000,
        rows=4,
        required=False,
        help_text=_("Needed where it is not admitted."),
    )


class DecisionForm(Form):
    """The decision with what follows from it."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    decision = TextField(
        label=_("Decision"),
        max_length=4000,
        rows=6,
        help_text=_("The complainant and the offices read it; everybody reads the outcome."),
    )

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **options: Any) -> None:
        super().__init__(*args, **options)
        limit_outcomes(self, outcomes)
