"""Sheets on paper as the people who keep them see them."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from tendering.evaluation.models import Panel, PaperSheet, ScoreSheet, Seat
from tendering.evaluation.rules.states import LIVING, PaperState, SheetState, State


@dataclass(frozen=True, slots=True)
class Line:
    """A member's sheet and its paper, if it has one."""

    seat: Seat
    sheet: ScoreSheet
    paper: PaperSheet | None
    may_enter: bool
    may_compare: bool


def papers_of(panel: Panel, by: Membership) -> list[Line]:
    """Every member with a sheet, in the order of the seats."""
    rows = ScoreSheet.objects.filter(seat__panel=panel, seat__state__in=sorted(LIVING))
    rows = rows.select_related("seat", "paper__scan", "paper__entered_by", "paper__confirmed_by")
    acting = persons(by)
    staff = holders(Role.COMMUNITY, place=panel.tender.demand.community)
    buyers = frozenset(staff.order_by("pk").values_list("user_id", flat=True))
    barred = acting | buyers if acting & buyers else acting
    return [_line(sheet, panel, barred) for sheet in rows.order_by("seat__number")]


def _line(sheet: ScoreSheet, panel: Panel, barred: frozenset[int]) -> Line:
    """`barred`: the people whose entries this person does not compare."""
    paper: PaperSheet | None = getattr(sheet, "paper", None)
    is_open = panel.state == State.SCORING and sheet.state == SheetState.DRAFT and paper is not None
    state = paper.state if paper is not None and is_open else None
    return Line(
        seat=sheet.seat,
        sheet=sheet,
        paper=paper,
        may_enter=state == PaperState.PRINTED,
        may_compare=state == PaperState.ENTERED and paper is not None and paper.entered_by_id not in barred,
    )
