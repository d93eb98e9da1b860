"""What officers fill in at the opening and the qualification check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form, TextField
from tendering.bids.models.opening import Ground


class OpenForm(Form):
    """The declaration of an officer who opens."""

    unrelated = forms.BooleanField(
        label=_(
            "I have no interest in common with any possible bidder; "
            "if one shows after the opening, I declare it at once."
        )
    )


class QualifyForm(Form):
    """Passes or not, with grounds and a reason in words."""

    passed = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("Qualified")), ("no", _("Not qualified"))], widget=forms.RadioSelect
    )
    grounds = forms.MultipleChoiceField(
        label=_("Grounds, if not qualified"),
        choices=Ground.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = TextField(label=_("Reason in words"), max_length=2000, rows=4, required=False)

    def clean(self) -> dict[str, Any]:
        """A negative decision needs both."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("passed") == "no":
            for name in ("grounds", "reason"):
                if not values.get(name):
                    self.add_error(
                        name, ValidationError(_("The bidder is told why: choose a ground and give a reason."))
                    )
        return values
