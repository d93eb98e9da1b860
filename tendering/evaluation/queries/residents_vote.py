"""The residents' vote of a call: who may vote, what stands to choose, what it came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.primitives.ruleset.facts import Fact
from marketplace.primitives.ruleset.residents_vote import counts_votes
from tendering.bids.models import Bid
from tendering.evaluation.models import Ballot, Panel, ResidentsVote, Seat, VoteChoice
from tendering.evaluation.permissions import NEVER_SAT, has_part
from tendering.evaluation.queries import bids
from tendering.evaluation.queries.inputs import Inputs
from tendering.evaluation.rules.residents_vote import is_sealed
from tendering.tenders.models import Criterion, Tender
from tendering.tenders.rules.states import State as TenderState


@dataclass(frozen=True, slots=True)
class Line:
    """One bidder with the votes it got."""

    name: str
    votes: int


def vote_of(tender: Tender) -> ResidentsVote | None:
    """The call's latest vote; no query where its score sheet has no item for one."""
    if not tender.procedure.residents_vote:
        return None
    return ResidentsVote.objects.filter(tender=tender).order_by("-number").first()


def choices_of(vote: ResidentsVote) -> QuerySet[VoteChoice]:
    """What stands to choose, in the order of the opening."""
    return vote.choices.select_related("bid__provider__organisation").order_by("position")


def fits(vote: ResidentsVote | None, competing: Iterable[UUID]) -> bool:
    """Whether residents could choose every bid that competes; a check made anew may have let others in."""
    return vote is not None and set(competing) <= set(vote.choices.values_list("bid", flat=True))


def awaits_vote(panel: Panel, now: datetime) -> bool:
    """Whether residents still have to vote before bids are ranked; not where none is left to choose."""
    if not panel.tender.procedure.residents_vote:
        return False
    competing = list(bids.competing(panel).values_list("pk", flat=True))
    vote = vote_of(panel.tender)
    return bool(competing) and (vote is None or now < vote.ends_at or not fits(vote, competing))


def voted_by(panel: Panel, now: datetime) -> datetime:
    """When sheets and votes are all in: now, or the end of a vote that is still running."""
    vote = vote_of(panel.tender)
    return now if vote is None else max(now, vote.ends_at)


def sealed(vote: ResidentsVote, now: datetime) -> bool:
    """Whether nobody may know the count yet: it is running, or goes on after a suspension, or the panel has to sign."""
    stopped_at = vote.tender.suspended_at
    if stopped_at is not None and vote.takes_votes(stopped_at):
        return True
    signed = Panel.objects.filter(counts_for=vote.tender_id, sheets_signed_at__isnull=False).exists()
    return is_sealed(vote.ends_at, now, sheets_signed=signed)


def counting(vote: ResidentsVote) -> QuerySet[Ballot]:
    """Ballots that count: not of a resident who was seated on a panel of the call since."""
    seats = Seat.objects.filter(panel__tender=OuterRef("vote__tender"), user=OuterRef("voter"))
    return Ballot.objects.filter(~Exists(seats.exclude(state__in=sorted(NEVER_SAT))), vote=vote)


def counted(tender: Tender, competing: Iterable[Bid]) -> dict[UUID, Inputs]:
    """What the formula of the vote reads, by bid; empty where no vote is counted, so that every bid has none.

    The most votes are those among the bids that compete.
    """
    vote = vote_of(tender)
    if vote is None:
        return {}
    rows = counting(vote).values("choice__bid").annotate(votes=Count("pk"))
    found: dict[UUID, int] = dict(rows.values_list("choice__bid", "votes"))
    votes = {bid.pk: found.get(bid.pk, 0) for bid in competing}
    most = max(votes.values(), default=0)
    return {
        key: {Fact.RESIDENTS_VOTES: Decimal(number), Fact.MOST_RESIDENTS_VOTES: Decimal(most)}
        for key, number in votes.items()
    }


def to_show(tender: Tender, competing: Iterable[Bid], now: datetime) -> dict[UUID, Inputs] | None:
    """The same for whoever fills in a sheet; None while the count is sealed."""
    vote = vote_of(tender)
    return None if vote is None or sealed(vote, now) else counted(tender, competing)


def without_votes(criteria: Iterable[Criterion]) -> list[Criterion]:
    """The items whose points do not wait for the vote."""
    return [line for line in criteria if not counts_votes(line.formula)]


def results(vote: ResidentsVote) -> list[Line]:
    """Each bidder's votes, in the order of the opening."""
    rows = choices_of(vote).annotate(votes=Count("ballots", filter=Q(ballots__in=counting(vote))))
    return [Line(row.bid.bidder, row.votes) for row in rows]


def ballot_of(vote: ResidentsVote, membership: Membership | None) -> Ballot | None:
    """What this person chose; told to nobody else."""
    if membership is None:
        return None
    rows = Ballot.objects.filter(vote=vote, voter=membership.user_id)
    return rows.select_related("choice__bid__provider__organisation").first()


def points_of(vote: ResidentsVote) -> int:
    """The points that the item of the score sheet can give, of 100."""
    return sum(line.max_points for line in bids.criteria_of(vote.tender) if counts_votes(line.formula))


def body(panel: Panel) -> dict[str, Any]:
    """The vote as it stands in the report; empty where the sheet has no item for one."""
    vote = vote_of(panel.tender)
    if vote is None:
        return {}
    lines = results(vote)
    return {
        "opened_at": vote.opened_at.isoformat(),
        "ends_at": vote.ends_at.isoformat(),
        "voters": sum(line.votes for line in lines),
        "lines": [{"name": line.name, "votes": line.votes} for line in lines],
    }


def to_cast(by: Membership, now: datetime) -> QuerySet[ResidentsVote]:
    """Votes in which this resident may vote and has not."""
    assert by.place is not None  # residents are residents of a place
    running = ResidentsVote.objects.latest_of_each().filter(
        tender__demand__community=by.place, tender__state=TenderState.OPENED, opened_at__lte=now, ends_at__gt=now
    )
    return running.exclude(ballots__voter=by.user_id).exclude(has_part(by.user_id, by.place))


def vote_links(membership: Membership | None, tender: Tender) -> tuple[list[Link], list[Link]]:
    """From a call's page to its vote, for everybody; registered with `tenders.links`."""
    del membership
    vote = vote_of(tender)
    if vote is None:
        return [], []
    vote.tender = tender
    link: Link = (_("Residents' vote"), vote.get_absolute_url())
    is_open = tender.state == TenderState.OPENED and vote.takes_votes(clock.now())
    return ([link], []) if is_open else ([], [link])
