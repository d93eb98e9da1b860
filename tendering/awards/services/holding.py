"""The clock of an award stands still while somebody waits for an answer, and runs on afterwards (domain 2.6, 3.8)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max

from marketplace.primitives.refusal import Refusal
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award
from tendering.awards.queries.challenges import is_challenged
from tendering.awards.rules import publicity
from tendering.awards.rules.states import ObjectionState, State
from tendering.tenders.models import Tender


class PublicityOver(Refusal):
    """The last day of publicity has passed; the clock of the database says so."""

    def __init__(self, until: date | None) -> None:
        super().__init__("awards.publicity_over", until=until)


class ObjectionPending(Refusal):
    """An objection or a challenge waits for its answer."""

    def __init__(self) -> None:
        super().__init__("awards.objection_pending")


def hold(award: Award, now: datetime) -> None:
    """Stop the clock of an award in publicity; one that is held already keeps its rest."""
    if award.state != State.PUBLICITY:
        return
    at = award.tender.suspended_since  # the days of a suspension are none of the publicity's
    if award.publicity_ends_at is None or (at or now) >= award.publicity_ends_at:
        raise PublicityOver(award.publicity_last_day)
    since = min(_running_since(award), at or now)
    award.remaining_workdays = publicity.rest(work_calendar(), at or now, award.publicity_ends_at, since)
    award.publicity_ends_at = None


def _running_since(award: Award) -> datetime:
    """When the publicity began to run: its publication, or the last answer to an objection."""
    assert award.publicised_at is not None  # it is in publicity
    answered: datetime | None = award.objections.aggregate(last=Max("answered_at"))["last"]
    return max(award.publicised_at, answered or award.publicised_at)


def let_run(award: Award, now: datetime, working_days: int | None = None) -> bool:
    """Let a held publicity run on, once nobody waits any more; says whether it does.

    Args:
        working_days: how many it has from now on; the rest it was held with where none is given.
    """
    if working_days is not None:
        award.remaining_workdays = working_days
    if award.objections.filter(state=ObjectionState.OPEN).exists():
        return False
    assert award.remaining_workdays is not None  # a check constraint says so of every held award
    # While the call is suspended no day runs: they are given back with all others when it goes on.
    since = award.tender.suspended_since or now
    award.publicity_ends_at = publicity.resumed_ends_at(work_calendar(), since, award.remaining_workdays)
    award.remaining_workdays = None
    return True


def require_unchallenged(tender: Tender) -> None:
    """Refuse to confirm, to send letters or to sign while a challenge waits; the call's row is locked.

    Raises:
        ObjectionPending: a challenge is open.
    """
    if is_challenged(tender):
        raise ObjectionPending
