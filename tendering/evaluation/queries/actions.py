"""What this person may do in this evaluation now: links of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Action, ActionTable, Link
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from tendering.bids.queries.valid import has_settled_prices
from tendering.evaluation.models import Panel, ReportSignature, ScoreSheet, Seat
from tendering.evaluation.permissions import OVERSIGHT, chairs, decides, keeps
from tendering.evaluation.queries import bids, people
from tendering.evaluation.queries.computation import all_signed, unexplained
from tendering.evaluation.queries.residents_vote import awaits_vote, fits, vote_of
from tendering.evaluation.rules.panel import has_sheets, missing
from tendering.evaluation.rules.states import BEFORE_RANKING, LIVING, RUNNING, Capacity, SeatState, SheetState, State
from tendering.evaluation.transitions import MACHINE
from tendering.tenders.rules.states import State as TenderState


@dataclass(frozen=True)
class Work:
    """A panel as the holder of one of its seats, or of none, has it before them; what acts ask is read once."""

    panel: Panel
    seat: Seat | None

    @property
    def state(self) -> str:
        """The panel's."""
        return self.panel.state

    @property
    def number(self) -> str:
        """The call's, by which its pages are found."""
        return self.panel.tender.number

    @property
    def judges(self) -> bool:
        """Whether the seat votes and no conflict stands against it."""
        return self.seat is not None and self.seat.votes and self.seat.state != SeatState.INVITED

    @cached_property
    def sheet(self) -> ScoreSheet | None:
        """The seat's own."""
        return ScoreSheet.objects.filter(seat=self.seat).first() if self.seat is not None else None

    @cached_property
    def has_settled_prices(self) -> bool:
        """Whether no round of a consultation can change plan or price any more."""
        return has_settled_prices(self.panel.tender)

    @cached_property
    def is_complete(self) -> bool:
        """Whether every sheet is signed."""
        return all_signed(self.panel)

    @cached_property
    def owes_reasons(self) -> bool:
        """Whether points of this seat deviate without a reason."""
        return self.seat is not None and any(who == self.seat.pk for who, _bid in unexplained(self.panel))


def _fills(by: Membership, work: Work) -> bool:
    if not holds(by, Role.COMMUNITY, place=work.panel.tender.demand.community):
        return False
    living = work.panel.seats.filter(state__in=sorted(LIVING)).values_list("capacity", flat=True)
    return bool(missing(work.panel.tender.procedure, [Capacity(value) for value in living]))


def _chairs(by: Membership, work: Work) -> bool:
    return chairs(by, work.panel.tender)


def _decides(by: Membership, work: Work) -> bool:
    return decides(by, work.panel)


def _is_tainted(_by: Membership, work: Work, now: datetime) -> bool:
    """Whether somebody who judged has come to be related to a bidder."""
    return bool(people.barred(work.panel, day_of(now)))


def _sits(_by: Membership, work: Work) -> bool:
    return work.seat is not None


def _invited(_by: Membership, work: Work) -> bool:
    return work.seat is not None and work.seat.state == SeatState.INVITED


def _drafts(_by: Membership, work: Work) -> bool:
    is_draft = work.sheet is not None and work.sheet.state == SheetState.DRAFT
    return work.judges and is_draft and work.has_settled_prices


def _reads(by: Membership, work: Work) -> bool:
    if not work.judges or work.sheet is None or work.sheet.state == SheetState.DRAFT:
        return False
    return work.state == State.SCORING or _signs(by, work)


def _deviates(by: Membership, work: Work) -> bool:
    return work.judges and not _drafts(by, work) and work.is_complete and work.owes_reasons


def _ranks(by: Membership, work: Work) -> bool:
    is_ready = work.judges and not _drafts(by, work) and work.is_complete and not work.owes_reasons
    return is_ready and work.has_settled_prices


def _signs(_by: Membership, work: Work) -> bool:
    is_voting = work.seat is not None and work.seat.votes
    return is_voting and not ReportSignature.objects.filter(seat=work.seat).exists()


