"""Forms of the pages that show several stages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.places.queries import keys_named
from marketplace.ui.forms import DateField, FilterForm, TextField
from tendering.demands.models.demand import TierChoice


class AgendaFilters(FilterForm):
    """Filters of the public calendar."""

    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none())
    # Written, not chosen: a city has thousands of them.
    community = TextField(label=_("Community"), max_length=80)
    tier = forms.ChoiceField(label=_("Tier"), choices=[("", _("All")), *TierChoice.choices])
    lookups = {"street": "demand__community__parent", "tier": "tier"}

    def __init__(self, *args: Any, streets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["street"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = streets

    def filter(self, queryset: Any) -> Any:
        """A part of a community's name, in any language, is enough."""
        rows = super().filter(queryset)
        if name := self.chosen().get("community"):
            rows = rows.filter(demand__community__in=keys_named(name))
        return rows


class PeriodFilters(FilterForm):
    """From which day to which, both included."""

    since = DateField(label=_("From"))
    until = DateField(label=_("Until"))
