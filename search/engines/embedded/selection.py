"""A query as a queryset of entries: what fits, in which order, from which place on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models import Value as Constant
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from search import ranking
from search.engines.base import Question
from search.engines.embedded.expressions import Says, texts
from search.models import Entry, Number, Value
from search.query import AnyOf, Bands, Between, Cursor, Facet, Filter
from search.ranking import TITLE
from search.schema import AT, AUDIENCE, KIND, MISSING, as_number, readable


class Selection(Question):
    """One query, as this database is asked it."""

    def entries(self, *, apart_from: str = "") -> QuerySet[Entry]:
        """What fits; with `apart_from`, whatever the filters on this field say."""
        chosen = Entry.objects.filter(self._base)
        for one in self.query.filters:
            if one.field != apart_from:
                chosen = chosen.filter(condition(one))
        return chosen

    def page(self) -> QuerySet[Entry]:
        """What fits in its order from `start` on; annotated with the numbers of the order, `order_0` and so on."""
        ordered = self.entries().alias(points=self._points) if self.query.sort.field is None else self.entries()
        keys = {f"order_{number}": key for number, key in enumerate(self._order)}
        ordered = ordered.annotate(**keys).order_by(*keys, "kind", "key")
        return ordered if self.query.start is None else ordered.filter(beyond(self.query.start))

    def counts(self) -> dict[str, dict[str, int]]:
        """For each facet how many entries have each value, or lie in each band.

        Facets whose field is not filtered by count the same entries, and are counted in one pass.
        """
        filtered = {one.field for one in self.query.filters}
        found = self._counted([facet for facet in self.query.facets if facet.field not in filtered])
        for facet in self.query.facets:
            if facet.field in filtered:
                found |= self._counted([facet], apart_from=facet.field)
        return found

    def _counted(self, facets: Sequence[Facet | Bands], *, apart_from: str = "") -> dict[str, dict[str, int]]:
        chosen = self.entries(apart_from=apart_from)
        bands = [facet for facet in facets if isinstance(facet, Bands)]
        fields = [facet.field for facet in facets if isinstance(facet, Facet)]
        found = _values(chosen, [field for field in fields if field != KIND])
        if KIND in fields:
            found[KIND] = dict(chosen.values_list("kind").annotate(number=Count("pk")))
        return found | _bands(chosen, bands)

    @cached_property
    def _base(self) -> Q:
        said = self.terms
        fits = Q(is_removed=False, kind__in=self.kinds) & _has(AUDIENCE, self.query.audience)
        if said.wanted:
            in_title = [Says(said.wanted, [TITLE])] if self.query.in_titles else []
            fits &= Q(pk__in=texts(Says(said.wanted), *in_title))
        if said.unwanted:
            fits &= ~Q(pk__in=texts(Says(said.unwanted, any_of=True)))
        return fits

    @property
    def _points(self) -> Combinable:
        total: Combinable = Constant(0, output_field=BigIntegerField())
        for mark in ranking.marks(self.terms, self.words):
            said = [Says([mark.phrase], [mark.column])]
            if connection.vendor == "postgresql":  # its index knows the tokens of characters only
                said.insert(0, Says([ranking.tokens_of(mark.phrase)]))
            total = total + _points(Q(pk__in=texts(*said)), mark.points)
        for boost in self.query.boosts:
            total = total + _points(condition(boost.filter), boost.points)
        return total

    @property
    def _order(self) -> list[Combinable]:
        sort = self.query.sort
        if sort.field is None:
            return [_large(-F("points")), _large(-F(AT))]
        if sort.field == AT:
            return [_large(-F(AT) if sort.descending else F(AT))]
        number = Number.objects.filter(field=sort.field, entry=OuterRef("pk"))
        key = Subquery(number.annotate(key=-F("value") if sort.descending else F("value")).values("key"))
        return [Coalesce(key, Constant(MISSING), output_field=BigIntegerField())]


def condition(one: Filter) -> Q:
    """A filter as a condition on entries."""
    if isinstance(one, AnyOf):
        return Q(kind__in=_sound(one.values)) if one.field == KIND else _has(one.field, one.values)
    if one.field == AT:
        return _range(AT, one)
    return Q(Exists(Number.objects.filter(_range("value", one), field=one.field, entry=OuterRef("pk"))))


def beyond(place: Cursor) -> Q:
    """What comes after a place in the order."""
    keys = [*((f"order_{number}", value) for number, value in enumerate(place.order)), ("kind", place.kind)]
    keys.append(("key", place.key))
    steps = [Q(**dict(keys[:depth]), **{f"{name}__gt": value}) for depth, (name, value) in enumerate(keys)]
    return reduce(or_, steps)


def _has(field: str, values: Iterable[str]) -> Q:
    return Q(Exists(Value.objects.filter(field=field, value__in=_sound(values), entry=OuterRef("pk"))))


def _sound(values: Iterable[str]) -> list[str]:
    """Values that a document can have: others are no text to a database."""
    return sorted({value for value in values if readable(value) == value})


def _range(column: str, between: Between) -> Q:
    whole = Q()
    if between.at_least is not None:
        whole &= Q(**{f"{column}__gte": as_number(between.at_least)})
    if between.below is not None:
        whole &= Q(**{f"{column}__lt": as_number(between.below)})
    return whole


def _values(chosen: QuerySet[Entry], fields: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many of these entries have each value of these fields."""
    found: dict[str, dict[str, int]] = {field: {} for field in fields}
    if fields:
        held = Value.objects.filter(field__in=fields, entry__in=chosen.values("pk"))
        for field, value, number in held.values_list("field", "value").annotate(number=Count("pk")):
            found[field][value] = number
    return found


def _bands(chosen: QuerySet[Entry], facets: Sequence[Bands]) -> dict[str, dict[str, int]]:
    """How many of these entries lie in each band of these facets."""
    found: dict[str, int] = {}
    ways = {
        f"{n}_{m}": (facet.field, band) for n, facet in enumerate(facets) for m, band in enumerate(_betweens(facet))
    }
    moments = {key: Count("pk", filter=_range(AT, band)) for key, (field, band) in ways.items() if field == AT}
    numbers = {
        key: Count("pk", filter=Q(field=field) & _range("value", band))
        for key, (field, band) in ways.items()
        if field != AT
    }
    if moments:
        found |= chosen.aggregate(**_named(moments))
    if numbers:
        fields = [facet.field for facet in facets if facet.field != AT]
        held = Number.objects.filter(field__in=fields, entry__in=chosen.values("pk"))
        found |= held.aggregate(**_named(numbers))
    return {
        facet.field: {name: found[f"band_{n}_{m}"] for m, (name, _, _) in enumerate(facet.bands)}
        for n, facet in enumerate(facets)
    }


def _named(counts: Mapping[str, Count]) -> dict[str, Count]:
    """Names that no column has."""
    return {f"band_{key}": count for key, count in counts.items()}


def _betweens(bands: Bands) -> list[Between]:
    return [Between(bands.field, low, high) for _, low, high in bands.bands]


def _points(fits: Q, points: int) -> Combinable:
    return Case(When(fits, then=Constant(points)), default=Constant(0), output_field=BigIntegerField())


def _large(number: Combinable) -> Combinable:
    """A number of 64 bits; Django takes what was reckoned for 32, and on PostgreSQL drops conditions beyond them."""
    return ExpressionWrapper(number, output_field=BigIntegerField())
