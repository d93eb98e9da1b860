"""Forms of the pages that show several stages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.ui.forms import FilterForm
from tendering.demands.models.demand import TierChoice


class AgendaFilters(FilterForm):
    """Filters of the public calendar."""

    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none())
    community = forms.ModelChoiceField(label=_("Community"), queryset=Place.objects.none())
    tier = forms.ChoiceField(label=_("Tier"), choices=[("", _("All")), *TierChoice.choices])
    lookups = {"street": "demand__community__parent", "community": "demand__community", "tier": "tier"}

    def __init__(self, *args: Any, streets: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, places in (("street", streets), ("community", communities)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = places
