"""The bidder's pages: task list, beginning, giving up, withdrawing, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.components import Crumb, Task
from marketplace.ui.views import Column, DetailPage, Kind, ListPage
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, BidVersion
from tendering.bids.queries.own import entry_of, provider_of
from tendering.bids.rules.content import Section, is_begun
from tendering.bids.services import drafts, submitting
from tendering.bids.views.base import CALLS, PROVIDERS, SIGNERS, BidAct, OwnBid, Private, calls
from tendering.tenders.models import Tender

SECTION_WORDS = {
    Section.PRICE: _("Quote and price lines"),
    Section.PLAN: _("Plan of work"),
    Section.TEAM: _("Team"),
    Section.FACTS: _("Facts the scoring reads"),
    Section.FILES: _("Attachments"),
}
TAGS = {
    BidState.SUBMITTED: "open",
    BidState.DRAFT: "public",
    BidState.OPENED: "review",
    BidState.UNOPENABLE: "fail",
}


class Workspace(OwnBid, DetailPage[Tender]):
    """Our bid for one call: what is done, what is missing, what is sealed."""

    model = Tender
    slug_field = "number"
    template_name = "bids/workspace.html"

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls that take or took bids."""
        return calls()

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.demand.title

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return [CALLS, Crumb(self.object.number, self.object.get_absolute_url())]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the tasks, the sealed version and its receipt, and what may be done now."""
        now, tender, bid = clock.now(), self.object, self.bid
        running = tender.is_open_at(now)
        extra = {
            "now": now,
            "bid": bid,
            "running": running,
            "draft": self.draft if running else None,
            "progress": self.progress if self.draft and running else None,
            "tasks": self._tasks() if self.draft and running else [],
            "versions": bid.versions.order_by("-number") if bid else [],
            "signs": self.by.role in SIGNERS,
            "opened": getattr(bid, "opened", None),
            "qualification": getattr(bid, "qualification", None),
        }
        return super().get_context(**(extra | context))

    def _tasks(self) -> list[Task]:
        tasks = [self._task(section) for section in self.progress.sections]
        check = reverse("bids:check", args=[self.object.number])
        ready = self.progress.is_complete
        hint = "" if ready else _("Open once the parts above are done")
        label = _("Check and seal")
        return [*tasks, Task(label, check if ready else "", hint, _("Ready") if ready else _("Not yet"), "line")]

    def _task(self, section: Section) -> Task:
        url = reverse(f"bids:{section.value}", args=[self.object.number])
        found = self.progress
        if found.is_done(section):
            return Task(SECTION_WORDS[section], url, self._hint(section), _("Done"), "open")
        if is_begun(found.content, section):
            return Task(SECTION_WORDS[section], url, self._hint(section), _("In progress"), "public")
        optional = section is Section.FILES
        return Task(SECTION_WORDS[section], url, "", _("Optional") if optional else _("Not begun"), "line")

    def _hint(self, section: Section) -> str:
        content = self.progress.content
        if section is Section.TEAM:
            count = len(content.team)
            return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
        if section is Section.FILES:
            count = len(content.files)
            return ngettext("%(count)s file", "%(count)s files", count) % {"count": count}
        return ""


class Start(BidAct):
    """Begin a bid, or a fresh draft that will replace the sealed one."""

    title = _("Begin a bid")
    intro = _("The draft is encrypted under a key of its own; only your organisation's people can read it.")
    submit_label = _("Begin")
    needs_bid = False

    def get_title(self) -> Any:
        """Replacing is said as what it is."""
        replaces = self.bid is not None and self.bid.state == BidState.SUBMITTED
        return _("Replace the sealed bid") if replaces else self.title

    def act(self, form: Any) -> str:
        """Begin."""
        del form
        provider = provider_of(self.membership)
        if provider is None:
            raise Http404
        drafts.start_draft(tender=self.object, provider=provider, by=self.by)
        return self.home()


class Discard(BidAct):
    """Give the draft up."""

    title = _("Give the draft up")
    submit_label = _("Destroy the draft")
    consequences = [_("Its text, its files and its key are destroyed."), _("A bid that is sealed stays sealed.")]
    danger = True
    success_message = _("The draft was destroyed.")

    def act(self, form: Any) -> str:
        """Destroy."""
        del form
        drafts.discard_draft(bid=self.required_bid(), by=self.by)
        return self.home()


class Withdraw(BidAct):
    """Take the sealed bid back."""

    roles = SIGNERS
    title = _("Withdraw the bid")
    submit_label = _("Withdraw")
    consequences = [_("The sealed bid is never opened."), _("Until the deadline you can hand in a new one.")]
    danger = True
    success_message = _("The bid was withdrawn.")

    def act(self, form: Any) -> str:
        """Withdraw."""
        del form
        submitting.withdraw(bid=self.required_bid(), by=self.by)
        return self.home()


class Receipt(Private, DetailPage[BidVersion]):
    """The receipt of one sealed version: number, moment, commitment."""

    roles = PROVIDERS
    model = BidVersion
    slug_field = "receipt"
    template_name = "bids/receipt.html"
    title = _("Receipt of a sealed bid")

    def get_queryset(self) -> QuerySet[BidVersion]:
        """Of the own bids only."""
        rows = BidVersion.objects.filter(bid__in=permissions.own(self.membership)).defer("ciphertext")
        return rows.select_related("bid__tender__demand", "bid__provider__organisation", "bid__current")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and the own bid."""
        tender = self.object.bid.tender
        number = tender.number
        return [CALLS, Crumb(number, tender.get_absolute_url()), Crumb(_("Our bid"), f"/bids/{number}/")]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds whether this version is the one that counts."""
        tender, now = self.object.bid.tender, clock.now()
        running = tender.is_open_at(now)
        counts, received = self.object.bid.current_id == self.object.pk, self.object.received_at
        extra = {
            "tender": tender,
            "counts": counts,
            "running": running and counts,
            "signs": self.by.role in SIGNERS,
            "entry": entry_of(self.object),
            "seconds": f":{received:%S}.{received.microsecond // 1000:03d}",
        }
        return super().get_context(**(extra | context))


class OwnBids(Acting, ListPage):
    """Our bids, for our people only."""

    roles = PROVIDERS
    title = _("Our bids")
    caption = _("Our bids")
    default_sort = "-deadline"
    export_name = "bids"
    columns = [
        Column(
            name="title",
            label=_("Project"),
            kind=Kind.SAID,
            value=lambda row: row.tender.demand.title,
            sort=("tender__demand__title",),
            link=lambda row: f"/bids/{row.tender.number}/",
            sub=lambda row: row.tender.number,
        ),
        Column(
            name="get_state_display",
            label=_("State"),
            kind=Kind.TAG,
            tag=lambda row: TAGS.get(row.state, ""),
            sort=("state",),
        ),
        Column(
            name="received",
            label=_("Sealed"),
            kind=Kind.MOMENT,
            value=lambda row: row.current.received_at if row.current else None,
        ),
        Column(
            name="deadline",
            label=_("Deadline"),
            kind=Kind.MOMENT,
            value=lambda row: row.tender.deadline_at,
            sort=("tender__deadline_at",),
            aside=True,
        ),
    ]

    def get_queryset(self) -> QuerySet[Bid]:
        """The own ones, without what is sealed in them."""
        rows = permissions.own(self.membership).select_related("tender__demand", "current")
        return rows.defer("current__ciphertext")
