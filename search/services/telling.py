"""Telling the owners of saved searches of new hits, over the channel of all messages; each hit in one message only."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from marketplace.notifications.services import notify
from marketplace.outbox import services as outbox
from search.models import News, SavedSearch
from search.rules import Frequency
from search.services.following import TELL

FOUND = "search.found"


def tell(*, search_id: int, frequency: Frequency) -> bool:
    """Tell the owner of what came and they have not looked at; twice at once it tells once.

    Args:
        frequency: how often its owner wants to hear; a message for whoever chose otherwise meanwhile tells nothing.

    Returns:
        Whether there was something to tell.
    """
    with transaction.atomic():
        # Whoever comes second finds everything told.
        locked = SavedSearch.objects.select_for_update(no_key=True)
        search = locked.filter(pk=search_id, frequency=frequency).first()
        if search is None:
            return False
        search.letters += 1
        waiting = News.objects.filter(search=search, letter=None, seen_at=None)
        if not waiting.update(letter=search.letters):
            return False
        search.save(update_fields=["letters"])
        notify(
            kind=FOUND,
            recipients=[search.owner_id],
            url=reverse("search:open", args=[search.pk]),
            parameters={"name": search.name, "search": str(search.pk), "letter": str(search.letters)},
        )
    return True


def tell_daily() -> int:
    """Leave a message for each search that is told daily and has something to tell; returns how many."""
    waiting = Exists(News.objects.filter(search=OuterRef("pk"), letter=None, seen_at=None))
    daily = SavedSearch.objects.filter(waiting, frequency=Frequency.DAILY, owner__is_active=True).order_by("pk")
    with transaction.atomic():
        keys = list(daily.values_list("pk", flat=True))
        for key in keys:
            outbox.publish(topic=TELL, payload={"search": key, "frequency": Frequency.DAILY})
    return len(keys)
