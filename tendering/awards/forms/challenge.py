"""Forms of a challenge and of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form, TextField, UploadsField
from tendering.awards.models.objection import OutcomeChoice, StepChoice, SubjectChoice
from tendering.awards.rules.remedies import Outcome, Pleading, Step, Subject
from tendering.tenders.forms.call import AnnouncedForm


class PleadingForm(Form):
    """Facts, legal grounds and request."""

    text = TextField(label=_("Facts"), max_length=4000, rows=6)
    grounds = TextField(label=_("Legal grounds"), max_length=2000, rows=4)
    request = TextField(label=_("What you ask for"), max_length=2000, rows=3)

    def pleading(self) -> Pleading:
        """For the services."""
        return Pleading(*(self.cleaned_data[name] for name in ("text", "grounds", "request")))


class ChallengeForm(PleadingForm):
    """What is challenged, with the facts, the legal grounds and the request (MoF Decree 94, article 12)."""

    subject = forms.ChoiceField(label=_("What you challenge"), choices=SubjectChoice.choices, widget=forms.RadioSelect)
    step = forms.ChoiceField(
        label=_("Which step"),
        choices=[("", "—"), *StepChoice.choices],
        required=False,
        help_text=_("Only for a step of the process."),
    )
    evidence = UploadsField(label=_("Evidence"), required=False, max_files=5)
    field_order = ("subject", "step", "text", "grounds", "request", "evidence")

    def __init__(self, *args: Any, subjects: Sequence[Subject], steps: Sequence[Step], **options: Any) -> None:
        """Offer what was not challenged yet; whoever sends an older form reads which rule refuses it."""
        super().__init__(*args, **options)
        if self.is_bound:
            return
        subject, step = self.fields["subject"], self.fields["step"]
        assert isinstance(subject, forms.ChoiceField)
        assert isinstance(step, forms.ChoiceField)
        subject.choices = [pair for pair in SubjectChoice.choices if pair[0] in subjects]
        step.choices = [("", "—"), *(pair for pair in StepChoice.choices if pair[0] in steps)]


def limit_outcomes(form: Form, outcomes: Sequence[Outcome]) -> None:
    """Offer only what may follow now."""
    field = form.fields["outcome"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(value, label) for value, label in OutcomeChoice.choices if value in outcomes]


class ChallengeAnswerForm(Form):
    """The answer with what follows from it."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    answer = TextField(
        label=_("Answer"),
        max_length=4000,
        rows=6,
        help_text=_("The challenger and the offices read it; everybody reads the outcome."),
    )

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **options: Any) -> None:
        super().__init__(*args, **options)
        limit_outcomes(self, outcomes)


class AmendingAnswerForm(ChallengeAnswerForm, AnnouncedForm):
    """With the text of the call, for an answer that amends it."""

    field_order = ("outcome", "answer")
