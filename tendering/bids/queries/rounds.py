"""Rounds of a consultation, read."""

from __future__ import annotations

from collections.abc import Mapping

from tendering.bids.models import Bid, Round, RoundState, Talk
from tendering.bids.rules.states import SHOWN
from tendering.tenders.models import Tender


def rounds(tender: Tender) -> list[Round]:
    """All rounds so far, the first one first."""
    rows = Round.objects.filter(tender=tender).select_related("notice", "opening")
    return list(rows.order_by("number"))


def talk_with(within: Round, bid: Bid | None) -> Talk | None:
    """What was discussed with one bidder: for that bidder and the panel, never for rivals."""
    return Talk.objects.filter(round=within, bid=bid).first() if bid is not None else None


def final_answers(tender: Tender) -> Mapping[int, Bid] | None:
    """What was opened of the last round, by provider; None before that opening, and where there are no rounds."""
    rounds = Round.objects.filter(tender=tender, is_last=True, state=RoundState.ENDED)
    last = rounds.first() if tender.procedure.rounds else None
    if last is None:
        return None
    rows = Bid.every.filter(round=last, state__in=sorted(SHOWN))
    return {bid.provider_id: bid for bid in rows.select_related("opened")}
