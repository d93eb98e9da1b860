"""What the pages of a bidder share: the own bid and nobody else's, no trace in caches or error reports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.refusals import Worded
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from marketplace.ui.views.access import Gate
from tendering.bids.models import Bid, BidDraft, BidState, BidVersion, Round
from tendering.bids.privacy import seal_reports
from tendering.bids.queries.consortia import missing
from tendering.bids.queries.own import Progress, bid_of, draft_of, progress
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import PUBLIC, State
from tendering.tenders.views import trail

SIGNERS = (Role.PROVIDER_ADMIN,)


class Private(Acting, Gate):
    """A page whose content belongs to one bidder."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the request's content out of error reports, and the answer out of every cache."""
        seal_reports(request)
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response


def calls() -> QuerySet[Tender]:
    """Announced calls with competition: those that have a deadline."""
    rows = Tender.objects.filter(state__in=sorted(PUBLIC), deadline_at__isnull=False)
    return rows.select_related("demand__community__parent", "demand__scope_item", "rule_set", "sealing_key")


class OwnBid(Private):
    """The call of the address, or a round of its consultation, and the own bid for it."""

    roles: tuple[str, ...] = PROVIDER_ROLES
    object: Tender

    @cached_property
    def within(self) -> Round | None:
        """The round of the address; None where it is the call's own.

        Raises:
            Http404: no such round, or no bid of ours that could take part in it.
        """
        if "round" not in self.kwargs:
            return None
        rows = Round.objects.filter(tender=self.object, number=self.kwargs["round"])
        found = rows.select_related("notice", "tender").first()
        if found is None or self.first is None:
            raise Http404
        return found

    @cached_property
    def first(self) -> Bid | None:
        """The own bid for the call itself."""
        return bid_of(self.membership, self.object)

    @cached_property
    def bid(self) -> Bid | None:
        """The own bid, or what answers the round."""
        return bid_of(self.membership, self.object, self.within) if self.within else self.first

    @cached_property
    def draft(self) -> BidDraft | None:
        """Its draft."""
        return draft_of(self.bid)

    @cached_property
    def progress(self) -> Progress:
        """How far the draft is.

        Raises:
            Http404: there is no draft.
        """
        if self.draft is None:
            raise Http404
        return progress(self.draft, self.object)

    @cached_property
    def hindrances(self) -> list[Worded]:
        """What keeps the draft from being sealed because of whom it is made with; the service asks the same."""
        found = missing(self.required_bid(), self.object, self.progress.content)
        return [refusals.words(refusal) for refusal in found]

    @property
    def is_ready(self) -> bool:
        """Whether the draft can be sealed."""
        return self.progress.is_complete and not self.hindrances

    def required_bid(self) -> Bid:
        """The own bid.

        Raises:
            Http404: there is none.
        """
        if self.bid is None:
            raise Http404
        return self.bid

    @property
    def closed(self) -> Text:
        """Where the call, or the round of the address, stands that takes nothing any more; empty while it does."""
        now, tender, within = clock.now(), self.object, self.within
        is_due = tender.is_open_at(now) if within is None else tender.state == State.OPENED and within.is_open_at(now)
        if is_due:
            return ""
        row: Tender | Round = within if within is not None and tender.state == State.OPENED else tender
        is_late = row.deadline_at is not None and now >= row.deadline_at
        return _("The deadline has passed") if is_late else row.get_state_display()

    def home(self) -> str:
        """The page of the own bid, or of the round."""
        return self.within.get_absolute_url() if self.within else reverse("bids:workspace", args=[self.object.number])

    def address(self, page: str) -> str:
        """A page of the own bid: the pages of a round have the names of the call's."""
        return f"{self.home()}{page}/"


class BidAct(OwnBid, ObjectActView[Tender]):
    """An act on the own bid."""

    model = Tender
    slug_field = "number"
    template_name = "bids/act.html"
    needs_bid = True

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls that take or took bids."""
        return calls()

    def get_object(self) -> Tender:
        """The call, where the person's provider has a bid for it."""
        tender = super().get_object()
        self._object = tender
        if self.needs_bid:
            self.required_bid()
        elif self.within is None and self.kwargs.get("round"):
            raise Http404
        return tender

    def get_over(self) -> Text:
        """Where the call stands, where nothing is written any more."""
        return self.closed

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and the own bid."""
        number = self.object.number
        found = [
            trail.CALLS,
            Crumb(number, self.object.get_absolute_url()),
            Crumb(_("Our bid"), reverse("bids:workspace", args=[number])),
        ]
        return [*found, Crumb(self.within.title, self.home())] if self.within else found

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the moment, for the countdown, and where the own bid's page is."""
        return super().get_context(now=clock.now(), home=self.home(), within=self.within, **context)


class DraftAct(BidAct):
    """An act on the draft; once it is sealed its pages lead to the receipt, as the browser's way back does."""

    def get_object(self) -> Tender:
        """The call, where there is a draft of ours, or what became of it."""
        tender = super().get_object()
        if self.draft is None and self.sealed is None:
            raise Http404
        return tender

    @property
    def sealed(self) -> BidVersion | None:
        """What is sealed, where nothing of it is being written anew."""
        bid = self.required_bid()
        return bid.current if self.draft is None and bid.state == BidState.SUBMITTED else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form, or the receipt."""
        return self._to_receipt() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Act, or show the receipt."""
        return self._to_receipt() or super().post(request, *args, **kwargs)

    def _to_receipt(self) -> HttpResponseBase | None:
        found = self.sealed
        if found is None:
            return None
        words = _("The bid is sealed already, receipt %(receipt)s.") % {"receipt": found.receipt}
        messages.info(self.request, str(words))
        return HttpResponseRedirect(reverse("bids:receipt", args=[found.receipt]))
