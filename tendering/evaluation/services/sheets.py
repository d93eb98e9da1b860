"""Score sheets: kept as a draft, signed once, committed to before anybody else's points are shown (domain 2.5)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, StaleVersion
from tendering.evaluation import permissions
from tendering.evaluation.models import DeviationReason, Panel, Score, ScoreSheet, Seat
from tendering.evaluation.queries import bids
from tendering.evaluation.queries.computation import unexplained
from tendering.evaluation.queries.residents_vote import voted_by
from tendering.evaluation.rules.points import Cell, cell_name, commitment, written
from tendering.evaluation.rules.states import LIVING, VOTING, PaperState, SeatState, SheetState, State
from tendering.evaluation.services.defence import require_over
from tendering.evaluation.services.members import report_due, require_still_free
from tendering.evaluation.services.states import locked, require_settled_prices, tell_members
from tendering.tenders.models import Criterion

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Written:
    """What a member wrote: points as text by (bid, criterion), and a comment without names."""

    points: Mapping[Cell, str]
    comment: str = ""


@transaction.atomic
def save_sheet(*, panel: Panel, by: Membership, values: Written, version: int) -> ScoreSheet:
    """Keep a draft, cells may be empty; nobody but its author ever sees it.

    Raises:
        NotPermitted: no voting seat, or the declaration is due.
        Refusals: every cell that is unreadable, outside its maximum, or about a bid that does not compete.
        StaleVersion: saved meanwhile in another window.
    """
    seat = permissions.require_judge(by, panel)
    panel = locked(panel)
    sheet = _own_draft(panel, seat, version)
    found = checked(panel, values.points, complete=False)
    _store_draft(sheet, found, values.comment, clock.read())
    return sheet


@transaction.atomic
def sign_sheet(*, panel: Panel, by: Membership, values: Written, version: int) -> ScoreSheet:
    """Sign the sheet: every cell filled, a salted commitment recorded, nothing changes any more.

    Raises:
        NotPermitted: no voting seat, or the declaration is due.
        Refusal: `evaluation.defence_first`, before the presentations are closed.
        Refusals: every cell that is empty or cannot be; a relation to a bidder that the platform knows by now.
        StaleVersion: saved meanwhile in another window.
    """
    seat = permissions.require_judge(by, panel)
    panel = locked(panel)
    sheet = _own_draft(panel, seat, version)
    require_over(panel)
    found = checked(panel, values.points, complete=True)
    now = clock.read()
    require_still_free(panel, [seat], now)
    seal(sheet, found, values.comment, now, method=ScoreSheet.Method.CLICK)
    record(
        act="evaluation.sheet.signed",
        target=panel,
        by=by,
        parameters={"number": seat.label, "commitment": sheet.commitment},
    )
    close_if_last(panel, now)
    return sheet


def seal(
    sheet: ScoreSheet, points: Mapping[Cell, Decimal], comment: str, now: datetime, *, method: ScoreSheet.Method
) -> None:
    """Write points that nothing changes any more, and the salted commitment to them; the caller records the act."""
    _write_scores(sheet, points)
    sheet.salt = secrets.token_bytes(SALT_BYTES)
    sheet.commitment = commitment(content(sheet, points, comment), bytes(sheet.salt))
    sheet.draft, sheet.comment, sheet.method = {}, comment.strip(), method
    sheet.state, sheet.signed_at, sheet.saved_at = SheetState.SIGNED, now, now
    sheet.version += 1
    sheet.save()


def content(sheet: ScoreSheet, points: Mapping[Cell, Decimal], comment: str) -> dict[str, str | dict[str, str]]:
    """What a commitment is about: anybody with salt and points computes it again."""
    return {
        "seat": str(sheet.seat_id),
        "points": {cell_name(cell): str(value) for cell, value in points.items()},
        "comment": comment.strip(),
    }


def _own_draft(panel: Panel, seat: Seat, version: int) -> ScoreSheet:
    if panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    require_settled_prices(panel)
    sheet = ScoreSheet.objects.filter(seat=seat, seat__state=SeatState.DECLARED).select_related("paper").first()
    if sheet is None:
        raise Refusal("evaluation.no_sheets")
    if sheet.state == SheetState.SIGNED:
        raise Refusal("evaluation.signed_already")
    if hasattr(sheet, "paper") and sheet.paper.state != PaperState.PRINTED:
        raise Refusal("evaluation.on_paper")
    if sheet.version != version:
        raise StaleVersion
    return sheet


def checked(panel: Panel, points: Mapping[Cell, str], *, complete: bool) -> dict[Cell, Decimal]:
    """Points as numbers; only bids that compete and criteria that members judge have cells."""
    criteria = bids.criteria_of(panel.tender)
    maxima = {row.pk: row.max_points for row in criteria if row.kind == Criterion.Kind.SUBJECTIVE}
    cells = [(bid, criterion) for bid in _competing(panel) for criterion in maxima]
    found: dict[Cell, Decimal] = {}
    wrong: list[Refusal] = []
    if strange := set(points) - set(cells):
        raise InvalidInput("evaluation.no_such_cell", cell=cell_name(min(strange)))
    for cell in cells:
        text = points.get(cell, "").strip()
        if not text:
            wrong += [InvalidInput("evaluation.points_missing", field=cell_name(cell))] if complete else []
            continue
        try:
            found[cell] = written(text, maxima[cell[1]])
        except InvalidInput as refusal:
            refusal.field = cell_name(cell)
            wrong.append(refusal)
    if wrong:
        raise Refusals(wrong)
    return found


def _competing(panel: Panel) -> list[UUID]:
    return list(bids.competing(panel).values_list("pk", flat=True))


def _store_draft(sheet: ScoreSheet, points: Mapping[Cell, Decimal], comment: str, now: datetime) -> None:
    sheet.draft = {cell_name(cell): str(value) for cell, value in points.items()}
    sheet.comment, sheet.saved_at = comment.strip(), now
    sheet.version += 1
    sheet.save()


def _write_scores(sheet: ScoreSheet, points: Mapping[Cell, Decimal]) -> None:
    maxima = dict(Criterion.objects.filter(pk__in={cell[1] for cell in points}).values_list("pk", "max_points"))
    Score.objects.bulk_create(
        Score(sheet=sheet, bid_id=bid, criterion_id=criterion, points=value, max_points=maxima[criterion])
        for (bid, criterion), value in points.items()
    )


def close_if_last(panel: Panel, now: datetime) -> None:
    """With the last signature the sheets are shown to the panel, and the report's days begin."""
    judges = panel.seats.filter(state__in=sorted(LIVING), capacity__in=sorted(VOTING))
    if judges.exclude(sheet__state=SheetState.SIGNED).exists():
        return
    panel.sheets_signed_at, panel.report_due_at = now, report_due(panel, voted_by(panel, now))
    panel.save()
    tell_members([panel], "evaluation.sheets_signed")


