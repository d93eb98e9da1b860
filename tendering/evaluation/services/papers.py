"""Sheets on paper: printed by the community, entered by one person, entered again by another (domain 2.5, 4).

One of the two is from outside of the buyer, whose own members give points as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.audit.services import record
from marketplace.files.services import discard, store
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, StaleVersion, require_text
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, PaperSheet, ScoreSheet
from tendering.evaluation.queries import people
from tendering.evaluation.rules.papers import differences, new_code
from tendering.evaluation.rules.points import Cell, cell_name
from tendering.evaluation.rules.states import PaperState, SeatState, SheetState, State
from tendering.evaluation.services import sheets
from tendering.evaluation.services.defence import require_over
from tendering.evaluation.services.members import require_still_free
from tendering.evaluation.services.sheets import Written
from tendering.evaluation.services.states import locked, require_settled_prices

SCAN = "evaluation.paper"


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that two people read differently, with what each typed."""

    cell: str
    first: str
    second: str


@transaction.atomic
def print_sheets(*, panel: Panel, by: Membership) -> list[PaperSheet]:
    """Give every member who has not begun on the portal a sheet on paper, each with a code of its own.

    Raises:
        NotPermitted: `by` does not keep this panel's papers.
        Refusal: `evaluation.nothing_to_print`.
    """
    require_keeper(by, panel)
    panel = locked(panel)
    if panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    require_settled_prices(panel)
    rows = ScoreSheet.objects.filter(
        seat__panel=panel, seat__state=SeatState.DECLARED, state=SheetState.DRAFT, paper__isnull=True, draft={}
    )
    now = clock.read()
    made = [
        PaperSheet.objects.create(sheet=row, code=new_code(), printed_by_id=by.user_id, printed_at=now)
        for row in rows.order_by("seat__number")
    ]
    if not made:
        raise Refusal("evaluation.nothing_to_print")
    record(act="evaluation.paper.printed", target=panel, by=by, parameters={"count": str(len(made))})
    return made


@transaction.atomic
def enter(*, paper: PaperSheet, by: Membership, values: Written, scan: File[bytes] | None, version: int) -> PaperSheet:
    """Type in what the paper says and attach its scan; nothing is signed until somebody else has typed the same.

    Raises:
        NotPermitted: `by` does not keep this panel's papers.
        Refusals: every cell that is empty or cannot be.
        InvalidInput: `evaluation.scan_missing`, or what the scan is refused for.
        Refusal: entered already, signed meanwhile on the portal, or not at this step.
        StaleVersion: entered and sent back since the page was shown.
    """
    panel, paper = _held(paper, by, PaperState.PRINTED)
    if paper.version != version:
        raise StaleVersion(paper)
    found = sheets.checked(panel, values.points, complete=True)
    if scan is not None:
        _attach(paper, scan, by)
    if paper.scan_id is None:
        raise InvalidInput("evaluation.scan_missing", field="scan")
    paper.points = {cell_name(cell): str(value) for cell, value in found.items()}
    paper.comment, paper.state = values.comment.strip(), PaperState.ENTERED
    paper.entered_by_id, paper.entered_at = by.user_id, clock.read()
    _save(paper)
    _record("entered", panel, paper, by)
    return paper


@transaction.atomic
def compare(*, paper: PaperSheet, by: Membership, values: Written, version: int) -> list[Difference]:
    """Type in the paper a second time; where both entries are the same the sheet is signed, as on paper.

    Returns:
        The cells that differ, with both entries; empty where the sheet is signed now.

    Raises:
        NotPermitted: `by` does not keep this panel's papers, or entered this one; or both are of the buyer.
        Refusals: every cell that is empty or cannot be.
        StaleVersion: entered anew meanwhile.
    """
    panel, paper = _compared(paper, by, version)
    if permissions.are_of_the_buyer(by, paper.entered_by_id, panel):
        raise NotPermitted("evaluation.both_of_the_buyer")
    found = sheets.checked(panel, values.points, complete=True)
    if differing := _differing(paper, found):
        _record("differs", panel, paper, by, count=len(differing))
        return differing
    require_over(panel)
    now, sheet = clock.read(), paper.sheet
    require_still_free(panel, [sheet.seat], now)
    paper.state, paper.points = PaperState.CONFIRMED, {}
    paper.confirmed_by_id, paper.confirmed_at = by.user_id, now
    comment, paper.comment = paper.comment, ""
    _save(paper)
    sheets.seal(sheet, found, comment, now, method=ScoreSheet.Method.PAPER)
    _record("confirmed", panel, paper, by, commitment=sheet.commitment)
    sheets.close_if_last(panel, now)
    return []


