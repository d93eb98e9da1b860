"""The plan of a bid as it stands after the rounds so far: the latest valid revision, else what the bid said."""

from __future__ import annotations

from typing import Any

from marketplace.primitives.refusal import Refusal
from tendering.bids.models import Bid, OpenedBid
from tendering.bids.rules.content import Content, Section


def standing(bid: Bid) -> OpenedBid | None:
    """Where the plan of this bidder stands now; None before the opening."""
    rows = OpenedBid.objects.filter(bid__tender=bid.tender_id, bid__provider=bid.provider_id, valid=True)
    found = [row for row in rows.select_related("bid__round").order_by("pk") if _has_plan(row)]
    return found[-1] if found else None


def revisions(bid: Bid) -> list[OpenedBid]:
    """What a bidder handed in during rounds and was opened, the first round first; no query where there are none."""
    if not bid.tender.procedure.rounds:
        return []
    rows = OpenedBid.objects.filter(bid__tender=bid.tender_id, bid__provider=bid.provider_id, bid__round__isnull=False)
    rows = rows.select_related("bid__round").prefetch_related("lines", "files__file")
    return list(rows.order_by("bid__round__number"))


def around(found: OpenedBid) -> dict[str, Any]:
    """For a page of something opened: which parts it was asked for, and what the bidder handed in later."""
    within = found.bid.round
    asked = [section.value for section in Section] if within is None else list(within.sections)
    return {"asked": asked, "within": within, "revisions": revisions(found.bid) if within is None else []}


def standing_plan(bid: Bid) -> Content:
    """The texts with which a revised plan begins; files are handed in anew.

    Raises:
        Refusal: `bids.not_in_consultation`, where there is no opened plan to revise.
    """
    found = standing(bid)
    if found is None:
        raise Refusal("bids.not_in_consultation")
    return Content(plan=found.plan, schedule=found.schedule, participation=found.participation)


def _has_plan(row: OpenedBid) -> bool:
    within = row.bid.round
    return within is None or Section.PLAN in within.sections
