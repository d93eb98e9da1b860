"""Searches that somebody saved: nobody else sees them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from marketplace import clock
from marketplace.accounts.acting import person
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ActView, Column, Kind, ListPage, ObjectActView, Page
from marketplace.ui.views.access import Gate
from search import asked, links, queries, remembering
from search.asked import Asked
from search.forms import SavedSearchForm
from search.models import SavedSearch
from search.rules import MOST, NAME_LIMIT, Frequency
from search.services import saving

SAVED = reverse_lazy("search:saved")


class MySearches(ListPage):
    """The person's own searches, with how much is new in each."""

    signed_in = True
    nav = "saved_searches"
    title = _("My searches")
    lead = format_lazy(
        _("Up to {most} searches, for you alone. New is what came since you last opened one."), most=MOST
    )
    fragment_name = "search/_saved.html"
    default_sort = "name"
    empty_title = _("No search is saved")
    empty_text = _("Search for something, and choose “Save this search” below what is found.")
    columns = (
        Column(
            name="name",
            label=_("Search"),
            sort=("name",),
            kind=Kind.SAID,
            link=lambda row: reverse("search:open", args=[row.pk]),
        ),
        Column(name="fresh", label=_("New hits"), kind=Kind.NUMBER, value=lambda row: row.fresh, aside=True),
        Column(
            name="frequency",
            label=_("E-mail of new hits"),
            value=lambda row: row.get_frequency_display(),
            sort=("frequency",),
        ),
        Column(name="saved_at", label=_("Saved"), kind=Kind.MOMENT, sort=("saved_at",), wide_only=True),
        Column(name="acts", label=_("Manage"), template="search/_saved_acts.html", kind=Kind.CUSTOM, export=False),
    )

    def get_queryset(self) -> QuerySet[SavedSearch]:
        """Only the own ones."""
        return queries.saved(self.request.user)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds to each search how many of its hits are new."""
        made = super().get_context(**context)
        fresh = queries.fresh(person(self.request)) if made["page"].object_list else {}
        for row in made["page"].object_list:
            row.fresh = fresh.get(row.pk, 0)
        return made


class OpenSaved(Gate):
    """Leads to what a saved search finds; what is new counts as seen."""

    signed_in = True
    # Who asks only whether it is there (HEAD) has not looked.
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """On to the search page, the newest first; 404 where the search is somebody else's."""
        search = queries.saved(request.user).filter(pk=pk).first()
        if search is None:
            raise Http404
        saving.look(user=person(request), search=search, now=clock.now())
        return HttpResponseRedirect(f"{reverse('search:page')}?{search.query}&sort=newest")


class SaveSearch(ActView):
    """Keeps the search that the address asks for."""

    signed_in = True
    nav = "saved_searches"
    title = _("Save this search")
    template_name = "search/save.html"
    form_class = SavedSearchForm
    submit_label = _("Save the search")
    success_message = _("The search is saved.")
    success_url = SAVED

    @cached_property
    def asked(self) -> Asked:
        """What the address asks for."""
        return asked.read(self.request.GET, clock.now())

    @cached_property
    def said(self) -> list[Text]:
        """The same in words."""
        return remembering.said(self.asked, clock.now())

    def get_crumbs(self) -> list[Crumb]:
        """From the search."""
        return [Crumb(_("Search"), f"{reverse('search:page')}?{self.asked.data().urlencode()}")]

    def get_initial(self) -> dict[str, Any]:
        """Named by what is searched for."""
        name = " ".join(str(label) for label in self.said)
        return {"name": name[:NAME_LIMIT], "frequency": Frequency.DAILY}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what is searched for, in words."""
        return super().get_context(said=self.said, **context)

    def act(self, form: Any) -> None:
        """Save."""
        saving.save(user=person(self.request), asked=self.asked, now=clock.now(), **_chosen(form))


class OwnSearch(ObjectActView[SavedSearch]):
    """An act on one of the person's own searches."""

    signed_in = True
    nav = "saved_searches"
    model = SavedSearch
    success_url = SAVED

    def get_queryset(self) -> QuerySet[SavedSearch]:
        """Only the own ones."""
        return queries.saved(self.request.user)

    def get_crumbs(self) -> list[Crumb]:
        """From the list."""
        return [Crumb(MySearches.title, reverse("search:saved"))]

    def get_over(self) -> Text:
        """A search has no states."""
        return ""


class ChangeSaved(OwnSearch):
    """Another name, or mail more or less often."""

    title = _("Change the saved search")
    form_class = SavedSearchForm
    submit_label = _("Save the changes")
    success_message = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        return {"name": self.object.name, "frequency": self.object.frequency}

    def act(self, form: Any) -> None:
        """Change."""
        saving.change(user=person(self.request), search=self.object, **_chosen(form))


class DeleteSaved(OwnSearch):
    """Asks once."""

    title = _("Delete the saved search")
    danger = True
    submit_label = _("Delete for good")
    success_message = _("The search is deleted.")
    template_name = "search/delete_saved.html"

    def act(self, form: Any) -> None:
        """Delete."""
        del form
        saving.delete(user=person(self.request), search=self.object)


@method_decorator(csrf_exempt, name="dispatch")
class Unsubscribe(Page):
    """No more mail of one search, for whoever has the address that stands in each of them.

    A mail program sends the POST by itself (RFC 8058), without session or token of a form: the address is signed. It
    ends mail of one search and nothing else, so that another site that sent it would gain nothing.
    """

    title = _("No more e-mail of this search")
    template_name = "search/unsubscribe.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One button; nothing is changed."""
        del request, args
        self._search(kwargs["token"])
        return self._said(is_done=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """End it; twice is as good as once, and so is a search that is gone."""
        del request
        saving.silence(search_id=self._search(token))
        return self._said(is_done=True)

    def _search(self, token: str) -> int:
        search = links.search_of(token)
        if search is None:
            raise Http404
        return search

    def _said(self, *, is_done: bool) -> HttpResponse:
        response = self.render(is_done=is_done)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


def _chosen(form: SavedSearchForm) -> dict[str, Any]:
    return {"name": form.cleaned_data["name"], "frequency": Frequency(form.cleaned_data["frequency"])}
