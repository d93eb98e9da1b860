"""Filters of the public roster and the district's lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models.labels import APPLICATION_STATES, ENTRY_STATES, GRADES, OFFER_STATES, ROSTER_LISTS, Labels
from catalog.queries import roster
from catalog.rules.states import ApplicationState, EntryState, OfferState
from marketplace.places.models import Place
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui import typed
from marketplace.ui.forms import FilterForm, TextField

Choices = list[tuple[str, object]]
Group = Mapping[str, Any]
ATTRIBUTES = {
    "established": _("Registered for three years or more"),
    "well_staffed": _("Ten or more full-time staff"),
    "social_workers": _("Has certified social workers"),
}


class RosterFilters(FilterForm):
    """Search and filters of the public roster (R30), each value with what it would find under all other filters.

    Args:
        admitted: sums of the whole roster; a value nobody has is offered only where it is chosen.
        domains: service domains in use, and whether anybody is approved for them.
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
    lookups = {"roster_list": "roster_list", "grade": "grade", "state": "entry__state", "street": "home_place__code"}
    facets = (*lookups, "domain", "attribute")

    def __init__(
        self,
        *args: Any,
        admitted: roster.Admitted,
        domains: Mapping[ServiceDomain, bool],
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
        self._offer("roster_list", admitted.lists)
        self._offer("domain", {domain.code: int(is_held) for domain, is_held in domains.items()})
        self._offer("grade", admitted.grades)
        self._offer("attribute", admitted.attributes)
        self._offer("state", admitted.states)
        self._choices("street", [("", _("All streets")), *self.names["street"].items()])

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The providers that fit every filter that was set; values of one filter add up, attributes all hold."""
        chosen = self.chosen()
        found = roster.matching(str(chosen.get("q", "")))
        if codes := chosen.get("domain"):
            found &= roster.in_domains(codes)
        meaning = roster.attributes(self.today)
        for name in chosen.get("attribute", []):
            found &= meaning[name]
        return super().filter(queryset).filter(found)

    def count(self, queryset: QuerySet[Any]) -> None:
        """As every list counts, in two queries: the domains of a provider are many, so they are counted by themselves.

        An attribute says how many have it beside those that are chosen.
        """
        groups = list(roster.grouped(self.without(*self.lookups, "attribute").filter(queryset), self.today))
        asked = set(self.chosen().get("attribute", []))
        having = [group for group in groups if _has(group, asked)]
        self.tally(tuple(self.lookups), _rows(having, self.lookups.values()))
        self.counts = {**self.counts, "attribute": self._attributes(groups, asked)}
        self.tally(("domain",), roster.by_domain(self.without("domain").filter(queryset)).items())

    def _attributes(self, groups: Iterable[Group], asked: set[str]) -> Counter[str]:
        chosen = {column: self.asked(name) for name, column in self.lookups.items() if name in self.chosen()}
        fitting = [group for group in groups if all(str(group[column]) in chosen[column] for column in chosen)]
        names = [value for value, _name in self.fields["attribute"].widget.choices]
        return Counter(
            {name: sum(group["number"] for group in fitting if _has(group, asked | {name})) for name in names}
        )

    def _offer(self, field: str, numbers: Mapping[str, int]) -> None:
        """Values somebody has, or that are chosen."""
        asked = set(self.data.getlist(field)) if hasattr(self.data, "getlist") else set()
        shown = [(value, name) for value, name in self.names[field].items() if numbers.get(value, 0) or value in asked]
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
        return found.filter(_called(text))


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
        return found.filter(_called(text))


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
        said = typed.says(text, "provider__organisation__name", "title")
        return found.filter(said | Q(provider__organisation__uscc__iexact=text))


def _called(text: str) -> Q:
    """Of bodies with these words in their name, or with this code."""
    return typed.says(text, "provider__organisation__name") | Q(provider__organisation__uscc__iexact=text)


def _named(labels: Labels, *, without: str = "") -> dict[str, object]:
    return {value.value: label for value, label in labels.items() if value != without}


def _has(group: Group, attributes: set[str]) -> bool:
    return all(group[name] for name in attributes)


def _rows(groups: Iterable[Group], columns: Collection[str]) -> Iterator[tuple[Any, ...]]:
    return ((*(group[column] for column in columns), group["number"]) for group in groups)
