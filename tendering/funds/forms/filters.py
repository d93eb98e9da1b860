"""Filters of the funds' lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.places.queries import streets
from marketplace.ui import typed
from marketplace.ui.forms import FilterForm, TextField
from tendering.funds.models import AccountStatus, FundType, TransferStatus
from tendering.funds.models.labels import ENTRY_KINDS
from tendering.funds.queries.arrivals import waiting_allocations

RATES = [
    ("5", _("80% and more")),
    ("4", _("60–80%")),
    ("3", _("40–60%")),
    ("2", _("20–40%")),
    ("1", _("below 20%")),
]
BOUNDS = {"5": (0.8, None), "4": (0.6, 0.8), "3": (0.4, 0.6), "2": (0.2, 0.4), "1": (None, 0.2)}


class StreetFilter(FilterForm):
    """A filter by street."""

    street = forms.ModelChoiceField(label=_("Street"), queryset=Place.objects.none(), empty_label=_("All streets"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["street"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = streets()


class CommunityFilters(StreetFilter):
    """Communities by name, street and utilisation; year and fund type travel along."""

    q = TextField(label=_("Community"))
    rate = forms.ChoiceField(label=_("Utilisation"), choices=[("", _("All")), *RATES])
    year = forms.IntegerField(widget=forms.HiddenInput, min_value=1990, max_value=2200)
    fund = forms.SlugField(widget=forms.HiddenInput, max_length=32)
    field_order = ("q", "street", "rate")
    lookups = {"street": "place__parent"}

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Name and class of utilisation on top."""
        rows = super().filter(queryset)
        chosen = self.chosen()
        if words := chosen.get("q"):
            rows = rows.filter(typed.says(words, "place__name_zh", "place__name_en"))
        low, high = BOUNDS.get(chosen.get("rate", ""), (None, None))
        if low is not None:
            rows = rows.filter(rate__gte=low)
        return rows if high is None else rows.filter(rate__lt=high)


class FundFilters(FilterForm):
    """Year and fund type."""

    year = forms.IntegerField(label=_("Fiscal year"), min_value=1990, max_value=2200)
    fund = forms.ModelChoiceField(
        label=_("Fund type"), queryset=FundType.objects.none(), to_field_name="code", empty_label=_("All")
    )
    lookups = {"year": "account__year", "fund": "account__fund_type"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["fund"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = FundType.objects.order_by("position", "pk")


class AccountFilters(FundFilters):
    """Accounts by year, fund type, state and owner."""

    status = forms.MultipleChoiceField(
        label=_("State"), choices=AccountStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    q = TextField(label=_("Owner"))
    lookups = {"year": "year", "fund": "fund_type", "status": "status"}

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The owner's name on top."""
        rows = super().filter(queryset)
        words = self.chosen().get("q")
        return rows.filter(typed.says(words, "place__name_zh", "pool__name_zh")) if words else rows


class AllocationFilters(FundFilters):
    """Allocations by year, fund type and whether a share has still to come."""

    waiting = forms.BooleanField(label=_("Only where a share has not arrived"))

    def __init__(self, *args: Any, place: Place | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.place = place

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What waits on top."""
        rows = super().filter(queryset)
        if self.chosen().get("waiting") and self.place is not None:
            return rows.filter(pk__in=waiting_allocations(self.place).values("pk"))
        return rows


class TransferFilters(FilterForm):
    """Transfers by state."""

    status = forms.MultipleChoiceField(
        label=_("State"), choices=TransferStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    lookups = {"status": "status"}


class StatementFilters(FilterForm):
    """Entries of one account by kind, month and project."""

    kind = forms.MultipleChoiceField(label=_("Kind"), choices=ENTRY_KINDS, widget=forms.CheckboxSelectMultiple)
    month = forms.TypedChoiceField(
        label=_("Month"), choices=[("", _("Whole year")), *((n, str(n)) for n in range(1, 13))], coerce=int
    )
    q = TextField(label=_("Project"))
    lookups = {"kind": "kind", "month": "recorded_at__month"}

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The project's title on top."""
        rows, words = super().filter(queryset), self.chosen().get("q")
        return rows.filter(typed.says(words, "commitment__line__plan__title")) if words else rows
