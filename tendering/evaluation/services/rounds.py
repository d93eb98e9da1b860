"""The panel's rounds of consultation: the community keeps their record as its clerk (domain 2.2, 3.4; 214号 17–21)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import Refusal
from tendering.bids.models import Bid, Round, Talk
from tendering.bids.services import rounds
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import State
from tendering.evaluation.services.states import locked
from tendering.tenders.rules.notice import Content, changed_fields
from tendering.tenders.services import consulting


@transaction.atomic
def begin(*, panel: Panel, by: Membership, last: bool) -> Round:
    """Begin the next round; whoever chairs the logistics keeps the record for a panel that is complete.

    Args:
        last: this round asks for the final quotes.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: the panel is not complete, a round runs, or there is none left.
    """
    panel = _for_the_clerk(panel, by)
    return rounds.begin(tender=panel.tender, by=by, last=last, now=clock.read())


@transaction.atomic
def write_talk(*, panel: Panel, within: Round, bid: Bid, by: Membership, text: str) -> Talk:
    """Put down what was discussed with one bidder: for that bidder and the panel, never for rivals.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: nothing said, or a bidder that does not take part.
        Refusal: the round's talks are over, or this bidder's are written.
    """
    panel = _for_the_clerk(panel, by)
    return rounds.write_talk(within=_fresh(within, panel), bid=bid, by=by, text=text, now=clock.read())


@transaction.atomic
def call(
    *,
    panel: Panel,
    within: Round,
    by: Membership,
    deadline_at: datetime | None = None,
    content: Content | None = None,
    reason: str = "",
) -> Round:
    """End the talks: publish what they changed to all at once, and call for revised plans or for the final quotes.

    Args:
        deadline_at: until when; none where a round that is not the last changed nothing.
        content: the documents as they are from now on; None, or unchanged, where nothing changes.
        reason: what the change follows from; everybody reads it.

    Raises:
        NotPermitted: `by` is not of the community.
        TalksMissing: somebody was not talked to.
        InvalidInput: a deadline that leaves too little time; NotChangeable: what the documents keep fixed.
        PoolEmpty: no sealing key is ready.
    """
    panel = _for_the_clerk(panel, by)
    now, tender = clock.read(), panel.tender
    within = _fresh(within, panel)
    rounds.require_talked(within)
    notice = None
    if content is not None and changed_fields(Content.from_mapping(tender.content), content):
        notice = consulting.change(tender=tender, by=by, content=content, reason=reason, now=now)
    return rounds.call(within=within, by=by, deadline_at=deadline_at, notice=notice, now=now)


def _for_the_clerk(panel: Panel, by: Membership) -> Panel:
    permissions.require_convener(by, panel.tender)
    panel = locked(panel)
    if panel.state != State.SCORING:
        raise Refusal("evaluation.panel_incomplete")
    return panel


def _fresh(within: Round, panel: Panel) -> Round:
    """The round, read afresh behind the lock."""
    row = Round.objects.get(pk=within.pk, tender=panel.tender_id)
    row.tender = panel.tender
    return row
