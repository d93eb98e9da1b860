"""Residents vote for a bidder: opened by the community, one ballot each, sealed until the end (domain 2.5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import last_day_of
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.rulebook.queries import work_calendar
from tendering.evaluation import permissions
from tendering.evaluation.models import Ballot, Panel, ResidentsVote, VoteChoice
from tendering.evaluation.queries import bids
from tendering.evaluation.queries.residents_vote import awaits_vote, fits, vote_of
from tendering.evaluation.rules.residents_vote import SHORTEST, check_end
from tendering.evaluation.rules.states import BEFORE_RANKING
from tendering.evaluation.services.members import report_due
from tendering.evaluation.services.states import locked, opened, require_settled_prices
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.timetable import moved_by


class NotRunning(Refusal):
    """Nobody votes before the vote is opened, or after its end."""


@transaction.atomic
def open_vote(*, panel: Panel, by: Membership, ends_at: datetime) -> ResidentsVote:
    """Let the community's residents vote among the bids that compete; they are told.

    Args:
        ends_at: when no vote is taken any more.

    Raises:
        NotPermitted: `by` is not of the community, which holds the vote.
        Refusal: `evaluation.no_vote`, where the score sheet has no item for it; `evaluation.vote_begun`;
            `evaluation.not_scoring`; `evaluation.rounds_open`, while plans or quotes may still change;
            `evaluation.vote_without_bids`.
        InvalidInput: `evaluation.vote_end`.
    """
    permissions.require_convener(by, panel.tender)
    panel = locked(panel)
    now, tender = clock.read(), panel.tender
    if not tender.procedure.residents_vote:
        raise Refusal("evaluation.no_vote")
    if panel.state not in BEFORE_RANKING:
        raise Refusal("evaluation.not_scoring")
    require_settled_prices(panel)
    competing = list(bids.competing(panel))
    if not competing:
        raise Refusal("evaluation.vote_without_bids")
    before = vote_of(tender)
    if fits(before, [bid.pk for bid in competing]):
        raise Refusal("evaluation.vote_begun")
    check_end(ends_at, now)
    number = before.number + 1 if before else 1
    vote = ResidentsVote.objects.create(
        tender=tender, number=number, opened_by_id=by.user_id, opened_at=now, ends_at=ends_at
    )
    VoteChoice.objects.bulk_create(
        VoteChoice(vote=vote, bid=bid, position=position) for position, bid in enumerate(competing, 1)
    )
    _move_report(panel, ends_at)
    _note(vote, "opened", by, ends_at=ends_at.isoformat(), count=str(len(competing)))
    _tell(vote)
    return vote


@transaction.atomic
def prolong_vote(*, panel: Panel, by: Membership, ends_at: datetime) -> ResidentsVote:
    """Set a later end while the vote is running; never an earlier one, which could cut off whoever waits.

    The month counts from the opening, however often the end is moved.

    Raises:
        NotPermitted: `by` is not of the community.
        NotRunning: `evaluation.vote_not_running`.
        InvalidInput: `evaluation.vote_end`, `evaluation.vote_end_earlier`.
    """
    permissions.require_convener(by, panel.tender)
    panel = locked(panel)
    now, vote = clock.read(), vote_of(panel.tender)
    if vote is None or not vote.takes_votes(now):
        raise NotRunning("evaluation.vote_not_running")
    if ends_at <= vote.ends_at:
        raise InvalidInput("evaluation.vote_end_earlier", field="ends_at", ends_at=vote.ends_at)
    check_end(ends_at, vote.opened_at)
    vote.tender, vote.ends_at = panel.tender, ends_at
    vote.save(update_fields=["ends_at"])
    _move_report(panel, ends_at)
    _note(vote, "prolonged", by, ends_at=ends_at.isoformat())
    return vote


@transaction.atomic
def cast(*, vote: ResidentsVote, by: Membership, choice: VoteChoice) -> Ballot:
    """One resident's vote for one bidder; chosen anew until the end, which is read behind the call's lock.

    The log says that somebody voted, not who or for whom.

    Raises:
        NotPermitted: no confirmed resident of the community with a proved phone; or somebody who belongs to a bidder,
            the panel or an office above the call.
        Refusal: `evaluation.not_opened`, while the call is suspended and once it came to an end.
        NotRunning: `evaluation.vote_not_running`.
        InvalidInput: `evaluation.no_such_choice`.
    """
    permissions.require_voter(by, vote)
    tender, now = opened(vote.tender), clock.read()
    vote = ResidentsVote.objects.get(pk=vote.pk)
    vote.tender = tender
    if not vote.takes_votes(now):
        raise NotRunning("evaluation.vote_not_running")
    if choice.vote_id != vote.pk:
        raise InvalidInput("evaluation.no_such_choice", field="choice")
    values = {"choice": choice, "cast_at": now}
    ballot, _is_new = Ballot.objects.update_or_create(vote=vote, voter_id=by.user_id, defaults=values)
    _note(vote, "cast", None)
    return ballot


def require_counted(panel: Panel, now: datetime) -> None:
    """Bids are ranked once residents have voted, where the score sheet has an item for it.

    Raises:
        Refusal: `evaluation.vote_first`.
    """
    if awaits_vote(panel, now):
        raise Refusal("evaluation.vote_first")


def shift(tender: Tender, working_days: int) -> None:
    """Give a vote that a suspension interrupted its working days back, and a day at least; the call is locked."""
    vote, began = vote_of(tender), _stopped_at(tender)
    if vote is None or began is None or not vote.takes_votes(began):
        return
    last = last_day_of(vote.ends_at)
    moved = vote.ends_at + (moved_by(last, working_days, work_calendar()) - last)
    vote.tender, vote.ends_at = tender, max(moved, clock.read() + SHORTEST)
    vote.save(update_fields=["ends_at"])
    panel = Panel.objects.filter(counts_for=tender).first()
    if panel is not None:
        _move_report(panel, vote.ends_at)
    _note(vote, "shifted", None, ends_at=vote.ends_at.isoformat())


def _stopped_at(tender: Tender) -> datetime | None:
    """When the suspension that ends now began; orders that came on top do not count."""
    notices = Notice.objects.filter(tender=tender).order_by("number")
    resumed = notices.filter(kind=Notice.Kind.RESUMPTION).last()
    stops = notices.filter(kind=Notice.Kind.SUSPENSION, number__gt=resumed.number if resumed else 0)
    return stops.values_list("published_at", flat=True).first()


def _move_report(panel: Panel, ends_at: datetime) -> None:
    """Where the sheets are signed already, the report's days begin with the end of the vote."""
    if panel.sheets_signed_at is not None:
        panel.report_due_at = report_due(panel, ends_at)
        panel.save(update_fields=["report_due_at"])


def _note(vote: ResidentsVote, act: str, by: Membership | None, **parameters: str) -> None:
    tender = vote.tender
    record(act=f"evaluation.vote.{act}", target=tender, by=by, parameters=parameters, about=[tender.demand])


def _tell(vote: ResidentsVote) -> None:
    """The residents of the community; who may not vote learns it on the page."""
    demand = vote.tender.demand
    rows = holders(*permissions.VOTERS, place=demand.community)
    notify(
        kind="evaluation.vote_opened",
        recipients=sorted(set(rows.values_list("user", flat=True))),
        url=vote.get_absolute_url(),
        parameters={"title": demand.title, "number": vote.tender.number},
    )
