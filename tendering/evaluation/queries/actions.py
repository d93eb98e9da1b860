"""What this person may do in this evaluation now: links of its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from tendering.evaluation.models import Panel, ReportSignature, ScoreSheet, Seat
from tendering.evaluation.queries.computation import all_signed, unexplained
from tendering.evaluation.rules.panel import missing
from tendering.evaluation.rules.states import LIVING, Capacity, SeatState, SheetState, State
from tendering.tenders.rules.states import State as TenderState


@dataclass(frozen=True, slots=True)
class Action:
    """A link to an act."""

    name: str
    label: str | Promise
    quiet: bool = False

    def url(self, panel: Panel) -> str:
        """Where it is done."""
        return reverse(f"evaluation:{self.name}", args=[panel.tender.number])


DECLARE = Action("declare", _("Sign the declaration"))
SHEET = Action("sheet", _("Fill in the score sheet"))
READ_SHEET = Action("sheet", _("Your score sheet"), quiet=True)
DEVIATION = Action("deviation", _("Give reasons for deviating points"))
RANK = Action("rank", _("Rank the bids"))
SIGN = Action("sign", _("Sign the report"))
FILL = Action("fill", _("Fill the empty seats"))
RECUSE = Action("recuse", _("I have to recuse myself"), quiet=True)


def actions(membership: Membership | None, panel: Panel, seat: Seat | None) -> list[Action]:
    """The acts open to this person, who may hold this seat; services check again."""
    if membership is None or panel.tender.state != TenderState.OPENED:
        return []
    found: list[Action] = []
    if panel.state == State.CONVENED and _lacks(panel) and _chairs(membership, panel):
        found.append(FILL)
    return found if seat is None else [*found, *_of_seat(seat, panel)]


def _chairs(membership: Membership, panel: Panel) -> bool:
    return holds(membership, Role.COMMUNITY, place=panel.tender.demand.community)


def _lacks(panel: Panel) -> bool:
    living = panel.seats.filter(state__in=sorted(LIVING)).values_list("capacity", flat=True)
    return bool(missing(panel.tender.procedure, [Capacity(value) for value in living]))


def _of_seat(seat: Seat, panel: Panel) -> list[Action]:
    if panel.state == State.RANKED:
        waits = seat.votes and not ReportSignature.objects.filter(seat=seat).exists()
        return [SIGN, READ_SHEET] if waits and _sheet(seat) else [SIGN] if waits else []
    if panel.state not in (State.CONVENED, State.SCORING):
        return []
    if seat.state == SeatState.INVITED:
        return [DECLARE, RECUSE]
    return [*_of_judge(seat, panel), RECUSE] if seat.votes else [RECUSE]


def _of_judge(seat: Seat, panel: Panel) -> list[Action]:
    sheet = _sheet(seat)
    if panel.state != State.SCORING:
        return []
    if sheet is not None and sheet.state == SheetState.DRAFT:
        return [SHEET]
    found = [] if sheet is None else [READ_SHEET]
    if not all_signed(panel):
        return found
    if any(who == seat.pk for who, _bid in unexplained(panel)):
        return [DEVIATION, *found]
    return [RANK, *found]


def _sheet(seat: Seat) -> ScoreSheet | None:
    return ScoreSheet.objects.filter(seat=seat).first()
