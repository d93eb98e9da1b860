"""How a call ended for one of its bidders: what, when, why, and what becomes of the bid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.bids.models import Bid, BidState
from tendering.bids.wording.ends import BECOMES, LEFT_ROSTER, NO_BID, NOT_AWARDED, ONCE_RESTORED
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State

_OF_AWARDS = (Notice.Kind.RESULT, Notice.Kind.AWARD, Notice.Kind.AWARD_FELL)


@dataclass(frozen=True, slots=True)
class Ending:
    """For the top of the bidder's page; where only the own bid has ended there is no reason."""

    title: Text
    becomes: Text
    at: datetime | None = None
    reason: str = ""


def ending(tender: Tender, bid: Bid | None, *, running: bool) -> Ending | None:
    """A call cancelled or failed; an award that fell; a bid withdrawn before the deadline. None for anything else.

    Args:
        running: whether the call still takes bids.
    """
    state = BidState(bid.state) if bid else None
    if tender.has_come_to_nothing:
        becomes = BECOMES[state] if state else NO_BID
        return Ending(tender.get_state_display(), becomes, tender.ended_at, tender.public_reason)
    if bid and bid.left_roster_at is not None:
        becomes = ONCE_RESTORED if running else BECOMES[BidState.WITHDRAWN]
        return Ending(LEFT_ROSTER, becomes, bid.left_roster_at)
    if state == BidState.WITHDRAWN and not running:
        return Ending(state.label, BECOMES[state])
    return _fallen(tender) if state == BidState.OPENED and tender.state == State.OPENED else None


def _fallen(tender: Tender) -> Ending | None:
    last = tender.notices.filter(kind__in=_OF_AWARDS).order_by("-number").first()
    if last is None or last.kind != Notice.Kind.AWARD_FELL:
        return None
    return Ending(_("The award fell"), NOT_AWARDED, last.published_at, str(last.body.get("reason", "")))
