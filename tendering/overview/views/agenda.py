"""The public calendar: a month, its agenda, and files for calendar programs."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from marketplace import clock
from marketplace.places.queries import streets
from marketplace.rulebook.queries import work_calendar
from marketplace.ui import ics
from marketplace.ui.components import Tab
from marketplace.ui.middleware.language import supported
from marketplace.ui.views import Page
from marketplace.ui.views.address import Address
from tendering.overview.forms import AgendaFilters
from tendering.overview.queries import agenda
from tendering.tenders.permissions import readable
from tendering.tenders.views import trail

# What a subscription holds around today.
PAST, FUTURE = timedelta(days=92), timedelta(days=366)
MONTH, LIST = "month", "agenda"


class CalendarPage(Page):
    """What opens and closes when; the same for everybody."""

    template_name = "overview/calendar.html"
    title = gettext_lazy("Calendar of calls")
    lead = gettext_lazy("What is announced, when responses close, when bids are opened, when publicity ends.")
    crumbs = [trail.CALLS]
    nav = "tenders"

    @cached_property
    def filters(self) -> AgendaFilters:
        """The filters as the address sets them."""
        return _filters(self.request)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the month."""
        today, calendar = clock.today(), work_calendar()
        month = agenda.Month.read(self.request.GET.get("month", ""), today)
        rows = list(self.filters.filter(agenda.calls_between(month.window, today))[: agenda.MOST + 1])
        weeks = agenda.weeks_of(month, rows[: agenda.MOST], calendar, today)
        days = [day for week in weeks for day in week]
        extra = {
            "month": month,
            "weeks": weeks,
            "days": [day for day in days if day.entries and not day.is_other_month],
            "weekdays": list(WEEKDAYS_ABBR.values()),
            "has_today": any(day.is_today and day.entries for day in days),
            "is_list": self.request.GET.get("view") == LIST,
            "is_cut": len(rows) > agenda.MOST,
            "most": agenda.MOST,
            "is_estimated": calendar.is_estimated(month.year),
            "filter_form": self.filters,
        }
        return super().get_context(**(extra | self._links(month, agenda.Month.read("", today)) | context))

    def _links(self, month: agenda.Month, current: agenda.Month) -> dict[str, Any]:
        """Ways on: other months, the other view, the file."""
        address, is_list = Address(self.request.path, self.request.GET), self.request.GET.get("view") == LIST
        near = {"before": month.plus(-1), "after": month.plus(1)}
        return {
            name: address.having(month=near[name].key)
            for name in near
            if agenda.FIRST_YEAR <= near[name].year <= agenda.LAST_YEAR
        } | {
            "now_url": "" if month == current else address.having(month=None),
            "list_url": address.having(view=LIST),
            "tabs": [
                Tab(_("Month view"), address.having(view=None), not is_list),
                Tab(_("Agenda"), address.having(view=LIST), is_list),
            ],
            "feed_url": _feed_url(self.request),
        }


class Feed(View):
    """The calendar to subscribe to, with the same filters; in Chinese unless ``language`` says otherwise."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The file, or 304 where the program has it already."""
        today = clock.today()
        window = agenda.Window(today - PAST, today + FUTURE)
        with translation.override(_language(request)):
            rows = _filters(request).filter(agenda.calls_between(window, today))[: agenda.MOST]
            name = _("Calendar of calls")
            feed = agenda.feed_of(rows, work_calendar(), today, name=name, window=window)
            return _answer(request, feed, "calls.ics")


class TenderCalendar(View):
    """All dates of one call."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """The file of a public call.

        Raises:
            Http404: there is none of this number that everybody may read.
        """
        tender = agenda.calls(readable(None).filter(number=slug)).first()
        if tender is None:
            raise Http404
        with translation.override(_language(request)):
            feed = agenda.feed_of([tender], work_calendar(), clock.today(), name=str(tender))
            return _answer(request, feed, f"{tender.number}.ics")


def _filters(request: HttpRequest) -> AgendaFilters:
    return AgendaFilters(data=request.GET, streets=streets())


def _language(request: HttpRequest) -> str:
    """Programs have no cookie: the address says which language, else it is Chinese."""
    return supported(request.GET.get("language")) or settings.LANGUAGE_CODE


def _feed_url(request: HttpRequest) -> str:
    """The file with the filters of the page, in its language."""
    chosen = translation.get_language()
    language = None if chosen == settings.LANGUAGE_CODE else chosen
    query = Address(reverse("overview:feed"), request.GET)
    return request.build_absolute_uri(query.having(month=None, view=None, language=language))


def _answer(request: HttpRequest, feed: agenda.Feed, name: str) -> HttpResponseBase:
    etag, changed = quote_etag(sha256(feed.body).hexdigest()), int(feed.changed_at.timestamp())
    response = HttpResponse(feed.body, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    found = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    assert found is not None  # `response` was given
    return found
