"""The bidder's pages: task list, beginning, giving up, withdrawing, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import Column, DetailPage, Kind, ListPage
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, BidVersion
from tendering.bids.queries.consortia import before_opening
from tendering.bids.queries.ends import ending
from tendering.bids.queries.members import asked
from tendering.bids.queries.own import entry_of, provider_of
from tendering.bids.queries.rounds import rounds
from tendering.bids.services import drafts, submitting
from tendering.bids.views.base import SIGNERS, BidAct, Private, calls
from tendering.bids.views.tasks import TaskList
from tendering.tenders.models import Tender
from tendering.tenders.queries.consortia import admitted
from tendering.tenders.views import trail
from tendering.tenders.views.hindrances import hindrances

TAGS = {
    BidState.SUBMITTED: "open",
    BidState.DRAFT: "public",
    BidState.OPENED: "review",
    BidState.UNOPENABLE: "fail",
}


class Workspace(TaskList, DetailPage[Tender]):
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
        return trail.to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the tasks, the sealed version and its receipt, and what may be done now."""
        now, tender, bid = clock.now(), self.object, self.bid
        running = tender.is_open_at(now)
        extra = {
            "now": now,
            "home": self.home(),
            "ending": ending(tender, bid, running=running),
            "rounds": rounds(tender) if bid else [],
            "bid": bid,
            "running": running,
            "hindrances": hindrances(self.membership, tender) if running and not self.has_begun else None,
            "draft": self.draft if running else None,
            "progress": self.progress if self.draft and running else None,
            "tasks": self.tasks() if self.draft and running else [],
            "versions": bid.versions.order_by("-number") if bid else [],
            "signs": self.by.role in SIGNERS,
            "opened": getattr(bid, "opened", None),
            "qualification": getattr(bid, "qualification", None),
            **self._joint(running=running),
        }
        return super().get_context(**(extra | context))

    @property
    def has_begun(self) -> bool:
        """Whether a draft is under way or a bid sealed."""
        return self.draft is not None or (self.bid is not None and self.bid.state == BidState.SUBMITTED)

    def _joint(self, *, running: bool) -> dict[str, Any]:
        """What concerns consortia, where the call admits them: our own, and those we were asked to join."""
        limit = admitted(self.object)
        if not limit:
            return {}
        own = before_opening(self.bid)
        changes = running and self.draft is not None and self.bid is not None and self.bid.state != BidState.SUBMITTED
        return {"most": limit, "joint": own, "joins": changes, "asked": asked(self.membership, self.object)}


class Start(BidAct):
    """Begin a bid, or a fresh draft that will replace the sealed one."""

    title = _("Begin a bid")
    intro = _("The draft is encrypted under a key of its own; only your organisation's people can read it.")
    submit_label = _("Begin")
    success_message = None  # the next page says it
    needs_bid = False

    def get_title(self) -> Any:
        """Replacing is said as what it is."""
        return _("Replace the sealed bid") if self.replaces else self.title

    @property
    def replaces(self) -> bool:
        """Whether a sealed bid stands, and stays until the new one is sealed."""
        return self.bid is not None and self.bid.state == BidState.SUBMITTED

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds that the form will be empty: the sealed bid cannot be read, not even by the bidder."""
        if self.replaces:
            context["consequences"] = [
                _("You write it anew: what is sealed cannot be opened, not even by you."),
                _("The sealed bid stays valid until you seal the new one."),
            ]
        return super().get_context(**context)

    def act(self, form: Any) -> str:
        """Begin."""
        del form
        provider = provider_of(self.membership)
        if provider is None:
            raise Http404
        drafts.start_draft(tender=self.object, provider=provider, by=self.by, within=self.within)
        return self.home()


class Discard(BidAct):
    """Give the draft up."""

    title = _("Give the draft up")
    submit_label = _("Destroy the draft")
    consequences = [_("Its text, its files and its key are destroyed."), _("A bid that is sealed stays sealed.")]
    danger = True
    success_message = _("The draft was destroyed.")

    def get_over(self) -> Text:
        """Where the bid stands, where there is no draft."""
        return self.required_bid().get_state_display() if self.draft is None else ""

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

    def get_over(self) -> Text:
        """Where the bid stands, where nothing is sealed."""
        bid = self.required_bid()
        return self.closed if bid.state == BidState.SUBMITTED else bid.get_state_display()

    def act(self, form: Any) -> str:
        """Withdraw."""
        del form
        submitting.withdraw(bid=self.required_bid(), by=self.by)
        return self.home()


class Receipt(Private, DetailPage[BidVersion]):
    """The receipt of one sealed version: number, moment, commitment."""

    roles = PROVIDER_ROLES
    model = BidVersion
    slug_field = "receipt"
    template_name = "bids/receipt.html"
    title = _("Receipt of a sealed bid")

    def get_queryset(self) -> QuerySet[BidVersion]:
        """Of the own bids only."""
        rows = BidVersion.objects.filter(bid__in=permissions.own(self.membership)).defer("ciphertext")
        joined = ("bid__tender__demand", "bid__provider__organisation", "bid__current", "bid__round")
        return rows.select_related(*joined)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and the own bid."""
        tender = self.object.bid.tender
        number = tender.number
        found = [
            trail.CALLS,
            Crumb(number, tender.get_absolute_url()),
            Crumb(_("Our bid"), reverse("bids:workspace", args=[number])),
        ]
        within = self.object.bid.round
        return [*found, Crumb(within.title, self._home())] if within else found

    def _home(self) -> str:
        within, number = self.object.bid.round, self.object.bid.tender.number
        return (
            reverse("bids:round", args=[number, within.number]) if within else reverse("bids:workspace", args=[number])
        )

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds whether this version is the one that counts."""
        tender, now = self.object.bid.tender, clock.now()
        within = self.object.bid.round
        running = tender.is_open_at(now) if within is None else within.is_open_at(now)
        counts, received = self.object.bid.current_id == self.object.pk, self.object.received_at
        extra = {
            "tender": tender,
            "home": self._home(),
            "within": within,
            "counts": counts,
            "running": running and counts,
            "signs": self.by.role in SIGNERS,
            "entry": entry_of(self.object),
            "seconds": f":{received:%S}.{received.microsecond // 1000:03d}",
        }
        return super().get_context(**(extra | context))


class OwnBids(Acting, ListPage):
    """Our bids, for our people only."""

    roles = PROVIDER_ROLES
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
            link=lambda row: reverse("bids:workspace", args=[row.tender.number]),
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
        rows = permissions.own(self.membership).filter(round__isnull=True).select_related("tender__demand", "current")
        return rows.defer("current__ciphertext")
