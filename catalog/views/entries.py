"""The district keeps entries of the roster."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.desk import AcceptForm, CurateForm, DecisionForm, DomainsForm, RemoveForm, SuspendForm
from catalog.forms.filters import EntryFilters
from catalog.models import Provider, RosterEntry
from catalog.permissions import KEEPERS, READERS
from catalog.rules.states import RemovalGround
from catalog.services import curation, profile, removal, standing
from catalog.views.roster import ROSTER
from catalog.words.tags import ENTRY_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.rulebook.queries import service_domains
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.values import said
from marketplace.ui.views import Column, Kind, ListPage, ObjectActView

ENTRIES = Crumb(_("Roster entries"), "/roster/entries/")


class EntryList(ListPage):
    """Every entry, removed ones too."""

    title = _("Roster entries")
    caption = title
    roles = READERS
    crumbs = (ROSTER,)
    nav = "roster"
    export_name = "roster-entries"
    filter_form_class = EntryFilters
    default_sort = "provider"
    columns = (
        Column(
            name="provider",
            label=_("Provider"),
            kind=Kind.SAID,
            sort=("provider__organisation__name",),
            link=lambda row: reverse("catalog:provider", args=[row.provider_id]),
        ),
        Column(
            name="list",
            label=_("Roster list"),
            value=lambda row: row.provider.get_roster_list_display(),
            wide_only=True,
        ),
        Column(
            name="state",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            kind=Kind.TAG,
            sort=("state",),
            tag=lambda row: ENTRY_TAGS[row.state],
            aside=True,
        ),
        Column(name="review_due_date", label=_("Yearly review due"), kind=Kind.DAY, sort=("review_due_date",)),
        Column(name="valid_until", label=_("Valid until"), kind=Kind.DAY, sort=("valid_until",)),
        Column(
            name="credit",
            label=_("Credit points"),
            value=lambda row: row.provider.credit,
            kind=Kind.NUMBER,
            sort=("provider__credit",),
        ),
    )

    def get_queryset(self) -> QuerySet[RosterEntry]:
        """All entries."""
        return RosterEntry.objects.select_related("provider__organisation")


class EntryAct(Acting, ObjectActView[RosterEntry]):
    """An act of the district on an entry."""

    model = RosterEntry
    roles: tuple[str, ...] = (Role.DISTRICT,)
    form_class: type[BaseForm] = DecisionForm
    crumbs = (ROSTER, ENTRIES)
    nav = "roster"

    def get_queryset(self) -> QuerySet[RosterEntry]:
        """All entries."""
        return RosterEntry.objects.select_related("provider__organisation")

    def get_lead(self) -> Any:
        """Whose entry it is."""
        return said(str(self.object))

    def get_cancel_url(self) -> str:
        """Back to the provider."""
        return reverse("catalog:provider", args=[self.object.provider_id])


class SuspendPage(EntryAct):
    """Suspend a provider for a time."""

    title = _("Suspend a provider")
    submit_label = _("Suspend it")
    danger = True
    consequences = (
        _("It may not bid and is not invited; open bids are withdrawn before opening."),
        _("Running contracts go on."),
    )
    success_message = _("Suspended.")
    form_class = SuspendForm

    def act(self, form: Any) -> None:
        """Suspend it."""
        standing.suspend_entry(entry=self.object, by=self.membership, now=clock.now(), **form.cleaned_data)


class RestorePage(EntryAct):
    """Let a provider bid again."""

    title = _("Restore a provider")
    submit_label = _("Restore it")
    success_message = _("Restored.")

    def act(self, form: Any) -> None:
        """Restore it."""
        standing.restore_entry(entry=self.object, by=self.membership, now=clock.now(), **form.cleaned_data)


class ConfirmPage(EntryAct):
    """Confirm the yearly review."""

    title = _("Confirm the yearly review")
    intro = _("The next review falls due a year from today.")
    submit_label = _("Confirm it")
    success_message = _("Confirmed.")
    form_class = AcceptForm

    def act(self, form: Any) -> None:
        """Confirm it."""
        values = form.cleaned_data
        standing.confirm_review(
            entry=self.object, by=self.membership, note=values["reason"], version=values["version"], now=clock.now()
        )


class RemovePage(EntryAct):
    """Take a provider off the roster."""

    title = _("Remove a provider")
    submit_label = _("Remove it")
    danger = True
    consequences = (
        _("It leaves the roster; running contracts go on."),
        _("False material and the serious-dishonesty list bring a ban for the rule set's years."),
    )
    success_message = _("Removed.")
    form_class = RemoveForm

    def act(self, form: Any) -> str:
        """Remove it."""
        values = form.cleaned_data
        removal.remove_entry(
            entry=self.object,
            by=self.membership,
            ground=RemovalGround(values["ground"]),
            reason=values["reason"],
            version=values["version"],
            now=clock.now(),
        )
        return reverse("catalog:entries")


class DomainsPage(EntryAct):
    """Set the approved service domains."""

    roles = KEEPERS
    title = _("Approve service domains")
    intro = _("The provider may bid for projects of these domains.")
    submit_label = _("Approve them")
    success_message = _("Approved.")
    form_class = DomainsForm

    def get_initial(self) -> dict[str, Any]:
        """Those approved now."""
        return {"domains": list(self.object.domains.all())}

    def get_form_options(self) -> dict[str, Any]:
        """Adds the domains in use."""
        return super().get_form_options() | {"service_domains": service_domains()}

    def act(self, form: Any) -> None:
        """Approve them."""
        curation.approve_domains(entry=self.object, by=self.membership, **form.cleaned_data)


class CuratePage(Acting, ObjectActView[Provider]):
    """Correct verified facts and the two public lists."""

    model = Provider
    roles = KEEPERS
    title = _("Correct verified facts")
    intro = _("The entry follows at once: the abnormal list puts it on watch, leaving the list takes it off again.")
    submit_label = _("Save")
    success_message = _("Saved.")
    form_class = CurateForm
    crumbs = (ROSTER,)
    nav = "roster"

    def get_queryset(self) -> QuerySet[Provider]:
        """All providers."""
        return Provider.objects.select_related("organisation")

    def get_lead(self) -> Any:
        """Whose facts they are."""
        return said(str(self.object))

    def get_form_options(self) -> dict[str, Any]:
        """The provider, whose facts are the first values."""
        return {"provider": self.object}

    def act(self, form: Any) -> str:
        """Save."""
        values = form.cleaned_data
        profile.curate(
            provider=self.object,
            by=self.membership,
            changes=form.changes(),
            reason=values["reason"],
            version=values["version"],
            now=clock.now(),
        )
        return reverse("catalog:provider", args=[self.object.pk])
