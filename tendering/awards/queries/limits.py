"""How far the lots of one joint call are where its notice limits how many of them one bidder wins."""

from __future__ import annotations

from tendering.awards.contractors import contractors
from tendering.awards.models import Award
from tendering.awards.rules.limits import Limit, Lot
from tendering.awards.rules.states import CONFIRMED, LIVE
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState

GONE = (TenderState.FAILED, TenderState.CANCELLED)


def limit_on(tender: Tender) -> Limit | None:
    """The limit with all lots and their live awards; None where nothing limits it, and for a call that stands alone."""
    if tender.joint is None or tender.joint.awards_per_bidder is None:
        return None
    live = Award.objects.filter(tender__joint=tender.joint, state__in=sorted(LIVE))
    awards = {award.tender_id: award for award in live.select_related("provider", "bid__provider")}
    rows = Tender.objects.filter(joint=tender.joint).order_by("lot")
    lots = [_lot(row, awards.get(row.pk)) for row in rows]
    return Limit(tender.lot or 0, tender.joint.awards_per_bidder, lots)


def _lot(row: Tender, award: Award | None) -> Lot:
    return Lot(
        number=row.lot or 0,
        holders=frozenset(provider.pk for provider in contractors(award)) if award else frozenset(),
        final=award is not None and award.state in CONFIRMED,
        ended=row.state in GONE,
    )
