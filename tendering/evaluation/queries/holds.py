"""What holds up an evaluation, for the timetable of its call; registered with `tenders.holds`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.models import Membership
from tendering.bids.permissions import reads_opened
from tendering.evaluation.models import LowQuoteQuery
from tendering.evaluation.queries.residents_vote import vote_of
from tendering.evaluation.rules.states import DECIDED
from tendering.tenders.holds import OF_THE_AWARD, Hold
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


def holds(membership: Membership | None, tender: Tender) -> Iterator[Hold]:
    """What bids are ranked after: residents' votes, and a clearly low quote, told to whoever reads the bids."""
    if tender.state != TenderState.OPENED:
        return
    vote = vote_of(tender)
    if vote is not None and vote.takes_votes(clock.now()):
        yield Hold(_("Residents vote"), ("report", *OF_THE_AWARD), ("scoring.residents_vote_max",), due_at=vote.ends_at)
    if not reads_opened(membership, tender):
        return
    asked = LowQuoteQuery.objects.filter(panel__counts_for=tender).exclude(state__in=sorted(DECIDED))
    due_at: datetime | None = asked.aggregate(at=Max("due_at"))["at"]
    if due_at is not None:
        key = "objection.query_answer_working_days"
        yield Hold(_("A low quote waits for its explanation"), ("report", *OF_THE_AWARD), (key,), due_at=due_at)
