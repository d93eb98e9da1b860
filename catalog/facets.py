"""The one list of fields by which anything of the portal is filtered, counted and sorted, and their values.

Every `documents.py` takes its names from here, so that one page can search everything.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Level, Place
from marketplace.rulebook.models import ScopeItem, ServiceDomain

TIER, CATEGORY, ITEM, STREET, COMMUNITY = "tier", "category", "item", "street", "community"
STATUS, DOMAIN, GRADE, TYPE = "status", "domain", "grade", "type"
AMOUNT, DEADLINE, CREDIT = "amount", "deadline", "credit"

LABELS: Mapping[str, Promise] = {
    TIER: _("Size of project"),
    CATEGORY: _("Category"),
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
PUBLIC = frozenset({"public"})
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
