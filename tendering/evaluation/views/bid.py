"""One opened bid as the panel reads it: the page of `bids`, for seats instead of offices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from marketplace.accounts.acting import Acting
from marketplace.rulebook.wording.facts import FACT_WORDS
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.views import DetailPage
from tendering.bids.models import OpenedBid
from tendering.bids.models.opening import Ground
from tendering.bids.queries.plans import around
from tendering.bids.queries.views import for_page, said
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel
from tendering.evaluation.views.base import SEATS, way_to


class BidPage(Acting, DetailPage[OpenedBid]):
    """What a bid says, to whoever sits on its panel."""

    roles = SEATS
    model = OpenedBid
    template_name = "bids/opened_bid.html"

    def get_queryset(self) -> QuerySet[OpenedBid]:
        """Opened bids with what the page shows."""
        rows = OpenedBid.objects.select_related(
            "bid__tender__demand__community",
            "bid__provider__organisation",
            "bid__qualification",
            "bid__round",
            "version",
        )
        return rows.prefetch_related("lines", "files__file").defer("version__ciphertext")

    def get_object(self) -> OpenedBid:
        """The bid, for holders of a seat on its panel.

        Raises:
            Http404: no such bid.
            NoSeat: the person does not sit there.
        """
        found = self.get_queryset().filter(bid=self.kwargs["bid"], bid__tender__number=self.kwargs["slug"]).first()
        if found is None:
            raise Http404
        permissions.require_seat(self.by, self.panel)
        return found

    @cached_property
    def panel(self) -> Panel:
        """The panel that judges it."""
        return get_object_or_404(Panel.objects.counting().select_related("tender"), tender__number=self.kwargs["slug"])

    def get_title(self) -> str:
        """The bidder by name."""
        return self.object.bid.bidder

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation."""
        return way_to(self.panel)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the facts in words and the qualification; a panel decides nothing on it."""
        facts, decided = self.object.facts, getattr(self.object.bid, "qualification", None)
        extra = {
            "facts": [Fact(words, facts[fact]) for fact, words in FACT_WORDS.items() if fact in facts],
            "qualification": decided,
            "grounds": [Ground(code).label for code in decided.grounds] if decided else [],
            "said": for_page(list(said(self.object.bid)))
            if len(self.object.bid.tender.procedure.qualified_by) > 1
            else [],
            "qualifies": False,
            **around(self.object),
        }
        return super().get_context(**(extra | context))
