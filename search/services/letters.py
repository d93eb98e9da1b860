"""The e-mail of new hits, made when it is sent: what its reader may open by then, in their language."""

from __future__ import annotations

from django.template.loader import render_to_string

from marketplace.notifications.kinds import Letter
from marketplace.notifications.models import Notification
from marketplace.ui.addresses import absolute
from marketplace.ui.formats import plain
from search import links, queries
from search.models import News, SavedSearch
from search.rules import MOST_NAMED, Frequency


def letter(notification: Notification) -> Letter | None:
    """What came, as far as its reader may open it now; None where that is nothing, or no mail is wanted any more.

    What they may not open now is no longer told: where they may again, because it changed, it is news again.
    """
    said = notification.parameters
    wanted = SavedSearch.objects.filter(pk=said["search"], owner=notification.recipient_id)
    search = wanted.exclude(frequency=Frequency.NEVER).first()
    if search is None:
        return None
    told = News.objects.filter(search=search, letter=said["letter"]).select_related("entry")
    news = list(told.order_by("-entry__at", "entry__kind", "entry__key"))
    lines = queries.readable(notification.recipient, [one.entry for one in news])
    News.objects.filter(pk__in=[one.pk for one in news if one.entry_id not in lines]).delete()
    found = [(one.entry.title, lines[one.entry_id]) for one in news if one.entry_id in lines]
    if not found:
        return None
    context = {
        "name": search.name,
        "hits": [(title, absolute(line.url), plain(line.due_at)) for title, line in found[:MOST_NAMED]],
        "more": len(found) - len(found[:MOST_NAMED]),
    }
    return Letter(render_to_string("search/new_hits.txt", context).strip(), links.unsubscribe_url(search.pk))
