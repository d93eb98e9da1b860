"""Forms about hints of collusion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form, TextField

PUBLISHED = _("Published with the award. Name no person, and repeat no phone, account or address.")


class HintAnswerForm(Form):
    """Explained, or for discipline inspection."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            ("explain", _("Explained: the bidders concerned were asked, and the answer convinces")),
            ("refer", _("Referred to discipline inspection: nothing is confirmed until it has decided")),
        ],
        widget=forms.RadioSelect,
    )
    statement = TextField(
        label=_("What the bidders concerned said"),
        max_length=4000,
        rows=5,
        required=False,
        help_text=_("Needed where it is explained. District and discipline inspection read it, nobody else."),
    )
    text = TextField(label=_("Written answer"), max_length=4000, rows=5, help_text=PUBLISHED)

    def clean(self) -> dict[str, Any]:
        """An explanation is somebody's."""
        data = super().clean() or {}
        if data.get("outcome") == "explain" and not data.get("statement"):
            self.add_error("statement", _("Say what the bidders concerned said when they were asked."))
        return data


class HintDecisionForm(Form):
    """No ground found, or found right."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            ("clear", _("Cleared: the award may be confirmed")),
            ("substantiate", _("Found right: no award to a bidder concerned is confirmed")),
        ],
        widget=forms.RadioSelect,
    )
    text = TextField(label=_("Decision"), max_length=4000, rows=6, help_text=PUBLISHED)


class HintReopenForm(Form):
    """Why it is looked at again."""

    text = TextField(label=_("Reason"), max_length=4000, rows=4, help_text=PUBLISHED)
