"""The inbox and what its owner wants to be told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.acting import person
from marketplace.notifications import queries, services
from marketplace.notifications.forms import InboxFilter, PreferencesForm
from marketplace.notifications.models import Notification
from marketplace.notifications.wording import words
from marketplace.ui.components import Crumb
from marketplace.ui.views import ActView, Column, Kind, ListPage
from marketplace.ui.views.access import Gate


class Inbox(ListPage):
    """The person's own messages, newest first."""

    signed_in = True
    nav = "inbox"
    title = _("Messages")
    fragment_name = "notifications/_inbox.html"
    filter_form_class = InboxFilter
    default_sort = "-created_at"
    empty_title = _("No messages")
    empty_text = _("What concerns you will appear here.")
    columns = [
        Column(
            name="title",
            label=_("Message"),
            value=lambda row: words(row.kind, row.parameters),
            template="notifications/_message.html",
        ),
        Column(name="created_at", label=_("Received"), sort=("created_at",), kind=Kind.MOMENT, aside=True),
    ]

    def get_queryset(self) -> QuerySet[Notification]:
        """Only the own ones."""
        return queries.inbox(self.request.user)


class Open(Gate):
    """Leads to what a message is about and marks it as read; following the link again changes nothing."""

    signed_in = True
    # Who asks only whether it is there (HEAD) has not looked.
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """On to the page; 404 where the message is somebody else's."""
        notification = services.mark_read(pk=pk, user=person(request))
        if notification is None:
            raise Http404
        return HttpResponseRedirect(notification.url)


class MarkRead(Gate):
    """Mark one message as read without opening it."""

    signed_in = True

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Back to the inbox."""
        if services.mark_read(pk=pk, user=person(request)) is None:
            raise Http404
        return HttpResponseRedirect(reverse("notifications:inbox"))


class MarkAllRead(Gate):
    """Mark every message as read."""

    signed_in = True

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Back to the inbox, with the number."""
        count = services.mark_all_read(user=person(request))
        said = ngettext("%(count)d message marked as read.", "%(count)d messages marked as read.", count)
        messages.success(request, said % {"count": count})
        return HttpResponseRedirect(reverse("notifications:inbox"))


class Preferences(ActView):
    """Which kinds of messages also come by e-mail or text message."""

    signed_in = True
    nav = "inbox"
    template_name = "notifications/preferences.html"
    title = _("What I am told, and how")
    lead = _("Your inbox always keeps everything; here you choose what else reaches you.")
    form_class = PreferencesForm
    submit_label = _("Save the choice")
    success_message = _("Saved.")

    def get_crumbs(self) -> list[Crumb]:
        """From the inbox."""
        return [Crumb(_("Messages"), reverse("notifications:inbox"))]

    def get_success_url(self) -> str:
        """Stays here."""
        return reverse("notifications:preferences")

    def get_form_options(self) -> dict[str, Any]:
        """What the person may get, and what is ticked."""
        user = person(self.request)
        return {"kinds": queries.kinds_for(user), "current": queries.preferences(user)}

    def act(self, form: PreferencesForm) -> None:
        """Keep the choice."""
        services.choose(user=person(self.request), wanted=form.wanted())
