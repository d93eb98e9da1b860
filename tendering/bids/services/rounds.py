"""Rounds of a consultation: begun, talked through, answers called for; whoever may is the panel's to judge.

`evaluation.services.rounds` asks who may and holds the panel's state; the caller holds the tender's lock.
"""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.rulebook.queries import work_calendar
from tendering.bids.models import Bid, Round, RoundState, Talk
from tendering.bids.queries.valid import valid_bids
from tendering.bids.rules import rounds as rules
from tendering.bids.services.opened import tell
from tendering.bids.services.telling import bidder_people
from tendering.tenders.models import Notice, Tender
from tendering.tenders.services.keys import take_round_key

LONGEST_TALK = 4000


class TalksMissing(Refusal):
    """Every bidder is talked to before anything is called for: the chances are equal (214号 art. 19)."""

    def __init__(self, names: str) -> None:
        super().__init__("bids.talks_missing", names=names)


def begin(*, tender: Tender, by: Membership, last: bool, now: datetime) -> Round:
    """Begin the next round of an opened call.

    Raises:
        Refusal: no rounds, one is running, they are over, or this one has to be the last.
    """
    earlier = Round.objects.filter(tender=tender).order_by("number")
    past = [rules.Past(row.is_last, row.state == RoundState.ENDED) for row in earlier]
    number = rules.next_number(tender.procedure.rounds, past, last=last)
    row = Round.objects.create(tender=tender, number=number, is_last=last, began_by_id=by.user_id, began_at=now)
    _record("begun", row, by)
    return row


def write_talk(*, within: Round, bid: Bid, by: Membership, text: str, now: datetime) -> Talk:
    """Put down what was discussed with one bidder; it is never changed.

    Raises:
        InvalidInput: nothing said, too much, or a bidder that does not take part.
        Refusal: `bids.round_not_talking`, `bids.talked_already`.
    """
    if not text.strip() or len(text) > LONGEST_TALK:
        raise InvalidInput("bids.talk_missing", field="text")
    if within.state != RoundState.TALKING:
        raise Refusal("bids.round_not_talking")
    if not valid_bids(within.tender).filter(pk=bid.pk).exists():
        raise InvalidInput("bids.not_in_consultation", field="bid")
    if Talk.objects.filter(round=within, bid=bid).exists():
        raise Refusal("bids.talked_already")
    row = Talk.objects.create(round=within, bid=bid, text=text.strip(), recorded_by_id=by.user_id, recorded_at=now)
    _record("talked", within, by)
    tell("bids.talk_recorded", within.tender, bidder_people(bid), within.get_absolute_url())
    return row


def call(*, within: Round, by: Membership, deadline_at: datetime | None, notice: Notice | None, now: datetime) -> Round:
    """End the talks: bidders hand in what follows from them, sealed, until a deadline; nothing follows from nothing.

    Args:
        notice: what the round changed; None where it changed nothing.

    Raises:
        TalksMissing: somebody was not talked to.
        InvalidInput: `bids.round_deadline_missing`, `bids.round_deadline_early`.
        PoolEmpty: no sealing key is ready.
    """
    require_talked(within)
    within.notice, within.called_at = notice, now
    asked = rules.sections(is_last=within.is_last, has_changes=notice is not None)
    within.sections = [section.value for section in asked]
    if not asked:
        return end(within, now)
    _check_deadline(within, deadline_at, now)
    within.deadline_at, within.sealing_key, within.state = deadline_at, take_round_key(now), RoundState.ANSWERING
    within.save()
    _record("called", within, by)
    kind = "bids.final_quote_due" if within.is_last else "bids.revision_due"
    for bid in valid_bids(within.tender):
        tell(kind, within.tender, bidder_people(bid), within.get_absolute_url())
    return within


def require_talked(within: Round) -> None:
    """Only a round in which every bidder was talked to goes on.

    Raises:
        Refusal: `bids.round_not_talking`; TalksMissing.
    """
    if within.state != RoundState.TALKING:
        raise Refusal("bids.round_not_talking")
    talked = within.talks.values_list("bid", flat=True)
    left = [bid.bidder for bid in valid_bids(within.tender).exclude(pk__in=talked)]
    if left:
        raise TalksMissing("、".join(left))


def _check_deadline(within: Round, deadline_at: datetime | None, now: datetime) -> None:
    if deadline_at is None:
        raise InvalidInput("bids.round_deadline_missing", field="deadline_at")
    hours, working_days = least_time(within, has_changes=within.notice is not None)
    calendar = work_calendar()
    rules.check_deadline(deadline_at, now, hours=hours, working_days=working_days, calendar=calendar)


def least_time(within: Round, *, has_changes: bool) -> tuple[int, int]:
    """The least hours and the least working days that bidders have."""
    procedure = within.tender.procedure
    hours = procedure.final_quote_hours if within.is_last else 0
    return hours, procedure.revised_plan_working_days if has_changes else 0


def end(within: Round, now: datetime) -> Round:
    """The round is over."""
    within.state, within.ended_at = RoundState.ENDED, now
    within.save()
    _record("ended", within, None)
    return within


def _record(act: str, within: Round, by: Membership | None) -> None:
    tender = within.tender
    record(
        act=f"bids.round.{act}",
        target=tender,
        by=by,
        parameters={"round": str(within.number)},
        about=[tender.demand],
    )