@transaction.atomic
def explain_deviations(*, panel: Panel, by: Membership, reasons: Mapping[UUID, str]) -> list[DeviationReason]:
    """Say why one's totals lie further from the mean than the rule set lets pass without words.

    Args:
        reasons: by bid; every bid of one's own that deviates.

    Raises:
        NotPermitted: no voting seat.
        InvalidInput: an empty reason.
        Refusal: `evaluation.no_deviation`, where nothing, or something else, has to be explained.
    """
    seat = permissions.require_judge(by, panel)
    if not all(text.strip() for text in reasons.values()):
        raise InvalidInput("evaluation.reason_missing")
    panel = locked(panel)
    if panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    own = {bid for who, bid in unexplained(panel) if who == seat.pk}
    if not own or set(reasons) != own:
        raise Refusal("evaluation.no_deviation")
    sheet, now = ScoreSheet.objects.get(seat=seat), clock.read()
    rows = [DeviationReason(sheet=sheet, bid_id=bid, text=reasons[bid].strip(), given_at=now) for bid in sorted(own)]
    DeviationReason.objects.bulk_create(rows)
    record(
        act="evaluation.deviation.explained",
        target=panel,
        by=by,
        parameters={"number": seat.label, "count": str(len(rows))},
    )
    return rows
