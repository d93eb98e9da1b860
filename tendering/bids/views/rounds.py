"""Rounds of a consultation: the bidder's page, and their opening for the offices and for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.components import Crumb, Event
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage
from tendering.bids.models import Bid, Round, RoundState
from tendering.bids.queries.record import lines, round_opening_of
from tendering.bids.queries.rounds import talk_with
from tendering.bids.services import round_closing
from tendering.bids.views.base import SIGNERS, calls
from tendering.bids.views.committee import committee, events
from tendering.bids.views.opening import FOR_GOOD, READERS, ConfirmOpening, RecordPage, at_opening, in_scope
from tendering.bids.views.tasks import TaskList
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State
from tendering.tenders.views import trail


class RoundPage(TaskList, DetailPage[Tender]):
    """What was discussed with us, what changed for all, and what we hand in."""

    model = Tender
    slug_field = "number"
    template_name = "bids/round.html"

    def get_queryset(self) -> QuerySet[Tender]:
        """Calls that took bids."""
        return calls()

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.demand.title

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and our bid."""
        number = self.object.number
        return [
            trail.CALLS,
            Crumb(number, self.object.get_absolute_url()),
            Crumb(_("Our bid"), reverse("bids:workspace", args=[number])),
        ]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the talk, the change, the tasks and the sealed version."""
        within, first = self.within, self.first
        if within is None or first is None:
            raise Http404
        now, bid = clock.now(), self.bid
        running = self.object.state == State.OPENED and within.is_open_at(now)
        extra = {
            "now": now,
            "home": self.home(),
            "within": within,
            "name": within.title,
            "talk": talk_with(within, first),
            "bid": bid,
            "running": running,
            "draft": self.draft if running else None,
            "tasks": self.tasks() if self.draft and running else [],
            "versions": bid.versions.order_by("-number") if bid else [],
            "signs": self.by.role in SIGNERS,
            "opened": getattr(bid, "opened", None),
        }
        return super().get_context(**(extra | context))


class OfRound:
    """The round of the address."""

    object: Tender
    kwargs: dict[str, Any]

    @cached_property
    def within(self) -> Round:
        """The round.

        Raises:
            Http404: no such round.
        """
        found = Round.objects.filter(tender=self.object, number=self.kwargs["round"]).first()
        if found is None:
            raise Http404
        found.tender = self.object
        return found

    def opening_url(self) -> str:
        """The opening as the offices see it."""
        return f"{self.within.get_absolute_url()}opening/"


class RoundOpeningPage(OfRound, Acting, DetailPage[Tender]):
    """The opening of a round's answers as the offices see it."""

    roles = READERS
    model = Tender
    slug_field = "number"
    template_name = "bids/round_opening.html"

    def get_queryset(self) -> QuerySet[Tender]:
        """Of the person's place."""
        return in_scope(self)

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.demand.title

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and the first opening."""
        number = self.object.number
        return [
            trail.CALLS,
            Crumb(number, self.object.get_absolute_url()),
            Crumb(_("Opening of the bids"), reverse("bids:opening", args=[number])),
        ]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds who has confirmed, who may, and what was opened."""
        tender, within = self.object, self.within
        found = round_opening_of(within)
        is_closed = tender.state == State.OPENED and within.state == RoundState.CLOSED
        is_open = found is not None and found.opened_at is not None
        extra = {
            "within": within,
            "name": within.title,
            **committee(self.membership, tender, found, is_closed=is_closed),
            "is_closed": is_closed,
            "answers": at_opening(Bid.every.filter(round=within)) if is_open else [],
            "events": _events(within, found) if is_open else [],
        }
        return super().get_context(**(extra | context))


def _events(within: Round, found: Any) -> list[Event]:
    opened = Event(_("Opened, each compared with its commitment"), found.opened_at)
    return events(found, opened, Event(_("Round closed"), within.closed_at))


class ConfirmRound(OfRound, ConfirmOpening):
    """One office's officer confirms the opening of what a round brought in."""

    intro = _("What was handed in is opened by the platform as soon as enough offices have confirmed.")
    consequences = [_("All of it is opened together."), FOR_GOOD]

    def get_over(self) -> Text:
        """Where the round stands, where it has nothing to open; or that the office has confirmed."""
        tender, within = self.object, self.within
        if tender.state != State.OPENED:
            return tender.get_state_display()
        is_closed = within.state == RoundState.CLOSED
        return self.confirmed(round_opening_of(within)) if is_closed else within.get_state_display()

    def opening_title(self) -> str:
        """The round in words."""
        return self.within.title

    def confirm(self, *, declared: bool) -> None:
        """Of the round's answers."""
        round_closing.confirm_opening(within=self.within, by=self.by, declared=declared)


class RoundRecord(OfRound, RecordPage):
    """The public record of a round's opening: how many, which commitments, who confirmed when; no bidder, no price."""

    def recorded(self) -> dict[str, Any]:
        """Of the round's answers."""
        found = round_opening_of(self.within)
        if found is None or found.opened_at is None:
            raise Http404
        return {
            "within": self.within,
            "name": self.within.title,
            "opening": found,
            "lines": lines(self.object, self.within),
            "events": _events(self.within, found),
        }
