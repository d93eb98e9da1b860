"""A form that chooses among many providers: searched and paged without JavaScript, the fitting ones first."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.models import Provider
from marketplace import clock
from marketplace.ui.views.address import Address
from tendering.demands.models import Demand
from tendering.demands.queries.choosing import Choice, Choices
from tendering.demands.queries.fitting import Fitting
from tendering.demands.services.recommending import note_shown
from tendering.demands.wording.choosing import label

PER_PAGE = 20
LONGEST = 60
# So many of those that fit count as brought forward; whoever searches or turns pages looks further by itself.
FIRST = 10


class Choosing:
    """Mixin for an act's page: hands the form the rows that may be chosen and the labels of those on this page."""

    request: HttpRequest
    # Whether who is in touch about the demand may be chosen, too.
    has_in_touch = True

    def subject(self) -> Demand:
        """What somebody is chosen for."""
        raise NotImplementedError

    def candidates(self) -> QuerySet[Provider]:
        """Who may be chosen."""
        raise NotImplementedError

    def chosen(self) -> list[str]:
        """Keys that are chosen already: they stay on the page, whatever is searched for."""
        raise NotImplementedError

    @cached_property
    def typed(self) -> str:
        """What was searched for."""
        return self.request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]

    @cached_property
    def choices(self) -> Choices:
        """Everybody who may be chosen and says what was searched for."""
        touched = self.has_in_touch
        return Choices(self.subject(), self.candidates(), self.typed, clock.today(), has_in_touch=touched)

    @cached_property
    def page(self) -> Page[Choice]:
        """The page that was asked for."""
        found: Any = self.choices
        page: Page[Choice] = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        return page

    def labels(self) -> list[tuple[int, object]]:
        """Keys and labels for the form."""
        shown = {one.provider.pk: one for one in self.page.object_list}
        keys = [int(key) for key in self.chosen() if key.isascii() and key.isdigit() and len(key) < 19]
        kept = self.candidates().filter(pk__in=set(keys) - set(shown))
        choices = [*(Choice(row) for row in kept), *shown.values()]
        return [(one.provider.pk, label(one)) for one in choices]

    def choosing(self) -> dict[str, Any]:
        """What the search field and the pages show; whom the points bring forward to who opens the form is kept."""
        if self.request.method == "GET" and not self.typed and self.page.number == 1:
            found = [Fitting(self.subject(), one.provider, one.fit) for one in self.page.object_list if one.fit]
            note_shown(found=found[:FIRST], on=clock.today())
        address = Address(self.request.path, self.request.GET)
        kept = [(name, value) for name, value in address.hidden() if name != "q"]
        shown = {"page": self.page, "address": address, "typed": self.typed, "kept": kept}
        return shown | {"is_spare": self.choices.is_spare}
