"""The one list of fields by which anything of the portal is filtered, counted and sorted, and their values.

Every `documents.py` takes its names from here, so that one page can search everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Level, Place
from marketplace.rulebook.models import ScopeCategory, ScopeItem, ServiceDomain
from marketplace.ui.bilingual import in_language
from marketplace.ui.drawing.labels import TIERS
from marketplace.ui.text import Text
from search import showing
from search.query import NEWEST, Between, Boost, Sort
from search.schema import AT
from search.showing import Band, Field, Named, Names, Order, Range, Wanted

TIER, CATEGORY, ITEM, STREET, COMMUNITY = "tier", "category", "item", "street", "community"
STATUS, DOMAIN, GRADE, TYPE = "status", "domain", "grade", "type"
AMOUNT, DEADLINE, CREDIT = "amount", "deadline", "credit"

LABELS: Mapping[str, Text] = {
    TIER: _("Size of project"),
    CATEGORY: _("Category of scope"),
    ITEM: _("Item"),
    STREET: _("Street"),
    COMMUNITY: _("Community"),
    STATUS: _("Status"),
    DOMAIN: _("Service domain"),
    GRADE: _("Grade"),
    TYPE: _("Type"),
    AMOUNT: _("Amount"),
    DEADLINE: _("Deadline"),
    CREDIT: _("Credit points"),
}
# Edges of the bands of amounts, in yuan.
EDGES = (20_000, 50_000, 100_000, 200_000)
SOON, LATER = timedelta(days=3), timedelta(days=10)
OPEN = "open"
ANY = _("Any")
# Points of what is still open, and one more within each of these, where the page sorts by how well it fits: steps, so
# that every engine counts alike.
STILL_OPEN = 2
CLOSES_WITHIN = (SOON, LATER)
NOT_OLDER_THAN = (timedelta(days=7), timedelta(days=30), timedelta(days=365))
# What every project of the portal is filtered by, whichever stage shows it.
OF_PROJECTS = (TIER, CATEGORY, ITEM, STREET, COMMUNITY, STATUS, DOMAIN, TYPE)

Values = dict[str, tuple[str, ...]]


def of_place(place: Place | None) -> Values:
    """Street and community of a place; the street of a community is read."""
    found: Values = {}
    if place is not None and place.level == Level.COMMUNITY:
        found[COMMUNITY] = (place.code,)
        place = place.parent
    if place is not None and place.level == Level.STREET:
        found[STREET] = (place.code,)
    return found


def of_scope(item: ScopeItem | None) -> Values:
    """Category, item and service domains of what a project is about; the category and the domains are read."""
    if item is None:
        return {}
    domains = tuple(domain.code for domain in item.domains.all())
    return {CATEGORY: (item.category.code,), ITEM: (item.code,), DOMAIN: domains}


def names() -> list[str]:
    """Chinese names of places and of service domains, which no dictionary holds."""
    of_places = Place.objects.values_list("name_zh", flat=True)
    return [*of_places, *ServiceDomain.objects.values_list("name_zh", flat=True)]


def register() -> None:
    """Name the fields for the search page, in the order in which it shows them; called once."""
    names_of: dict[str, Names] = {
        STATUS: showing.shared,
        TIER: _tiers,
        CATEGORY: _of_tables,
        ITEM: _of_tables,
        DOMAIN: _of_tables,
        STREET: _of_tables,
        COMMUNITY: _of_tables,
        GRADE: showing.shared,
        TYPE: showing.shared,
    }
    for name, names in names_of.items():
        showing.add_field(Field(name, LABELS[name], names))
    showing.add_range(Range(AMOUNT, LABELS[AMOUNT], amounts))
    showing.add_range(Range(DEADLINE, LABELS[DEADLINE], deadlines))
    showing.add_order(Order("closing", _("Closing soon"), Sort(DEADLINE, descending=False), band=(DEADLINE, OPEN)))
    showing.add_order(Order("newest", _("Newest"), NEWEST))
    showing.add_order(Order("amount", _("Largest amount"), Sort(AMOUNT)))
    showing.add_boosts(boosts)


def boosts(now: datetime) -> Sequence[Boost]:
    """What is open, closes soon or is new comes forward, step by step."""
    return [
        Boost(Between(DEADLINE, now, None), STILL_OPEN),
        *(Boost(Between(DEADLINE, now, now + within), 1) for within in CLOSES_WITHIN),
        *(Boost(Between(AT, now - age, None), 1) for age in NOT_OLDER_THAN),
    ]


def add_states(kind: str, label: Text, states: Mapping[str, Text]) -> None:
    """Name the states of a kind, as values of the one field of all kinds."""
    named = {f"{kind}.{state}": format_lazy("{}: {}", label, name) for state, name in states.items()}
    showing.add_values(STATUS, named)


def amounts(_now: datetime) -> Sequence[Band]:
    """Bands of amounts in yuan."""
    edges = [None, *(Decimal(edge) for edge in EDGES), None]
    labels = (
        _("Below 20,000 yuan"),
        _("20,000 to 50,000 yuan"),
        _("50,000 to 100,000 yuan"),
        _("100,000 to 200,000 yuan"),
        _("200,000 yuan and more"),
    )
    pairs = zip(edges, edges[1:], labels, strict=False)
    return [Band(f"{low or 0}-{high or 'more'}", label, low, high) for low, high, label in pairs]


def deadlines(now: datetime) -> Sequence[Band]:
    """Windows of deadlines, seen from now."""
    return [
        Band(OPEN, _("Not closed yet"), now, None),
        Band("soon", _("Within 3 days"), now, now + SOON),
        Band("later", _("Within 10 days"), now, now + LATER),
        Band("passed", _("Deadline passed"), None, now),
    ]


def _tiers(wanted: Wanted) -> Named:
    return {field: {value: TIERS[value] for value in values if value in TIERS} for field, values in wanted.items()}


# Rows that name the values of a field, and how old they are: of two with the same code the later one counts.
TABLES: Mapping[str, tuple[type[Model], dict[str, Any], Combinable]] = {
    CATEGORY: (ScopeCategory, {}, F("catalogue_id")),
    ITEM: (ScopeItem, {}, F("catalogue_id")),
    DOMAIN: (ServiceDomain, {}, Value(0)),
    STREET: (Place, {"level": Level.STREET}, Value(0)),
    COMMUNITY: (Place, {"level": Level.COMMUNITY}, Value(0)),
}


def _of_tables(wanted: Wanted) -> Named:
    """Names of all these fields in one question."""
    asked = [_rows(field, codes) for field, codes in wanted.items()]
    rows = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    found: dict[str, dict[str, Text]] = {field: {} for field in wanted}
    for field, _age, _pk, code, name_zh, name_en in sorted(rows):
        found[field][code] = in_language(name_zh, name_en)
    return found


def _rows(field: str, codes: Collection[str]) -> QuerySet[Any, Any]:
    model, of, age = TABLES[field]
    rows: QuerySet[Any, Any] = model._default_manager.filter(code__in=codes, **of).annotate(
        field=Value(field, CharField()), age=age
    )
    found: QuerySet[Any, Any] = rows.values_list("field", "age", "pk", "code", "name_zh", "name_en")
    return found
