"""The limit of a joint call's notice: lots are awarded in their order, and nobody wins more than it allows.

Whoever confirms under a limit locks the joint call and all its lots first, so what became of the others does not change
meanwhile; proposals go one after the other because each waits for the lots before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal
from tendering.awards.contractors import contractors
from tendering.awards.models import Award
from tendering.awards.queries.candidates import is_anybody_left, passed_over
from tendering.awards.queries.limits import limit_on
from tendering.awards.queries.waits import waits_of
from tendering.awards.services.falling import fall
from tendering.tenders.models import Tender
from tendering.tenders.services.lots import hold_lots
from tendering.tenders.wording.reasons import written


class EarlierLotFirst(Refusal):
    """An earlier lot of the joint call is not that far, and what becomes of it may decide who can have this one."""

    def __init__(self, lots: Sequence[int]) -> None:
        super().__init__("awards.earlier_lot_first", lots=", ".join(map(str, lots)))


def hold_limited(tender: Tender) -> None:
    """Lock all lots where a limit binds them, before the call itself."""
    if tender.joint is not None and tender.joint.awards_per_bidder is not None:
        hold_lots(tender)


def require_turn(tender: Tender) -> None:
    """Refuse to propose while an earlier lot has to be proposed first.

    Raises:
        EarlierLotFirst.
    """
    limit = limit_on(tender)
    if limit is not None and (first := limit.first_to_propose()):
        raise EarlierLotFirst(first)


def refuse_while_open(tender: Tender, on: date) -> None:
    """Nobody may have the lot now; refuse while an earlier one that is not final keeps somebody from it.

    Raises:
        EarlierLotFirst.
    """
    limit = limit_on(tender)
    if limit is not None and is_anybody_left(tender, on):
        raise EarlierLotFirst(limit.unsettled)


def falls_by_limit(award: Award, now: datetime) -> bool:
    """Set a locked award aside that the other lots have overtaken; says whether it fell.

    Its contractor has meanwhile won as many lots as it may, or somebody it passed over has not. Neither is used up.

    Raises:
        EarlierLotFirst: an earlier lot could still decide it.
    """
    limit = limit_on(award.tender)
    if limit is None:
        return False
    if first := waits_of([award])[award.pk].lots:
        raise EarlierLotFirst(first)
    if lots := limit.reached([provider.pk for provider in contractors(award)], for_good=True):
        fall(award, "won_enough", by=None, now=now, reason=_reason(limit.most, lots))
        return True
    before = passed_over(award, day_of(now))
    freed = next((one.name for one in before if not limit.reached(one.keys, for_good=True)), None)
    if freed is not None:
        fall(award, "make_way", by=None, now=now, reason=_freed(limit.most, freed))
    return freed is not None


def _reason(limit: int, lots: list[int]) -> str:
    words = _("One bidder may win %(limit)s lots, and this one has won lot %(lots)s.")
    return written(words, limit=limit, lots=", ".join(map(str, lots)))


def _freed(limit: int, bidder: str) -> str:
    return written(_("%(bidder)s ranks before and has not won %(limit)s lots after all."), bidder=bidder, limit=limit)