@transaction.atomic
def send_back(*, paper: PaperSheet, by: Membership, reason: str, version: int) -> PaperSheet:
    """The first entry is wrong: it is dropped, and the paper is entered anew; its scan stays.

    Raises:
        NotPermitted: `by` does not keep this panel's papers, or entered this one.
        InvalidInput: no reason.
        StaleVersion: entered anew meanwhile.
    """
    require_text(reason, "evaluation.reason_missing")
    panel, paper = _compared(paper, by, version)
    paper.state, paper.points, paper.comment = PaperState.PRINTED, {}, ""
    paper.entered_by_id, paper.entered_at = None, None
    _save(paper)
    _record("returned", panel, paper, by, reason=reason.strip())
    return paper


def require_keeper(by: Membership, panel: Panel) -> None:
    """Who handles the papers: community, supervision committee or street, without a vote and a conflict.

    Raises:
        NotPermitted: another office, `evaluation.judges_themselves`, or a conflict as it would keep from a seat.
    """
    permissions.require_keeper(by, panel)
    for found in people.found_against(by, panel.tender, day_of(clock.now())):
        raise NotPermitted(f"evaluation.conflict.{found.obstacle.value}", name=by.user.name, bidder=found.bidder)


def _held(paper: PaperSheet, by: Membership, state: PaperState) -> tuple[Panel, PaperSheet]:
    """Panel and paper behind the lock, at this step."""
    require_keeper(by, paper.sheet.seat.panel)
    panel = locked(paper.sheet.seat.panel)
    row = PaperSheet.objects.select_related("sheet__seat", "scan").get(pk=paper.pk)
    row.sheet.seat.panel = panel
    if panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    if row.sheet.seat.state != SeatState.DECLARED:
        raise Refusal("evaluation.seat_left")
    if row.sheet.state == SheetState.SIGNED:
        raise Refusal("evaluation.signed_already")
    if row.state != state:
        raise Refusal("evaluation.paper_elsewhere", state=row.get_state_display())
    return panel, row


def _compared(paper: PaperSheet, by: Membership, version: int) -> tuple[Panel, PaperSheet]:
    panel, row = _held(paper, by, PaperState.ENTERED)
    if row.entered_by_id in persons(by):
        raise NotPermitted("evaluation.own_entry")
    if row.version != version:
        raise StaleVersion(row)
    return panel, row


def _differing(paper: PaperSheet, second: Mapping[Cell, Decimal]) -> list[Difference]:
    typed = {cell_name(cell): value for cell, value in second.items()}
    first = {name: Decimal(text) for name, text in paper.points.items()}
    return [Difference(name, str(first.get(name, "")), str(typed.get(name, ""))) for name in differences(first, typed)]


def _attach(paper: PaperSheet, scan: File[bytes], by: Membership) -> None:
    before, paper.scan = paper.scan, store(upload=scan, by=by, purpose=SCAN)
    if before is not None:
        _save(paper)
        discard(file=before)


def _save(paper: PaperSheet) -> None:
    paper.version += 1
    paper.save()


def _record(
    act: str, panel: Panel, paper: PaperSheet, by: Membership, *, reason: str = "", **parameters: str | int
) -> None:
    told = {"number": paper.sheet.seat.label, "code": paper.code}
    record(
        act=f"evaluation.paper.{act}",
        target=panel,
        by=by,
        reason=reason,
        parameters=told | {name: str(value) for name, value in parameters.items()},
    )
