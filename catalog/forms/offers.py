"""What a provider offers, and filters of the public list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.queries import offers
from catalog.rules.periods import months_after
from catalog.services.offers import OfferValues
from marketplace.places.models import Place
from marketplace.rulebook.models import ScopeItem, ServiceDomain
from marketplace.ui.forms import DateField, FilterForm, Form, SeveralField, TextField, VersionedForm, YuanField
from search import lists

USUAL_MONTHS = 12


class OfferForm(Form):
    """One offer.

    Args:
        domains, items, streets: what may be chosen.
        today: from which the usual last day is counted.
        values: what stands written already, or is taken over from another offer.
    """

    title = TextField(label=_("Title"), max_length=80)
    text = TextField(
        label=_("What is offered"),
        max_length=2000,
        rows=6,
        help_text=_("What you do, for whom, how often, with whom. Phone numbers and addresses are masked in public."),
    )
    domains = SeveralField(
        label=_("Service domains"),
        queryset=ServiceDomain.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    items = SeveralField(
        label=_("Scope items"),
        queryset=ScopeItem.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A demand of one of these items finds you first."),
    )
    streets = SeveralField(
        label=_("Streets"),
        queryset=Place.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none if you come to the whole district."),
    )
    price_from = YuanField(label=_("Usual price from"), required=False)
    price_to = YuanField(
        label=_("Usual price to"), required=False, help_text=_("For work of the usual size; both ends, or none.")
    )
    valid_until = DateField(label=_("Valid until"), help_text=_("The last day; at most two years ahead."))

    def __init__(
        self,
        *args: Any,
        domains: Any,
        items: Any,
        streets: Any,
        today: date,
        values: OfferValues | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, rows in (("domains", domains), ("items", items), ("streets", streets)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = rows
        for name in ("title", "text"):
            self.fields[name].widget.attrs["lang"] = "zh-Hans"
        if values is not None:
            self.initial.update({name: getattr(values, name) for name in self.fields if name != "version"})
        if values is None or values.valid_until < today:
            self.initial["valid_until"] = months_after(today, USUAL_MONTHS)

    def values(self) -> OfferValues:
        """What was typed, for the service."""
        return OfferValues(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class OfferEditForm(OfferForm, VersionedForm):
    """The same of a draft that somebody else may write on, too."""


class OfferFilters(FilterForm):
    """Filters of what is offered."""

    q = TextField(label=_("Keywords"), max_length=80)
    domain = forms.ModelMultipleChoiceField(
        label=_("Service domains"),
        queryset=ServiceDomain.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    street = forms.ModelChoiceField(
        label=_("Street"), queryset=Place.objects.none(), to_field_name="code", empty_label=_("All streets")
    )

    def __init__(self, *args: Any, domains: Any, streets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows in (("domain", domains), ("street", streets)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Words are asked of the index; who names no street comes to all of them."""
        chosen = self.chosen()
        if words := chosen.get("q"):
            queryset = queryset.filter(lists.saying(offers.KIND, words))
        if domains := chosen.get("domain"):
            queryset = queryset.filter(pk__in=queryset.model.objects.filter(domains__in=domains).values("pk"))
        if street := chosen.get("street"):
            here = Q(streets=street) | Q(streets__isnull=True)
            queryset = queryset.filter(pk__in=queryset.model.objects.filter(here).values("pk"))
        return queryset
