"""The clock's work in this stage."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from celery import shared_task
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef, Q

from marketplace import clock
from tendering.bids.models import Opening, Round, RoundOpening, RoundState
from tendering.bids.services import closed_telling, closing, opened_telling, opening, round_closing
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.states import State

log = logging.getLogger(__name__)
# The message of the last confirmation opens at once; this is for what it did not reach.
OPENS_AFTER = timedelta(minutes=10)


@shared_task(name="bids.close_due")
def close_due() -> int:
    """Close, extend or fail every call and close every round whose deadline has passed; returns how many."""
    due = Tender.objects.filter(state=State.ANNOUNCED, deadline_at__lte=clock.now()).order_by("deadline_at", "pk")
    done = [closing.close_due(tender=tender) for tender in due]
    rounds = Round.objects.filter(state=RoundState.ANSWERING, deadline_at__lte=clock.now(), tender__state=State.OPENED)
    done += [round_closing.close_due(within=within) for within in rounds.order_by("deadline_at", "pk")]
    closing.destroy_leftovers()
    return sum(bool(outcome) for outcome in done)


@shared_task(name="bids.open_confirmed")
def open_confirmed() -> int:
    """Open what enough offices confirmed and no message has opened since; returns how many."""
    due = {"fixed_at__lte": clock.now() - OPENS_AFTER, "opened_at__isnull": True}
    calls = Opening.objects.filter(**due, tender__state=State.CLOSED).select_related("tender").order_by("pk")
    rounds = RoundOpening.objects.filter(**due, round__state=RoundState.CLOSED, round__tender__state=State.OPENED)
    done = [_opened(partial(opening.open_bids, tender=row.tender)) for row in calls]
    done += [_opened(partial(round_closing.open_answers, within=row.round)) for row in rounds.order_by("pk")]
    return sum(done)


def _opened(act: Callable[[], object]) -> bool:
    """Whether it opened; one whose key cannot be read keeps no other one closed."""
    try:
        return act() is not None
    except (ImproperlyConfigured, FileNotFoundError):
        log.exception("confirmed, and the key cannot be read")
        return False


@shared_task(name="bids.tell_closed")
def tell_closed() -> int:
    """Tell of closed lots that waited for another one, which takes no more bids; returns of how many joint calls."""
    running = Tender.objects.filter(joint=OuterRef("pk"), state=State.ANNOUNCED)
    waiting = Tender.objects.filter(closed_telling.CLOSED | closed_telling.FELL_SHORT, joint=OuterRef("pk"))
    joints = list(JointCall.objects.filter(~Exists(running), Exists(waiting)).order_by("pk"))
    for joint in joints:
        closed_telling.tell_rest(joint=joint, now=clock.now())
    return len(joints)


@shared_task(name="bids.tell_opened")
def tell_opened() -> int:
    """Tell of opened lots that waited for another one, which is sealed no more; returns of how many joint calls."""
    waiting = Q(lots__opening__opened_at__isnull=False, lots__opening__told_at__isnull=True)
    due = list(JointCall.objects.filter(waiting).distinct().order_by("pk"))
    for joint in due:
        opened_telling.tell_rest(joint=joint, now=clock.now())
    return len(due)
