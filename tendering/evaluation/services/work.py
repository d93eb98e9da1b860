"""Attendance at the session, and marks for experts' work once the report is signed (domain 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, require_text
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Seat, WorkMark
from tendering.evaluation.rules.states import ENDED, LIVING, RUNNING, VOTING, Capacity
from tendering.evaluation.rules.work import Attendance, Side, checked, maxima
from tendering.evaluation.services.states import locked


@transaction.atomic
def record_attendance(*, panel: Panel, by: Membership, marks: Mapping[int, str], now: datetime) -> Panel:
    """Write down who came to the session, late or not at all; may be corrected until the report is signed.

    Args:
        marks: `Attendance` by id of the seat; every voting seat that is held.

    Raises:
        NotPermitted: `by` is not of the community, which opens the session.
        InvalidInput: `evaluation.attendance_missing`, a seat without a mark or with an unknown one.
        Refusal: `evaluation.session_over`, the report is signed or nothing was left to judge.
    """
    permissions.require_convener(by, panel.tender)
    panel = locked(panel)
    if panel.state not in RUNNING:
        raise Refusal("evaluation.session_over")
    seats = list(panel.seats.filter(state__in=sorted(LIVING), capacity__in=sorted(VOTING)).order_by("number"))
    if {seat.pk for seat in seats} != set(marks) or not set(marks.values()) <= set(Attendance):
        raise InvalidInput("evaluation.attendance_missing")
    for seat in seats:
        if seat.attendance != marks[seat.pk]:
            seat.attendance_by_id = by.user_id
        seat.attendance, seat.attendance_at = marks[seat.pk], now
        seat.save(update_fields=["attendance", "attendance_at", "attendance_by"])
    record(
        act="evaluation.attendance.recorded",
        target=panel,
        by=by,
        parameters={seat.label: seat.attendance for seat in seats},
    )
    return panel


@transaction.atomic
def mark_work(*, seat: Seat, by: Membership, points: Mapping[str, int], remark: str, now: datetime) -> WorkMark:
    """Give an expert's work its points, once for each side; fewer than the rule set's line is a bad mark.

    Args:
        points: whole points by `Part`.
        remark: what the points rest on; nobody is marked without a word.

    Raises:
        NotPermitted: `evaluation.no_side`, neither the office nor an observer of this panel;
            `evaluation.other_side_by_you`: one person does not speak for both.
        InvalidInput: points missing or above their maximum, no remark.
        Refusal: `evaluation.not_signed_yet`, `evaluation.no_expert`, `evaluation.marked_already`.
    """
    side = permissions.side_of(by, seat.panel)
    if side is None:
        raise NotPermitted("evaluation.no_side")
    rules = seat.panel.tender.rule_set.rules.experts
    given = checked(points, maxima(rules.work_points))
    require_text(remark, "evaluation.remark_missing", field="remark")
    seat = Seat.objects.select_for_update(of=("self",)).select_related("panel__tender", "user").get(pk=seat.pk)
    _require_markable(seat, side, by)
    total = sum(given.values())
    row = WorkMark(seat=seat, side=side.value, points=given, total=total, is_bad=total < rules.bad_below)
    row.remark, row.marked_by, row.marked_at = remark.strip(), by.user, now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal("evaluation.marked_already") from error
    record(
        act="evaluation.work.marked",
        target=seat.panel,
        by=by,
        reason=remark,
        parameters={"number": seat.label, "side": side.value, "total": str(total)},
    )
    return row


def _require_markable(seat: Seat, side: Side, by: Membership) -> None:
    if seat.panel.state not in ENDED:
        raise Refusal("evaluation.not_signed_yet")
    if seat.capacity != Capacity.EXPERT or not seat.is_living:
        raise Refusal("evaluation.no_expert")
    if seat.work_marks.exclude(side=side).filter(marked_by__in=persons(by)).exists():
        raise NotPermitted("evaluation.other_side_by_you")
