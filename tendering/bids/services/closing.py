"""Closing at the deadline, and what follows when too few have answered (domain 2.2, 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from tendering.bids.models import Bid, BidDraft, BidState, Consent, Consortium, Partner, RoundState, SealedOrigin
from tendering.bids.rules.states import SHOWN
from tendering.bids.services.closed_telling import tell_closed
from tendering.demands.services.matching import lapse_matches
from tendering.tenders.models import Tender
from tendering.tenders.queries.consortia import admitted
from tendering.tenders.rules.procedure import Procedure
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing
from tendering.tenders.services.lots import hold_lots
from tendering.tenders.services.states import locked, move
from tendering.tenders.wording.reasons import written


@transaction.atomic
def close_due(*, tender: Tender) -> str:
    """Close a call whose deadline has passed by the database's clock; with too few bids extend it once, else fail it.

    Returns:
        ``closed``, ``extended``, ``failed``, or nothing where it was not due.
    """
    if (short := _short(hold_lots(tender))) is not None:
        announcing.extend_once(tender=short)
        return "extended"
    tender = locked(tender)
    now = clock.read()
    if tender.state != TenderState.ANNOUNCED or tender.deadline_at is None or now < tender.deadline_at:
        return ""
    outcome = _closed(tender, now)
    tell_closed(tender, now)
    return outcome


def _closed(tender: Tender, now: datetime) -> str:
    if _enough(tender):
        tender.closed_at = now
        move(tender, "close", by=None, now=now)
        _destroy_drafts(tender)
        lapse_matches(demand=tender.demand)
        return "closed"
    if _may_extend(tender):
        announcing.extend_once(tender=tender)
        return "extended"
    _fail(tender)
    return "failed"


@transaction.atomic
def destroy_leftovers() -> int:
    """Destroy drafts of calls that will never take them (ended or closed); returns how many.

    With them goes where bids were handed in from, once they can no longer be opened. Of a bid that was sealed stays who
    stood in it, as the bid itself does, without a word of what it said: each of them may challenge the end of the call.
    """
    running = [TenderState.ANNOUNCED, TenderState.SUSPENDED]
    in_round = Q(bid__tender__state=TenderState.OPENED) | Q(bid__tender__state=TenderState.SUSPENDED)
    answering = Q(bid__round__state=RoundState.ANSWERING) & in_round
    leftovers = BidDraft.objects.exclude(Q(bid__tender__state__in=running) | answering)
    count = leftovers.count()
    leftovers.delete()
    over = Q(bid__tender__state__in=[*running, TenderState.CLOSED])
    Consortium.objects.exclude(over).delete()
    stood_in = Q(bid__current__isnull=False, state=Consent.CONSENTED)
    Partner.objects.exclude(over | stood_in | Q(bid__state__in=sorted(SHOWN))).delete()
    SealedOrigin.objects.exclude(bid__tender__state__in=[*running, TenderState.CLOSED]).delete()
    return count


def least(procedure: Procedure) -> int:
    """How many bids let the call go on."""
    return procedure.may_go_on_with or procedure.minimum_responses


def _short(lots: Sequence[Tender]) -> Tender | None:
    """The first lot that is due with too few bids and may be extended: all lots are, so that they open together."""
    if not lots:
        return None
    now = clock.read()
    due = [lot for lot in lots if lot.state == TenderState.ANNOUNCED and lot.deadline_at and lot.deadline_at <= now]
    return next((lot for lot in due if _may_extend(lot) and not _enough(lot)), None)


def _may_extend(tender: Tender) -> bool:
    return bool(tender.procedure.extend_once_working_days) and not tender.was_extended


def _enough(tender: Tender) -> bool:
    arrived = Bid.objects.filter(tender=tender, state=BidState.SUBMITTED).count()
    return arrived >= least(tender.procedure)


def _fail(tender: Tender) -> None:
    """Publicly: fewer than the minimum arrived, nothing more (domain 3.4)."""
    words = _("Fewer bids arrived than the minimum of %(minimum)s.")
    reason = written(words, minimum=least(tender.procedure))
    announcing.fail(tender=tender, reason=reason, tells=False)  # `tell_closed` does, of all lots together
    _destroy_drafts(tender)


def _destroy_drafts(tender: Tender) -> None:
    """With the consortia that were not sealed: nobody is to learn of them any more."""
    BidDraft.objects.filter(bid__tender=tender).delete()
    if admitted(tender):
        for kept in (Partner, Consortium):
            kept.objects.filter(bid__tender=tender).exclude(bid__state=BidState.SUBMITTED).delete()
