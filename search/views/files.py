"""A search as a file: an Atom feed and the calendar of its deadlines, both as the public finds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from marketplace import clock
from marketplace.ui import ics
from marketplace.ui.views.exports import CONTROL
from search import asked, audience, engines, schema, showing
from search.asked import Asked
from search.found import Found, shown
from search.query import NEWEST
from search.views.export import in_chunks

MOST_ENTRIES, MOST_DEADLINES = 50, 500


def name_of(of: Asked) -> str:
    """What a feed or calendar of this search is called, in one line of what a file can hold."""
    words = " ".join(CONTROL.sub(" ", of.text).split())
    return _("Search: %(words)s") % {"words": words} if words else _("Search")


class Public(View):
    """A file of a search, the same for whoever asks: programs fetch it, which sign in nowhere."""

    def asked_at(self, request: HttpRequest) -> tuple[Asked, datetime]:
        """The search of the address, and the moment."""
        now = clock.now()
        return replace(asked.read(request.GET, now), after=None), now


class FeedOfSearch(Public):
    """The newest of what the public finds, as Atom."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The feed."""
        of, now = self.asked_at(request)
        query = replace(of.query(audience.EVERYBODY, now), sort=NEWEST, boosts=(), size=MOST_ENTRIES)
        page = request.build_absolute_uri(f"{reverse('search:page')}?{of.data().urlencode()}")
        feed = Atom1Feed(
            name_of(of),
            page,
            _("The newest first"),
            language=get_language(),
            # Who wrote it must stand in every feed (RFC 4287, 4.1.1).
            author_name=str(settings.WAGTAIL_SITE_NAME),
            feed_url=request.build_absolute_uri(),
            feed_guid=page,
        )
        for one in shown(engines.engine().find(query).hits, None):
            at = schema.moment(-one.hit.cursor.order[0])
            changed = max(at, one.line.since or at)  # amended, cancelled: readers show it once more
            url = request.build_absolute_uri(one.line.url)
            text = f"{one.kind} · {strip_tags(one.hit.excerpt)}"
            feed.add_item(
                CONTROL.sub("", one.title), url, CONTROL.sub("", text), unique_id=url, pubdate=at, updateddate=changed
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


class DeadlinesOfSearch(Public):
    """The deadlines to come of what the public finds, as a calendar."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The calendar, at most some hundred entries: the next ones."""
        of, now = self.asked_at(request)
        order = showing.ending()
        if order is not None and order.band is not None:
            of = replace(of, order=order.name, bands=dict([order.band]) | dict(of.bands))
        hits = engines.engine().walk(of.query(audience.EVERYBODY, now))
        found = in_chunks(islice(hits, MOST_DEADLINES), None)
        entries = [entry(one, one.line.due_at, request) for one in found if one.line.due_at is not None]
        return HttpResponse(ics.calendar(entries, name_of(of)), content_type=ics.CONTENT_TYPE)


def entry(one: Found, due_at: datetime, request: HttpRequest) -> ics.Entry:
    """A deadline; deadlines are only ever put off, so that later is newer."""
    minutes = int(due_at.timestamp() // 60)
    return ics.Entry(
        uid=f"{one.hit.kind}-{one.hit.key}-deadline@search",
        title=_("%(title)s: deadline") % {"title": one.title},
        at=due_at,
        changed_at=one.line.since or clock.now(),
        sequence=minutes,
        url=request.build_absolute_uri(one.line.url),
        place=one.line.said[-1] if one.line.said else "",
        categories=(one.kind,),
    )
