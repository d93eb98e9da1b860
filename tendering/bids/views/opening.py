"""The opening for officers, and the record for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, role_of
from marketplace.primitives.ruleset import Office
from marketplace.rulebook.wording.facts import FACT_WORDS
from marketplace.ui.components import Crumb, Event, Fact
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.bids import permissions
from tendering.bids.forms.opening import OpenForm
from tendering.bids.models import Bid, OpenedBid, QualificationView
from tendering.bids.models.opening import Ground, OfficeChoice
from tendering.bids.queries.consortia import opened as joint_of
from tendering.bids.queries.plans import around
from tendering.bids.queries.record import lines, opening_of
from tendering.bids.queries.related import related
from tendering.bids.queries.valid import waiting
from tendering.bids.queries.views import as_views, checked, for_page, said, said_before
from tendering.bids.rules.qualifying import answers_a_doubt, is_due
from tendering.bids.rules.states import SHOWN
from tendering.bids.services import opening
from tendering.bids.views.base import calls
from tendering.bids.views.committee import committee, events
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State
from tendering.tenders.views import trail

OFFICES = tuple(role_of(office) for office in Office)
READERS = tuple(permissions.READERS)


def in_scope(view: Acting) -> QuerySet[Tender]:
    """Calls of the person's place."""
    place = view.by.place
    rows = calls()
    return rows.filter(demand__community__path__startswith=place.path) if place else rows.none()


class OpeningPage(Acting, DetailPage[Tender]):
    """The opening as the offices see it: confirmations before, bids with their prices after."""

    roles = READERS
    model = Tender
    slug_field = "number"
    template_name = "bids/opening.html"

    def get_queryset(self) -> QuerySet[Tender]:
        """Of the person's place."""
        return in_scope(self)

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.demand.title

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return trail.to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds who has confirmed, who may, and what was opened."""
        tender, found = self.object, opening_of(self.object)
        checker = permissions.qualifying_office(self.membership, tender)
        is_open = found is not None and found.opened_at is not None
        extra = {
            "now": clock.now(),
            **committee(self.membership, tender, found, is_closed=tender.state == State.CLOSED),
            "bids": checked(_with_views(tender), checker if tender.state == State.OPENED else None) if is_open else [],
            "events": _events(tender, found) if is_open else [],
            "checkers": [OfficeChoice(one).label for one in tender.procedure.qualified_by],
            "waiting": waiting(tender).count() if is_open else 0,
        }
        return super().get_context(**(extra | context))


def at_opening(rows: QuerySet[Bid]) -> QuerySet[Bid]:
    """Of these, what an opening brought to light, in the order of the record."""
    rows = rows.filter(state__in=sorted(SHOWN))
    rows = rows.select_related("provider__organisation", "opened", "current")
    return rows.defer("current__ciphertext").order_by("current__commitment")


def _with_views(tender: Tender) -> QuerySet[Bid]:
    rows = at_opening(Bid.objects.filter(tender=tender)).select_related("qualification")
    views = QualificationView.objects.filter(counts=True).select_related("given_by")
    return rows.prefetch_related(Prefetch("qualification_views", views))


def _events(tender: Tender, found: Any) -> list[Event]:
    """What happened at the opening of the bids, the latest first."""
    opened = Event(_("Bids opened, each compared with its commitment"), found.opened_at)
    return events(found, opened, Event(_("Responses closed"), tender.closed_at))


FOR_GOOD = _("It cannot be stopped, and nothing can be sealed again.")


class ConfirmOpening(Acting, ObjectActView[Tender]):
    """One office's officer confirms."""

    roles = OFFICES
    model = Tender
    slug_field = "number"
    title = _("Confirm the opening")
    intro = _("The bids are opened by the platform as soon as enough offices have confirmed.")
    consequences = [_("All bids are opened together."), FOR_GOOD]
    submit_label = _("Confirm the opening")
    form_class = OpenForm
    success_message = _("Confirmed.")

    def get_queryset(self) -> QuerySet[Tender]:
        """Of the person's place."""
        return in_scope(self)

    def get_object(self) -> Tender:
        """The call, where the person stands for an office of the committee."""
        tender = super().get_object()
        permissions.require_opener(self.by, tender)
        return tender

    def get_over(self) -> Text:
        """Where the call stands, where it has nothing to open; or that the office has confirmed."""
        tender = self.object
        return self.confirmed(opening_of(tender)) if tender.state == State.CLOSED else tender.get_state_display()

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the opening."""
        return [trail.CALLS, Crumb(self.opening_title(), self.opening_url())]

    def act(self, form: Any) -> str:
        """Confirm."""
        self.confirm(declared=form.cleaned_data["unrelated"])
        return self.opening_url()

    def opening_title(self) -> str:
        """The opening in words."""
        return str(_("Opening of the bids"))

    def opening_url(self) -> str:
        """The opening as the offices see it."""
        return reverse("bids:opening", args=[self.object.number])

    def confirmed(self, found: Any) -> Text:
        """That the person's office has confirmed what is closed; empty while it is awaited."""
        awaited = committee(self.membership, self.object, found, is_closed=True)["confirms"]
        return "" if awaited else _("Your office has confirmed")

    def confirm(self, *, declared: bool) -> None:
        """Of the bids."""
        opening.confirm_opening(tender=self.object, by=self.by, declared=declared)


