"""Lots of one joint call keep one deadline: what moves it for one of them moves it for all that are open.

Whoever may move a deadline locks the joint call and its lots first (`hold_lots`), then the call.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries.joint import limit_before
from tendering.tenders.queries.notices import announcement
from tendering.tenders.rules import notice
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import LOT_NEEDS, locked_lots, move, publish_notice
from tendering.tenders.wording.reasons import written


def hold_lots(tender: Tender) -> list[Tender]:
    """Lock the joint call and all its living lots, before the call itself; nothing for a call that stands alone."""
    return locked_lots(tender.joint)[1] if tender.joint else []


def note_limit(tender: Tender, by: Membership) -> None:
    """Record of a new round what becomes of the limit of lots that bound the one before; nothing where none did."""
    if limit := limit_before(tender.previous):
        values = limit | {"after": str(tender.joint.awards_per_bidder or "") if tender.joint else ""}
        record(act="tenders.tender.limit", target=tender, by=by, about=[tender.demand], parameters=values)


def align(tender: Tender, act: str, *, by: Membership | None, now: datetime) -> None:
    """Move the deadline of the other open lots to that of this one, each with a notice; the lots are locked.

    Args:
        act: ``amend`` or ``extend``; after an extension none of them is extended again.
    """
    if tender.joint_id is None or tender.deadline_at is None:
        return
    others = Tender.objects.select_related(*LOT_NEEDS).filter(joint=tender.joint_id, state=State.ANNOUNCED)
    others = others.filter(deadline_at__lt=tender.deadline_at).exclude(pk=tender.pk)
    for lot in others.order_by("lot"):
        _follow(lot, tender, act, by=by, now=now)


def _follow(lot: Tender, leader: Tender, act: str, *, by: Membership | None, now: datetime) -> None:
    before = announcement(lot)
    lot.deadline_at = leader.deadline_at
    lot.was_extended = lot.was_extended or act == "extend"
    reason = written(_("The deadline of all lots moves with that of lot %(lot)s."), lot=leader.lot)
    after = announcement(lot)
    move(lot, act, by=by, now=now, reason=reason)
    kind = Notice.Kind.EXTENSION if act == "extend" else Notice.Kind.AMENDMENT
    diff = [asdict(change) for change in notice.differences(before, after)]
    publish_notice(lot, kind, after | {"reason": reason}, by=by, now=now, diff=diff)
