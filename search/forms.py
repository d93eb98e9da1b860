"""A saved search: what it is called, and how often its owner hears of new hits."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import Form
from marketplace.ui.forms.fields import TextField
from search.models import FrequencyChoice
from search.rules import DAILY_AT, NAME_LIMIT


class SavedSearchForm(Form):
    """Name and frequency."""

    name = TextField(label=_("Name"), max_length=NAME_LIMIT, help_text=_("As you will find it again, in your list."))
    frequency = forms.ChoiceField(
        label=_("E-mail of new hits"),
        choices=FrequencyChoice.choices,
        widget=forms.RadioSelect,
        help_text=format_lazy(
            _("“Once a day” leaves at {hour}, if there is something new. Every e-mail can be ended at one click."),
            hour=f"{DAILY_AT:%H:%M}",
        ),
    )
