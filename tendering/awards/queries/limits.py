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
    """The limit with all lots and their public awards; None where nothing limits it, as for a call by itself."""
    if tender.joint is None or tender.joint.awards_per_bidder is None:
        return None
    # What is not public yet decides nothing: the reasons of another lot would tell it.
    live = Award.objects.filter(tender__joint=tender.joint, state__in=sorted(LIVE), publicised_at__isnull=False)
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