def _keeps(by: Membership, work: Work) -> bool:
    return has_sheets(work.panel.tender.procedure.evaluation) and keeps(by, work.panel) and work.has_settled_prices


def _holds_rounds(by: Membership, work: Work) -> bool:
    has_rounds = work.panel.tender.procedure.rounds > 0
    return has_rounds and _chairs(by, work) and not work.has_settled_prices


def _reads_rounds(by: Membership, work: Work) -> bool:
    is_main = work.state == State.SCORING and _holds_rounds(by, work)
    has_rounds = work.panel.tender.procedure.rounds > 0
    return has_rounds and not is_main and (work.seat is not None or holds(by, *OVERSIGHT, Role.COMMUNITY))


def _holds_vote(by: Membership, work: Work) -> bool:
    return work.panel.tender.procedure.residents_vote and _chairs(by, work)


def _opens_vote(_by: Membership, work: Work, _now: datetime) -> bool:
    """Where residents could not vote yet for every bid that competes."""
    if not work.has_settled_prices:
        return False
    return not fits(vote_of(work.panel.tender), bids.competing(work.panel).values_list("pk", flat=True))


def _has_votes(_by: Membership, work: Work, now: datetime) -> bool:
    """Whether residents have voted, where the sheet has an item for it."""
    return not awaits_vote(work.panel, now)


def _prolongs_vote(_by: Membership, work: Work, now: datetime) -> bool:
    vote = vote_of(work.panel.tender)
    return vote is not None and vote.takes_votes(now)


def _hears(_by: Membership, work: Work) -> bool:
    return work.panel.hears


ACTIONS = ActionTable[Work](
    "evaluation",
    (
        Action("fill", _("Fill the empty seats"), frozenset({State.CONVENED}), _fills),
        Action("declare", _("Sign the declaration"), BEFORE_RANKING, _invited),
        Action("rounds", _("Rounds of the consultation"), frozenset({State.SCORING}), _holds_rounds),
        Action("open_vote", _("Let residents vote"), BEFORE_RANKING, _holds_vote, in_time=_opens_vote),
        Action("sheet", _("Fill in the score sheet"), frozenset({State.SCORING}), _drafts),
        Action("deviation", _("Give reasons for deviating points"), frozenset({State.SCORING}), _deviates),
        Action("rank", _("Rank the bids"), MACHINE.act("rank"), _ranks, in_time=_has_votes),
        Action("sign", _("Sign the report"), MACHINE.act("finish"), _signs),
        Action("set_aside", _("Set the panel aside"), frozenset({State.RANKED}), _decides, in_time=_is_tainted),
        Action("sheet", _("Your score sheet"), frozenset({State.SCORING, State.RANKED}), _reads, quiet=True),
        Action("rounds", _("Rounds of the consultation"), frozenset(State), _reads_rounds, quiet=True),
        Action("defence", _("Presentations by the bidders"), frozenset(State), _hears, quiet=True),
        Action(
            "prolong_vote",
            _("Prolong the residents' vote"),
            BEFORE_RANKING,
            _holds_vote,
            in_time=_prolongs_vote,
            quiet=True,
        ),
        Action("decline", _("I cannot come"), BEFORE_RANKING, _invited, quiet=True),
        Action("attendance", _("Attendance at the session"), RUNNING, _chairs, quiet=True),
        Action("paper", _("Sheets on paper"), frozenset({State.SCORING}), _keeps, quiet=True),
        Action("recuse", _("I have to recuse myself"), BEFORE_RANKING, _sits, quiet=True),
    ),
)


def follows(name: str, panel: Panel) -> bool:
    """Whether the act of this page follows from where the panel stands."""
    return ACTIONS.follows(name, Work(panel, None))


def links(
    membership: Membership | None, panel: Panel, seat: Seat | None, now: datetime
) -> tuple[list[Link], list[Link]]:
    """Links to the acts open to this person, who may hold this seat, and the quiet ones."""
    if panel.tender.state != TenderState.OPENED:
        return [], []
    return ACTIONS.links(membership, Work(panel, seat), now)
