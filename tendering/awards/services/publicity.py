"""Publishing a proposed award, and the end of its publicity (R39, R43; domain 3.10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.rulebook.queries import work_calendar
from tendering.awards import permissions
from tendering.awards.models import Award
from tendering.awards.queries.candidates import Outcome, outcomes_of
from tendering.awards.rules import publicity
from tendering.awards.rules.states import State
from tendering.awards.services.hints import refuse_found_right
from tendering.awards.services.holding import let_run
from tendering.awards.services.states import TenderNotOpen, locked, move, note
from tendering.awards.services.telling import tell, tell_winner
from tendering.awards.services.turns import tell_turn
from tendering.awards.transitions import LAST_ONE, OTHERS_OPEN
from tendering.bids.services.telling import bidder_people
from tendering.tenders.models import Notice, Tender
from tendering.tenders.services.states import publish_notice


@transaction.atomic
def publicise(*, award: Award, by: Membership, note: str = "") -> Award:
    """Publish the proposed award with the ranking and the reasons; publicity begins (working days of the procedure).

    Args:
        note: what the community adds to the computed reasons, for everybody.

    Raises:
        NotPermitted: `by` is not of the community.
        WrongState: it has been published.
        HintSubstantiated: it is to be annulled.
    """
    permissions.require_community(by, award.tender)
    award = locked(award)
    refuse_found_right(award)
    now, days = clock.read(), award.tender.procedure.result_publicity_working_days
    award.publicised_by_id, award.publicised_at, award.note = by.user_id, now, note.strip()
    award.publicity_ends_at = publicity.ends_at(work_calendar(), now, days)
    move(award, "publicise", by=by, now=now, parameters={"ends_at": award.publicity_ends_at.isoformat()})
    found = outcomes_of(award)
    publish_notice(award.tender, Notice.Kind.RESULT, _body(award, found, days), by=by, now=now)
    _tell_bidders(award, found)
    return award


def shift(tender: Tender, working_days: int) -> None:
    """Give back the working days of a suspension to a publicity that ran; registered with `suspending`."""
    if not working_days:
        return
    for award in Award.objects.filter(tender=tender, state=State.PUBLICITY, publicity_ends_at__isnull=False):
        award.tender = tender
        assert award.publicity_ends_at is not None  # asked for above
        award.publicity_ends_at = publicity.shifted(work_calendar(), award.publicity_ends_at, working_days)
        award.version += 1
        award.save()
        note(award, "publicity_shifted", by=None, parameters={"working_days": str(working_days)})


def republish(award: Award, by: Membership, now: datetime) -> None:
    """Hold the publicity of a locked award anew with all its days: what was wrong with it is mended by repeating it."""
    days = award.tender.procedure.result_publicity_working_days
    runs = let_run(award, now, days)
    award.confirmable_at = None
    award.publicity_round += 1
    if runs:
        move(award, "republish", guard=LAST_ONE, by=by, now=now)
        publish_notice(award.tender, Notice.Kind.RESULT, _body(award, outcomes_of(award), days), by=by, now=now)
    else:
        move(award, "republish", guard=OTHERS_OPEN, by=by, now=now)


def _body(award: Award, found: list[Outcome], days: int) -> dict[str, Any]:
    """Plain values only: money in yuan as text, moments in ISO form."""
    assert award.publicity_ends_at is not None
    return {
        "award": award.number,
        "panel": str(award.panel.number) if award.panel else "",
        "contractor": award.contractor_name,
        "price": str(award.price),
        "rank": str(award.rank),
        "ranking": [_line(one) for one in found if one.standing.rank is not None],
        "invalid": [
            {"name": one.bid.bidder} | one.standing.out.body() for one in found if one.standing.out is not None
        ],
        "reasons": award.reasons,
        "note": award.note,
        "publicity_working_days": str(days),
        "ends_at": award.publicity_ends_at.isoformat(),
        "objection_by": [who.value for who in award.tender.procedure.objectors],
    }


def _line(one: Outcome) -> dict[str, str]:
    standing = one.standing
    shown: dict[str, object] = {
        "rank": standing.rank,
        "name": one.bid.bidder,
        "price": standing.price,
        "total": standing.total,
        "price_points": standing.price_points,
        "plan_points": standing.plan_points,
        "tie_rule": standing.tie_rule,
        **({} if standing.first_quote is None else {"first_quote": standing.first_quote}),
    }
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def _tell_bidders(award: Award, found: list[Outcome]) -> None:
    tell_winner("publicised_winner", award)
    losers = {pk for one in found if one.bid.pk != award.bid_id for pk in bidder_people(one.bid)}
    if losers:
        tell("publicised", award, losers)


@transaction.atomic
def elapse(*, award: Award) -> bool:
    """End a publicity that has run out (the clock's act); says whether it ended now.

    A suspended call's awards wait: their publicity ends at the earliest when the call goes on.
    """
    try:
        award = locked(award)
    except TenderNotOpen:
        return False
    return end_if_due(award, clock.read())


def end_if_due(award: Award, now: datetime) -> bool:
    """Make a locked award confirmable when its publicity is over."""
    if award.state != State.PUBLICITY or award.publicity_ends_at is None or now < award.publicity_ends_at:
        return False
    award.confirmable_at = now
    move(award, "elapse", by=None, now=now)
    tell_turn(award)
    return True
