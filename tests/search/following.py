"""Places that can be found and lead to their pages, and somebody who keeps searches for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from django.db import transaction
from django.http import QueryDict

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.outbox import services as outbox
from marketplace.places.models import Place
from search import asked, engines, showing
from search.models import SavedSearch
from search.query import Query
from search.rules import Frequency
from search.services import saving
from search.showing import Line, Showing
from tests.factories import places
from tests.search import found_places
from tests.search.found_places import note

ANYTHING = Query(found_places.PUBLIC)


def lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """Of places that have people, as their page does it."""
    del member
    rows = Place.objects.filter(pk__in=keys, population__gt=0)
    return {row.pk: Line(url=f"/places/{row.pk}/", due_at=found_places.NOON) for row in rows}


def alone(patch: pytest.MonkeyPatch) -> None:
    """Nothing but places can be found and shown."""
    found_places.alone(patch)
    patch.setattr(showing, "_kinds", {"place": Showing("地点", lines)})
    engines.forget()


def kept(owner: User, query: str, frequency: Frequency = Frequency.AT_ONCE, name: str = "") -> SavedSearch:
    """A search of this address."""
    of = asked.read(QueryDict(f"q={query}"), clock.now())
    return saving.save(user=owner, asked=of, name=name or query, frequency=frequency, now=clock.now())


def come(name: str) -> Place:
    """A place that may be found from now on; what that leaves waits."""
    place = places.community(name)
    with transaction.atomic():
        note(place)
    return place


def rename(place: Place, name: str) -> None:
    """An act on it."""
    Place.objects.filter(pk=place.pk).update(name_zh=name)
    with transaction.atomic():
        note(place)


def people(place: Place, number: int) -> None:
    """Without people it may not be found."""
    Place.objects.filter(pk=place.pk).update(population=number)
    with transaction.atomic():
        note(place)


def run() -> None:
    """The worker, until nothing is due."""
    while outbox.sweep():
        pass
