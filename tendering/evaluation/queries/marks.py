"""Marks for experts' work as the pool and the panel's page show them."""

from __future__ import annotations

from catalog.expert_marks import Mark
from marketplace.accounts.models import Membership
from tendering.evaluation.models import Panel, Seat, WorkMark
from tendering.evaluation.permissions import side_of
from tendering.evaluation.rules.states import ENDED, LIVING, Capacity


def marks_of(user_id: int) -> list[Mark]:
    """A person's marks on every panel, the latest first."""
    rows = WorkMark.objects.filter(seat__user=user_id).select_related("seat__panel__tender").order_by("-marked_at")
    return [
        Mark(
            number=row.seat.panel.tender.number,
            side=row.get_side_display(),
            total=row.total,
            is_bad=row.is_bad,
            remark=row.remark,
            marked_at=row.marked_at,
        )
        for row in rows
    ]


def to_mark(by: Membership | None, panel: Panel) -> list[Seat]:
    """Experts of a finished panel whom this person's side has not marked yet."""
    if panel.state not in ENDED:
        return []
    side = side_of(by, panel)
    if side is None:
        return []
    seats = panel.seats.filter(capacity=Capacity.EXPERT, state__in=sorted(LIVING))
    return list(seats.exclude(work_marks__side=side).order_by("number"))
