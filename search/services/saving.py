"""What people do with their searches: save, rename, choose how often they hear, look, delete. All are private.

The log keeps that it was done and how often mail is wanted, never a name or what is searched for.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.accounts.services import memberships
from marketplace.audit.services import record
from marketplace.outbox import services as outbox
from search import remembering, rules
from search.asked import Asked
from search.models import News, SavedSearch
from search.rules import Frequency
from search.services.following import TELL

# The number of the message for what no message tells.
UNTOLD = 0


def save(*, user: User, asked: Asked, name: str, frequency: Frequency, now: datetime) -> SavedSearch:
    """Keep a search; what fits it already is no news.

    Raises:
        NothingAsked: neither a word nor a filter.
        InvalidInput: no name, or too long a one.
        TooMany: the person keeps `rules.MOST` searches.
        KeptAlready: this search is among them.
    """
    name, query = rules.named(name), remembering.written(asked)
    if not query:
        raise rules.NothingAsked
    digest = remembering.digest(query)
    with transaction.atomic():
        # One at a time: they are counted.
        memberships.lock(user)
        own = SavedSearch.objects.filter(owner=user)
        if (same := own.filter(digest=digest).first()) is not None:
            raise rules.KeptAlready(same.name)
        rules.require_room(own.count())
        search = SavedSearch.objects.create(
            owner=user,
            name=name,
            query=query,
            digest=digest,
            anchor=remembering.anchor(asked),
            frequency=frequency,
            saved_at=now,
        )
        record(act="search.saved", target=user, actor=user, parameters={"frequency": frequency.value})
    return search


def change(*, user: User, search: SavedSearch, name: str, frequency: Frequency) -> SavedSearch:
    """Rename it, or choose how often its owner hears of new hits.

    Raises:
        InvalidInput: no name, or too long a one.
        DoesNotExist: it is gone, or is not this person's.
    """
    name = rules.named(name)
    with transaction.atomic():
        held = _held(user, search)
        if frequency != held.frequency:
            _set(held, frequency)
            record(act="search.saved.changed", target=user, actor=user, parameters={"frequency": frequency.value})
        held.name = name
        held.save(update_fields=["name"])
    return held


def silence(*, search_id: int) -> SavedSearch | None:
    """No more mail of this search, for whoever holds a link out of one; it stays saved. None where it is gone."""
    with transaction.atomic():
        locked = SavedSearch.objects.select_for_update(of=("self",)).select_related("owner")
        held = locked.filter(pk=search_id).first()
        if held is not None and held.frequency != Frequency.NEVER:
            _set(held, Frequency.NEVER)
            record(act="search.saved.silenced", target=held.owner)
    return held


def look(*, user: User, search: SavedSearch, now: datetime) -> int:
    """What came so far is seen; returns how many hits were not. Looking leaves no entry in the log."""
    return News.objects.filter(search=search, search__owner=user, seen_at=None).update(seen_at=now)


def delete(*, user: User, search: SavedSearch) -> None:
    """Keep the search no longer; what was told of it stays in its owner's inbox.

    Raises:
        DoesNotExist: it is gone, or is not this person's.
    """
    with transaction.atomic():
        _held(user, search).delete()
        record(act="search.saved.deleted", target=user, actor=user)


def _held(user: User, search: SavedSearch) -> SavedSearch:
    return SavedSearch.objects.select_for_update().get(pk=search.pk, owner=user)


def _set(held: SavedSearch, frequency: Frequency) -> None:
    """What came while no mail was wanted is not sent later; what waited for the morning leaves at once, if wanted."""
    if held.frequency == Frequency.NEVER:
        News.objects.filter(search=held, letter=None).update(letter=UNTOLD)
    held.frequency = frequency
    held.save(update_fields=["frequency"])
    if frequency == Frequency.AT_ONCE:
        outbox.publish(topic=TELL, payload={"search": held.pk, "frequency": frequency})
