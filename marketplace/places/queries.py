"""Which places there are, and what lies in what."""

from __future__ import annotations

from django.db.models import QuerySet

from marketplace.places.models import Level, Place
from marketplace.ui import typed


def district() -> Place:
    """The district this portal serves: the first by code where an installation has several.

    Raises:
        Place.DoesNotExist: no district has been loaded yet.
    """
    return Place.objects.filter(level=Level.DISTRICT).order_by("code")[:1].get()


def streets(within: Place | None = None) -> QuerySet[Place]:
    """Streets, by code; all, or those inside a place."""
    return below(within, Level.STREET)


def communities(within: Place | None = None) -> QuerySet[Place]:
    """Communities with their street, by code; all, or those inside a place (a community is inside itself)."""
    return below(within, Level.COMMUNITY).select_related("parent")


def below(within: Place | None, level: Level) -> QuerySet[Place]:
    """Places of a level, by code; all, or those inside a place."""
    places = Place.objects.filter(level=level).order_by("code")
    return places if within is None else places.filter(path__startswith=within.path)


def street_of(place: Place) -> Place | None:
    """The street a place is or lies in; None above the streets."""
    return _up_to(place, Level.STREET)


def district_of(place: Place) -> Place | None:
    """The district a place is or lies in; None for a city."""
    return _up_to(place, Level.DISTRICT)


def _up_to(place: Place, level: Level) -> Place | None:
    current: Place | None = place
    while current is not None and current.level != level:
        current = current.parent
    return current


def keys_named(text: str) -> QuerySet[Place, int]:
    """The keys of places whose name, in any language, holds each word of the text."""
    return Place.objects.filter(typed.says(text, "name_zh", "name_en")).values_list("pk", flat=True)
