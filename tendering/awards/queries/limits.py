"""How far the lots of one joint call are where its notice limits how many of them one bidder wins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, QuerySet

from tendering.awards.contractors import contractors_of
from tendering.awards.models import Award
from tendering.awards.rules.limits import Limit, Lot
from tendering.awards.rules.states import CONFIRMED, LIVE
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


def unawarded() -> QuerySet[Tender]:
    """Opened lots under such a limit of which no award lives: they may wait for another lot, or be nobody's to have."""
    living = Award.objects.filter(tender=OuterRef("pk"), state__in=sorted(LIVE))
    rows = Tender.objects.filter(state=TenderState.OPENED, joint__awards_per_bidder__isnull=False)
    return rows.exclude(Exists(living))


def limit_on(tender: Tender) -> Limit | None:
    """The limit with all lots and their public awards; None where nothing limits it, as for a call by itself."""
    return limits_on([tender]).get(tender.pk)


def limits_on(tenders: Iterable[Tender]) -> dict[int, Limit]:
    """The limits of these calls, by call, where one binds them; as many queries for one as for all."""
    bound = [(row, row.joint, row.joint.awards_per_bidder) for row in tenders if row.joint is not None]
    lots = _lots({joint.pk for _row, joint, most in bound if most is not None})
    return {row.pk: Limit(row.lot or 0, most, lots[joint.pk]) for row, joint, most in bound if most is not None}


def _lots(joints: Collection[int]) -> dict[int, list[Lot]]:
    """The lots of each joint call in their order."""
    found = defaultdict[int, list[Lot]](list)
    if not joints:
        return found
    # What is not public yet decides nothing: the reasons of another lot would tell it.
    live = Award.objects.filter(tender__joint__in=joints, state__in=sorted(LIVE), publicised_at__isnull=False)
    awards = {award.tender_id: award for award in live.select_related("provider", "bid__provider")}
    people = contractors_of(list(awards.values()))
    for row in Tender.objects.filter(joint__in=joints).order_by("lot"):
        award = awards.get(row.pk)
        holders = frozenset(provider.pk for provider in people[award.pk]) if award else frozenset[int]()
        found[row.joint_id or 0].append(_lot(row, award, holders))
    return found


def _lot(row: Tender, award: Award | None, holders: frozenset[int]) -> Lot:
    is_final, has_ended = award is not None and award.state in CONFIRMED, row.has_come_to_nothing
    since = row.ended_at if has_ended else award.awarded_at if award is not None and is_final else None
    return Lot(row.lot or 0, holders, is_final, has_ended, since)
