"""The one search page: words, filters with counts, ways to sort, and the next page from the last hit on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.components import Tab
from marketplace.ui.text import Text
from marketplace.ui.views import Page
from marketplace.ui.views.exports import FORMATS, file_response
from marketplace.ui.views.swapping import swaps, vary
from marketplace.ui.views.tables import Chip
from search import asked, audience, engines, groups, language, showing
from search.asked import AFTER, BY_FIT, ORDER, TEXT, Asked
from search.found import shown
from search.groups import Group
from search.query import Query
from search.views.export import COLUMNS, CUT, most_rows, rows
from search.wording import TROUBLES

KINDS = _("Kind of result")
FIT, NEWEST = _("Relevance"), _("Newest")
# Files of a search: name, address and format.
FILES = (
    ("atom", "search:feed", ""),
    ("ics", "search:deadlines", ""),
    ("xlsx", "search:page", "xlsx"),
    ("csv", "search:page", "csv"),
)
# Filters that are tried without when nothing is found.
MOST_TRIED = 8


@dataclass(frozen=True, slots=True)
class Way:
    """A search with one filter less, and how many it finds."""

    label: Text
    url: str
    number: int


class SearchPage(Acting, Page):
    """Everything the asker may find, whichever stage it stands in."""

    title = _("Search")
    template_name = "search/search.html"
    fragment_name = "search/_results.html"
    nav = "search"

    @cached_property
    def asked(self) -> Asked:
        """What the address asks for."""
        return asked.read(self.request.GET, clock.now())

    @property
    def most_rows(self) -> int:
        """Of a file for whoever asks."""
        return most_rows(is_signed_in=self.request.user.is_authenticated)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, or what htmx swaps."""
        del args, kwargs
        if request.GET.get("format") in FORMATS:
            query = self.asked.query(audience.of(self.membership), clock.now())
            return file_response(request, rows(query, self.membership, self.most_rows), COLUMNS, "search")
        response = self.render()
        vary(response)
        return response

    def render(self, *, status: int = 200, **context: Any) -> TemplateResponse:
        """The page, or the results with the filters beside them."""
        swap = swaps(self.request)
        template = self.fragment_name if swap else self.get_template()
        response = TemplateResponse(self.request, template, self.get_context(swap=swap, **context), status=status)
        if swap:
            response.headers["HX-Push-Url"] = self.url(self.asked, after=str(self.asked.after or ""))
        return response

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds hits, filters, chips, orders and the next page."""
        now, of = clock.now(), self.asked
        query = of.query(audience.of(self.membership), now, counted=True)
        result = engines.engine().find(query)
        found = groups.groups(of, result, KINDS, now)
        extra = {
            "asked": of,
            "result": result,
            "found": shown(result.hits, self.membership),
            "groups": found,
            "chips": self.chips(found),
            "orders": self.orders(),
            "ways": [] if result.total else self.ways(query, found),
            "troubles": [TROUBLES[trouble] for trouble in of.troubles],
            "kept": list(kept(of)),
            "next_url": self.url(of, after=str(result.next)) if result.next else "",
            "first_url": self.url(of) if of.after else "",
            "clear_url": self.url(Asked(text=of.text)),
            "files": {name: address(reverse(to), of, format=file) for name, to, file in FILES},
            "most_rows": self.most_rows,
            "cut": CUT % {"most": self.most_rows},
            "save_url": address(reverse("search:save"), of),
            "longest": language.TEXT_LIMIT,
            "now": now,
        }
        return super().get_context(**(extra | context))

    def url(self, of: Asked, *, after: str = "") -> str:
        """The address of a search."""
        return address(self.request.path, of, **({AFTER: after} if after else {}))

    def chips(self, found: Sequence[Group]) -> list[Chip]:
        """The filters that are set, each with the address without it."""
        return [
            Chip(label, self.url(self.asked.without(name, value)))
            for name, value, label in groups.labels(self.asked, found)
        ]

    def orders(self) -> list[Tab]:
        """The ways to sort."""
        names: list[tuple[str, Text]] = [(BY_FIT, FIT)] if self.asked.text.strip() else []
        names.append(("newest", NEWEST))
        names += [(order.name, order.label) for order in showing.orders().values() if order.name != "newest"]
        first = replace(self.asked, after=None)
        return [
            Tab(label, self.url(replace(first, order=name)), current=self.asked.sorted_by == name)
            for name, label in names
        ]

    def ways(self, query: Query, found: Sequence[Group]) -> list[Way]:
        """What would be found with one filter less, or without the words."""
        of = replace(self.asked, after=None)
        tried = [(label, of.without(name)) for name, label in groups.fields(of, found)]
        if of.text.strip() and tried:
            tried.insert(0, (_("the words"), of.without(TEXT)))
        ways = []
        for label, less in tried[:MOST_TRIED]:
            one = replace(less.query(query.audience, clock.now()), size=1, is_bare=True)
            ways.append(Way(label, self.url(less), engines.engine().find(one).total))
        return [way for way in ways if way.number]


def address(path: str, of: Asked, **more: str) -> str:
    """The address of a search; of what is added, the empty is left out."""
    data = of.data()
    for name, value in more.items():
        if value:
            data[name] = value
    return f"{path}?{data.urlencode()}" if data else path


def kept(of: Asked) -> list[tuple[str, str]]:
    """What the form of the words carries along."""
    return [(name, value) for name, values in of.data().lists() for value in values if name not in {TEXT, ORDER}]
