"""Filters of the public roster and the district's lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.models.labels import APPLICATION_STATES, ENTRY_STATES, GRADES, OFFER_STATES, ROSTER_LISTS, Labels
from catalog.queries import roster
from catalog.rules.states import ApplicationState, EntryState, OfferState
from marketplace.places.models import Place
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui.forms import FilterForm, TextField

Choices = list[tuple[str, object]]
ATTRIBUTES = {
    "established": _("Registered for three years or more"),
    "well_staffed": _("Ten or more full-time staff"),
    "social_workers": _("Has certified social workers"),
}


class RosterFilters(FilterForm):
    """Search and filters of the public roster (R30), each value with its count.

    Args:
        facets: the counts.
        domains: service domains in use.
        streets: streets in which a provider has its home.
        today: for "registered for three years".
    """

    # Typed into the search bar above the list; here it only travels along.
    q = TextField(label=_("Name, credit code or strengths"), max_length=60, widget=forms.HiddenInput)
    roster_list = forms.MultipleChoiceField(label=_("Roster list"), widget=forms.CheckboxSelectMultiple)
    domain = forms.MultipleChoiceField(label=_("Service domains"), widget=forms.CheckboxSelectMultiple)
    grade = forms.MultipleChoiceField(label=_("Assessment grade"), widget=forms.CheckboxSelectMultiple)
    attribute = forms.MultipleChoiceField(label=_("Development status"), widget=forms.CheckboxSelectMultiple)
    state = forms.MultipleChoiceField(label=_("State"), widget=forms.CheckboxSelectMultiple)
    street = forms.ChoiceField(label=_("Home street"))

    def __init__(
        self,
        *args: Any,
        facets: roster.Facets,
        domains: list[ServiceDomain],
        streets: list[Place],
        today: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.names: dict[str, dict[str, object]] = {
            "roster_list": _named(ROSTER_LISTS),
            "domain": {domain.code: domain.name for domain in domains},
            "grade": _named(GRADES),
            "attribute": dict(ATTRIBUTES),
            "state": _named(ENTRY_STATES, without=EntryState.REMOVED),
            "street": {street.code: street.name for street in streets},
        }
        by_code = {domain.code: facets.domains.get(domain.pk, 0) for domain in domains}
        attributes = {name: getattr(facets, name) for name in ATTRIBUTES}
        self._offer("roster_list", facets.lists)
        self._offer("domain", by_code)
        self._offer("grade", facets.grades)
        self._offer("attribute", attributes)
        self._offer("state", facets.states)
        counts = {street.code: facets.streets.get(street.pk, 0) for street in streets}
        self._choices("street", [("", _("All streets")), *_plain(self.names["street"], counts)])

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The providers that fit every filter that was set; values of one filter add up."""
        chosen = self.chosen()
        found = roster.matching(str(chosen.get("q", "")))
        if lists := chosen.get("roster_list"):
            found &= Q(roster_list__in=lists)
        if grades := chosen.get("grade"):
            found &= Q(grade__in=grades)
        if states := chosen.get("state"):
            found &= Q(entry__state__in=states)
        if street := chosen.get("street"):
            found &= Q(home_place__code=street)
        if codes := chosen.get("domain"):
            found &= roster.in_domains(codes)
        return queryset.filter(found & self._attributes(chosen.get("attribute", [])))

    def _attributes(self, names: list[str]) -> Q:
        meaning = {
            "established": roster.established(self.today),
            "well_staffed": roster.well_staffed(),
            "social_workers": roster.with_social_workers(),
        }
        found = Q()
        for name in names:
            found &= meaning[name]
        return found

    def _offer(self, field: str, counts: Any) -> None:
        """Values with their counts; a value nobody has is offered only where it is chosen."""
        asked = set(self.data.getlist(field)) if hasattr(self.data, "getlist") else set()
        shown: Choices = [
            (value, format_html("<b>{} <span>{}</span></b>", name, counts.get(value, 0)))
            for value, name in self.names[field].items()
            if counts.get(value, 0) or value in asked
        ]
        self._choices(field, shown)

    def _choices(self, field: str, choices: Choices) -> None:
        named = self.fields[field]
        assert isinstance(named, forms.ChoiceField)
        named.choices = choices


class ApplicationFilters(FilterForm):
    """Filters of the district's desk."""

    q = TextField(label=_("Name or credit code"), max_length=60)
    state = forms.MultipleChoiceField(
        label=_("State"),
        choices=[(state.value, APPLICATION_STATES[state]) for state in ApplicationState if state != "draft"],
        widget=forms.CheckboxSelectMultiple,
    )
    lookups = {"state": "state"}

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Applications in these states of bodies with this name or code."""
        found = super().filter(queryset)
        text = self.chosen().get("q")
        if not text:
            return found
        named = Q(provider__organisation__name__icontains=text) | Q(provider__organisation__uscc__iexact=text)
        return found.filter(named)


class EntryFilters(FilterForm):
    """Filters of the district's list of entries."""

    q = TextField(label=_("Name or credit code"), max_length=60)
    state = forms.MultipleChoiceField(
        label=_("State"),
        choices=[(state.value, label) for state, label in ENTRY_STATES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    lookups = {"state": "state"}

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Entries in these states of bodies with this name or code."""
        found = super().filter(queryset)
        text = self.chosen().get("q")
        if not text:
            return found
        named = Q(provider__organisation__name__icontains=text) | Q(provider__organisation__uscc__iexact=text)
        return found.filter(named)


class OfferDeskFilters(FilterForm):
    """Filters of the district's desk of offers."""

    q = TextField(label=_("Name or credit code"), max_length=60)
    state = forms.MultipleChoiceField(
        label=_("State"),
        choices=[(state.value, label) for state, label in OFFER_STATES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    hidden = forms.BooleanField(label=_("Published, but shown to nobody now"))
    lookups = {"state": "state"}

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Offers in these states of bodies with this name or code."""
        found = super().filter(queryset)
        if self.chosen().get("hidden"):
            found = found.filter(state=OfferState.PUBLISHED, is_shown=False)
        text = self.chosen().get("q")
        if not text:
            return found
        named = Q(provider__organisation__name__icontains=text) | Q(provider__organisation__uscc__iexact=text)
        return found.filter(named | Q(title__icontains=text))


def _named(labels: Labels, *, without: str = "") -> dict[str, object]:
    return {value.value: label for value, label in labels.items() if value != without}


def _plain(names: dict[str, object], counts: dict[str, int]) -> Choices:
    return [(value, f"{name} ({counts.get(value, 0)})") for value, name in names.items()]
