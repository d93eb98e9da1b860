"""A consultation as the panel and its clerk have it before them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.ui.waiting import Rows
from tendering.bids.models import Bid, Round, RoundState, Talk
from tendering.bids.queries.rounds import rounds
from tendering.bids.queries.valid import valid_bids
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import State
from tendering.tenders.rules.states import State as TenderState


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One bidder of a round, and what was discussed; None until it is written down."""

    bid: Bid
    name: str
    talk: Talk | None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round with its talks."""

    round: Round
    talks: list[TalkLine]

    @property
    def is_talking(self) -> bool:
        """Whether talks may be written down."""
        return self.round.state == RoundState.TALKING

    @property
    def is_talked(self) -> bool:
        """Whether every bidder was talked to."""
        return all(line.talk is not None for line in self.talks)


def lines(panel: Panel) -> list[RoundLine]:
    """Every round, the latest first; a bidder that left later stands in the rounds it was talked to in."""
    bids = list(valid_bids(panel.tender))
    talks = list(
        Talk.objects.filter(round__tender=panel.tender).select_related("bid__provider__organisation").order_by("pk")
    )
    return [
        _line(row, bids, [talk for talk in talks if talk.round_id == row.pk]) for row in reversed(rounds(panel.tender))
    ]


def _line(row: Round, bids: list[Bid], talks: list[Talk]) -> RoundLine:
    written = [TalkLine(talk.bid, talk.bid.bidder, talk) for talk in talks]
    talked = {talk.bid_id for talk in talks}
    left = bids if row.state == RoundState.TALKING else []
    waiting = [TalkLine(bid, bid.bidder, None) for bid in left if bid.pk not in talked]
    return RoundLine(row, [*written, *waiting])


def may_begin(panel: Panel, found: list[RoundLine]) -> bool:
    """Whether another round may begin now."""
    if panel.state != State.SCORING or not panel.tender.procedure.rounds:
        return False
    return all(line.round.state == RoundState.ENDED and not line.round.is_last for line in found)


def over(tender: str) -> QuerySet[Round]:
    """The last round, ended, of the call that an outer query names."""
    return Round.objects.filter(tender=OuterRef(tender), is_last=True, state=RoundState.ENDED)


def to_hold(by: Membership) -> Rows:
    """Consultations whose next step is the clerk's: a round to begin, a talk to write down, answers to call for."""
    handed_in = Round.objects.filter(tender=OuterRef("tender"), state__in=[RoundState.ANSWERING, RoundState.CLOSED])
    rows = Panel.objects.filter(
        within(by, "tender__demand__community"),
        ~Exists(over("tender")),
        ~Exists(handed_in),
        state=State.SCORING,
        tender__state=TenderState.OPENED,
        tender__procedure_data__rounds__gt=0,
    )
    return Rows("evaluation.hold_round", rows, "tender__demand__title", "evaluation:rounds", "tender__number")
