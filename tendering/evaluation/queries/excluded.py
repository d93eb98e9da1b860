"""Bids that are not ranked, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString

from tendering.bids.models import Bid, Qualification
from tendering.bids.queries.rounds import final_answers
from tendering.bids.queries.valid import opened_bids
from tendering.bids.rules.states import Invalid
from tendering.evaluation.models import LowQuoteQuery, Panel
from tendering.evaluation.rules.excluded import Stage, Why
from tendering.evaluation.rules.states import QueryState
from tendering.evaluation.wording.excluded import why_not_ranked


@dataclass(frozen=True, slots=True)
class Excluded:
    """A bidder that does not compete, and why."""

    name: str
    why: Why

    @property
    def in_words(self) -> SafeString:
        """Why, in the reader's language."""
        return why_not_ranked(self.why)


def opened(panel: Panel) -> list[Bid]:
    """Every opened bid of a panel's call with all that speaks for and against it."""
    rows = opened_bids(panel.tender)
    return list(rows.select_related("opened", "qualification", "final", "provider__organisation", "provider__entry"))


def excluded(panel: Panel) -> list[Excluded]:
    """Everybody opened whom this panel does not rank."""
    bids = opened(panel)
    out = whys(panel, bids)
    return [Excluded(bid.bidder, out[bid.pk]) for bid in bids if bid.pk in out]


def whys(panel: Panel, bids: list[Bid]) -> dict[UUID, Why]:
    """Why this panel does not rank some of the `opened` bids, by bid; the others compete."""
    finals = final_answers(panel.tender)
    low = {row.bid_id: row for row in panel.low_quotes.all() if row.state == QueryState.INVALID}
    checked = _checked(panel, bids)
    found = {bid.pk: _why(bid, checked.get(bid.pk), low.get(bid.pk)) or _left(bid, finals) for bid in bids}
    return {key: why for key, why in found.items() if why is not None}


def _checked(panel: Panel, bids: list[Bid]) -> dict[UUID, Qualification]:
    """The qualification this panel worked with: the one that counts or, of a panel set aside, the one that did then."""
    if panel.counts:
        return {bid.pk: bid.qualification for bid in bids if hasattr(bid, "qualification")}
    rows = Qualification.objects.filter(bid__tender=panel.tender, decided_at__lte=panel.superseded_at)
    return {row.bid_id: row for row in rows.order_by("decided_at", "pk")}


def _why(bid: Bid, qualification: Qualification | None, query: LowQuoteQuery | None) -> Why | None:
    opened = getattr(bid, "opened", None)
    if opened is None:
        return Why(Stage.UNOPENABLE)
    if not opened.valid:
        return Why(Stage.INVALID, Invalid(opened.invalid_reason))
    if qualification is not None and not qualification.passed:
        return Why(Stage.DISQUALIFIED, text=qualification.reason)
    if query is not None:
        return Why(Stage.LOW_QUOTE, text=query.reason)
    return None


def _left(bid: Bid, finals: Mapping[int, Bid] | None) -> Why | None:
    """A missing final quote is a withdrawal (domain 2.5); nothing before the final quotes are opened."""
    if finals is None or hasattr(bid, "final"):
        return None
    answer = finals.get(bid.provider_id)
    if answer is None:
        return Why(Stage.NO_FINAL_QUOTE)
    opened = getattr(answer, "opened", None)
    return Why(Stage.FINAL_INVALID, Invalid(opened.invalid_reason) if opened and opened.invalid_reason else None)
