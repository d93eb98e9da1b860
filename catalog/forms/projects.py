"""What every list of projects is filtered by, as the search page is: category, service domain, amount, deadline."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django import forms
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from catalog import facets
from catalog.queries.scope import Scope, whole_scope
from marketplace.ui.forms import FilterForm
from marketplace.ui.text import Text
from search.showing import Band

SEARCHED = {name: name for name in (facets.CATEGORY, facets.DOMAIN, facets.AMOUNT)}


@dataclass(frozen=True, slots=True)
class Banded:
    """A column that is filtered by in bands, which may overlap; of rows outside `where` it says nothing."""

    column: str
    bands: Sequence[Band]
    where: Q

    def fits(self, name: str) -> Q:
        """The rows in a band."""
        band = next(band for band in self.bands if band.name == name)
        lower = {} if band.at_least is None else {f"{self.column}__gte": band.at_least}
        upper = {} if band.below is None else {f"{self.column}__lt": band.below}
        return self.where & Q(**lower, **upper, **{f"{self.column}__isnull": False})

    def part(self) -> Case:
        """Between which two edges a row lies, counted from the lowest; nothing for what has no number."""
        within = [When(Q(**{f"{self.column}__lt": edge}), then=place) for place, edge in enumerate(self._edges())]
        nowhere = When(~self.where | Q(**{f"{self.column}__isnull": True}), then=Value(None))
        return Case(nowhere, *within, default=Value(len(within)), output_field=IntegerField())

    def names(self) -> Mapping[int, frozenset[str]]:
        """The bands that each part lies in."""
        parts = enumerate(pairwise([None, *self._edges(), None]))
        return {place: frozenset(self._over(low, high)) for place, (low, high) in parts}

    def _edges(self) -> list[Any]:
        return sorted({edge for band in self.bands for edge in (band.at_least, band.below) if edge is not None})

    def _over(self, low: Any, high: Any) -> Iterator[str]:
        for band in self.bands:
            at_least: Any = band.at_least
            below: Any = band.below
            above = at_least is None or (low is not None and low >= at_least)
            if above and (below is None or (high is not None and high <= below)):
                yield band.name


class ProjectFilters(FilterForm):
    """Filters that all lists of projects share, each choice with what it would find under all other filters.

    Attributes:
        scope: the lookup of a row's item of the scope catalogue.
        amount_of: the column of its amount.
    """

    category = forms.MultipleChoiceField(label=facets.LABELS[facets.CATEGORY], widget=forms.CheckboxSelectMultiple)
    domain = forms.MultipleChoiceField(label=facets.LABELS[facets.DOMAIN], widget=forms.CheckboxSelectMultiple)
    amount = forms.ChoiceField(label=facets.LABELS[facets.AMOUNT])
    scope: str = "scope_item"
    amount_of: str = "budget"

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now
        self.of_scope: Scope = whole_scope()
        self._choices(facets.CATEGORY, self.of_scope.categories.items())
        self._choices(facets.DOMAIN, self.of_scope.domains.items())
        self.banded = self.get_banded()
        for name, banded in self.banded.items():
            self._choices(name, [("", facets.ANY), *((band.name, band.label) for band in banded.bands)])

    def get_banded(self) -> dict[str, Banded]:
        """The columns that are filtered by in bands, by their fields."""
        return {facets.AMOUNT: Banded(self.amount_of, facets.amounts(self.now), Q())}

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit every filter that was set; values of one filter add up."""
        rows, chosen = super().filter(queryset), self.chosen()
        for name, items in ((facets.CATEGORY, self.of_scope.in_categories), (facets.DOMAIN, self.of_scope.in_domains)):
            if name in chosen:
                rows = rows.filter(**{f"{self.scope}__in": items(chosen[name])})
        for name, banded in self.banded.items():
            if name in chosen:
                rows = rows.filter(banded.fits(chosen[name]))
        return rows

    def count(self, queryset: QuerySet[Any]) -> None:
        """As every list counts; the filters of projects by a query of their own, in which each row stands once."""
        super().count(queryset)
        names = (facets.CATEGORY, facets.DOMAIN, *self.banded)
        rows = self.without(*names).filter(queryset).order_by()
        parts = {f"part_of_{name}": banded.part() for name, banded in self.banded.items()}
        groups = rows.annotate(scope_of=F(self.scope), **parts).values_list("scope_of", *parts)
        bands, scope = [banded.names() for banded in self.banded.values()], self.of_scope
        self.tally(
            names,
            (
                (scope.category_of(item), scope.domains_of(item), *map(_bands, bands, inside), number)
                for item, *inside, number in groups.annotate(rows=Count("pk", distinct=True))
            ),
        )

    def _choices(self, name: str, choices: Collection[tuple[str, Text]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def _bands(names: Mapping[int, frozenset[str]], part: int | None) -> frozenset[str]:
    return frozenset() if part is None else names[part]
