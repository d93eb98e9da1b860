"""The clock's work: finds what is due and calls the same services as people do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from celery import shared_task

from marketplace import clock
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal
from tendering.demands.queries import due
from tendering.demands.services import approvals, deliberation, matching, year_end

log = logging.getLogger(__name__)
T = TypeVar("T")


def _each(rows: Iterable[T], act: Callable[[T], object]) -> int:
    """Do an act for every row; one that the rules refuse meanwhile is left for the next round."""
    done = 0
    for row in rows:
        try:
            act(row)
        except Refusal as refusal:
            log.info("not due after all: %s", refusal)
        else:
            done += 1
    return done


@shared_task(name="demands.end_publicity_periods")
def end_publicity_periods() -> int:
    """End the posting of every resolution whose days are over."""
    return _each(due.publicity_over(clock.now()), lambda row: deliberation.end_publicity(demand=row))


@shared_task(name="demands.escalate_overdue_approvals")
def escalate_overdue_approvals() -> int:
    """Show overdue approvals to the district (R21)."""
    now = clock.now()
    return _each(due.overdue_approvals(day_of(now)), lambda row: approvals.escalate(approval=row, now=now))


@shared_task(name="demands.expire_matches")
def expire_matches() -> int:
    """Let unanswered interest and invitations lapse."""
    return _each(due.expired_matches(clock.now()), lambda row: matching.expire_match(match=row))


@shared_task(name="demands.close_the_year")
def close_the_year() -> int:
    """Bar what was not finished, release what was never awarded (R27)."""
    today = clock.today()
    barred = _each(due.unfinished(today), lambda row: year_end.mark_unfinished(demand=row))
    return barred + _each(due.never_awarded(today), lambda row: year_end.release_unawarded(demand=row))
