"""A clearly low quote in words and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tendering.bids.models import Bid
from tendering.evaluation.models import LowQuoteQuery, Panel
from tendering.evaluation.queries import bids
from tendering.evaluation.rules.low_quote import Flag, thresholds
from tendering.evaluation.rules.points import rounded
from tendering.evaluation.rules.states import DECIDED, QueryState

WORDS = {
    Flag.OF_MEAN: _("Below the share of the mean of all valid quotes that the rules name"),
    Flag.OF_NEXT: _("Below the share of the next lowest quote that the rules name"),
    Flag.OF_CEILING: _("Below the share of the ceiling that the rules name"),
}
TAGS = {QueryState.ACCEPTED: "open", QueryState.INVALID: "fail"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """Yuan below which a quote is clearly low, and whether this one is."""

    label: Promise | str
    yuan: Decimal
    is_below: bool


@dataclass(frozen=True, slots=True)
class LowQuote:
    """A bid with its thresholds and the query about it, if one was asked."""

    bid: Bid
    name: str
    price: Decimal
    thresholds: list[Threshold]
    query: LowQuoteQuery | None

    @property
    def is_open(self) -> bool:
        """Whether the ranking still waits for this one."""
        return self.query is None or self.query.state not in DECIDED

    @property
    def tag(self) -> str:
        """The colour of the query's state."""
        return TAGS.get(QueryState(self.query.state), "review") if self.query else "late"


def with_low_quotes(panels: QuerySet[Panel]) -> QuerySet[Panel]:
    """Panels with the low quotes they asked about and their bids, in one further query."""
    asked = LowQuoteQuery.objects.select_related("bid__opened", "bid__final", "bid__provider__organisation")
    return panels.prefetch_related(Prefetch("low_quotes", asked.order_by("pk")))


def explained(panel: Panel, bid: Bid) -> LowQuote:
    """One bid's quote against every threshold of the rule set."""
    query = panel.low_quotes.filter(bid=bid).first()
    return _explained(panel, bid, bids.quotes(bids.qualified(panel.tender)), query)


def low_quotes(panel: Panel) -> list[LowQuote]:
    """Every clearly low quote of an evaluation, in two queries; of a panel that was set aside those it asked about.

    `with_low_quotes` has read what was asked together with the panel.
    """
    if not panel.counts:
        return [LowQuote(row.bid, row.bid.bidder, row.bid.price, [], row) for row in panel.low_quotes.all()]
    rows = list(bids.qualified(panel.tender))
    quotes = bids.quotes(rows)
    found = bids.flags_of(panel, quotes)
    asked = {query.bid_id: query for query in panel.low_quotes.all()} if found else {}
    return [_explained(panel, bid, quotes, asked.get(bid.pk)) for bid in rows if bid.pk in found]


def _explained(panel: Panel, bid: Bid, quotes: Mapping[UUID, Decimal], query: LowQuoteQuery | None) -> LowQuote:
    scoring = panel.tender.rule_set.rules.scoring
    limits = thresholds(quotes, bid.pk, panel.tender.ceiling, scoring.low_quote_flags)
    price = bid.price
    return LowQuote(
        bid=bid,
        name=bid.bidder,
        price=price,
        thresholds=[
            Threshold(WORDS[flag], rounded(Decimal(limit.numerator) / limit.denominator), price < limit)
            for flag, limit in limits.items()
        ],
        query=query,
    )