class RecordPage(DetailPage[Tender]):
    """The public record of an opening: how many, which commitments, who confirmed when; no bidder and no price."""

    model = Tender
    slug_field = "number"
    template_name = "bids/record.html"
    title = _("Opening record")

    def get_queryset(self) -> QuerySet[Tender]:
        """Opened calls."""
        return calls().filter(opening__opened_at__isnull=False)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return trail.to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the lines and the confirmations."""
        return super().get_context(**(self.recorded() | context))

    def recorded(self) -> dict[str, Any]:
        """Of the bids."""
        found = opening_of(self.object)
        return {"opening": found, "lines": lines(self.object), "events": _events(self.object, found)}


class OpenedPage(Acting, DetailPage[OpenedBid]):
    """What one opened bid says."""

    roles = (*READERS, *PROVIDER_ROLES)
    model = OpenedBid
    template_name = "bids/opened_bid.html"

    def get_queryset(self) -> QuerySet[OpenedBid]:
        """What this person may read."""
        rows = permissions.opened(self.membership).select_related(
            "bid__tender__demand__community",
            "bid__provider__organisation",
            "bid__qualification__decided_by",
            "bid__round",
            "version",
        )
        return rows.prefetch_related("lines", "files__file").defer("version__ciphertext")

    def get_title(self) -> str:
        """The bidder by name."""
        return self.object.bid.bidder

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call, and the opening for those who may see it."""
        tender = self.object.bid.tender
        found = trail.to(tender)
        if self.by.place is not None:
            found.append(Crumb(_("Opening of the bids"), reverse("bids:opening", args=[tender.number])))
        return found

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the facts in words and whether it is to be decided on."""
        found, bid = self.object, self.object.bid
        decided = getattr(bid, "qualification", None)
        office = permissions.qualifying_office(self.membership, bid.tender)
        rows = list(said(bid)) if self.by.place is not None else []
        may = office is not None and is_due(office, as_views(rows)) and bid.tender.state == State.OPENED
        may = may and bid.round is None
        extra = {
            "facts": [Fact(words, found.facts[fact]) for fact, words in FACT_WORDS.items() if fact in found.facts],
            "qualification": decided,
            "grounds": [Ground(code).label for code in decided.grounds] if decided else [],
            "qualifies": may and found.valid and decided is None,
            "doubted": office is not None and answers_a_doubt(office, as_views(rows)),
            "said": for_page(rows) if len(bid.tender.procedure.qualified_by) > 1 else [],
            "said_before": for_page(list(said_before(bid))) if self.by.place is not None else [],
            "related": related(bid) if office is not None and bid.round is None else [],
            **around(found),
            "joint": joint_of(found),
        }
        return super().get_context(**(extra | context))
