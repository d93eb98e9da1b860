"""What the clerk fills in during rounds of consultation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.calendar import SHANGHAI
from marketplace.ui.formats import due
from marketplace.ui.forms import DateField, DateTimeField, Form, TextField
from tendering.bids.services.rounds import LONGEST_TALK
from tendering.tenders.forms.call import CHANGEABLE_WORDS
from tendering.tenders.rules.notice import Content


class BeginForm(Form):
    """Whether the round is the last; where the rules leave no other, it is."""

    last = forms.BooleanField(
        label=_("This is the last round: it asks for the final quotes"),
        required=False,
    )

    def __init__(self, *args: Any, must_be_last: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.must_be_last = must_be_last
        if must_be_last:
            del self.fields["last"]

    @property
    def is_last(self) -> bool:
        """What was chosen, or what the rules leave."""
        return self.must_be_last or bool(self.cleaned_data["last"])


class TalkForm(Form):
    """What was discussed with one bidder."""

    text = TextField(
        label=_("What was discussed"),
        max_length=LONGEST_TALK,
        rows=8,
        help_text=_("The bidder and the panel read it, rivals never do. What is to change is said to all at once."),
    )


class CallForm(Form):
    """What changes for all, and until when bidders hand in what follows; only what the documents call changeable."""

    reason = TextField(
        label=_("What the change follows from"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Only where something changes; everybody reads it."),
    )
    deadline_at = DateTimeField(label=_("Handed in until"), required=False)
    field_order = [*CHANGEABLE_WORDS, "reason", "deadline_at"]

    def __init__(self, *args: Any, content: Content, earliest: datetime | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.content = content
        for name in content.may_change:
            self.fields[name] = self._field(name)
            self.initial[name] = getattr(content, name)
        if not content.may_change:
            del self.fields["reason"]
        self.order_fields(self.field_order)
        until = self.fields["deadline_at"]
        until.required = earliest is not None
        if earliest is not None:
            until.initial = earliest.astimezone(SHANGHAI)
            until.help_text = _("The rules allow %(moment)s at the earliest; later where plans are revised, too.") % {
                "moment": due(earliest)
            }
        else:
            until.help_text = _("Only where something changes.")

    def _field(self, name: str) -> forms.Field:
        label = CHANGEABLE_WORDS[name]
        if name.startswith("period"):
            return DateField(label=label)
        return TextField(label=label, max_length=4000, rows=6)

    def values(self) -> dict[str, Any]:
        """For the service: the documents as they shall be, the reason, the deadline."""
        changes = {name: self.cleaned_data[name] for name in self.content.may_change}
        return {
            "content": replace(self.content, **changes),
            "reason": self.cleaned_data.get("reason", ""),
            "deadline_at": self.cleaned_data["deadline_at"],
        }
