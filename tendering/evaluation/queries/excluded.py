"""Bids that are not ranked, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from tendering.bids.models import Bid, BidState
from tendering.bids.queries.rounds import final_answers
from tendering.evaluation.models import LowQuoteQuery, Panel
from tendering.evaluation.rules.states import QueryState


class Stage(StrEnum):
    """Where a bid fell out; stands in reports as a code, so that a report reads the same in every language."""

    UNOPENABLE = "unopenable"
    INVALID = "invalid"
    DISQUALIFIED = "disqualified"
    LOW_QUOTE = "low_quote"
    NO_FINAL_QUOTE = "no_final_quote"
    FINAL_INVALID = "final_invalid"


@dataclass(frozen=True, slots=True)
class Excluded:
    """A bidder that does not compete, and why: the stage, the stage in words, what was written about it."""

    name: str
    code: Stage
    stage: str
    reason: str


Why = tuple[Stage, str, str]


def excluded(panel: Panel) -> list[Excluded]:
    """Everybody opened whom this panel does not rank: unopenable, invalid, disqualified, a low quote not explained."""
    rows = Bid.objects.filter(tender=panel.tender, state__in=[BidState.OPENED, BidState.UNOPENABLE])
    rows = rows.select_related("opened", "qualification", "final", "provider__organisation")
    finals = final_answers(panel.tender)
    low = {row.bid_id: row for row in panel.low_quotes.filter(state=QueryState.INVALID)}
    found = ((bid, _why(bid, low.get(bid.pk)) or _left(bid, finals)) for bid in rows.order_by("pk"))
    return [Excluded(bid.provider.organisation.name, *why) for bid, why in found if why is not None]


def _why(bid: Bid, query: LowQuoteQuery | None) -> Why | None:
    opened = getattr(bid, "opened", None)
    if opened is None:
        return Stage.UNOPENABLE, _("The bid could not be opened"), ""
    if not opened.valid:
        return Stage.INVALID, str(opened.get_invalid_reason_display()), ""
    qualification = getattr(bid, "qualification", None)
    if qualification is not None and not qualification.passed:
        return Stage.DISQUALIFIED, _("Did not pass the qualification check"), qualification.reason
    if query is not None:
        return Stage.LOW_QUOTE, _("Low quote not explained"), query.reason
    return None


def _left(bid: Bid, finals: Mapping[int, Bid] | None) -> Why | None:
    """A missing final quote is a withdrawal (domain 2.5); nothing before the final quotes are opened."""
    if finals is None or hasattr(bid, "final"):
        return None
    answer = finals.get(bid.provider_id)
    if answer is None:
        return Stage.NO_FINAL_QUOTE, _("No final quote was handed in: withdrawn"), ""
    opened = getattr(answer, "opened", None)
    reason = str(opened.get_invalid_reason_display()) if opened else ""
    return Stage.FINAL_INVALID, _("The final quote does not count"), reason
