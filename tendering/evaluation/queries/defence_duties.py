"""What a session of presentations asks of whom (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.ui.waiting import Rows
from tendering.evaluation.models import DefenceSession, DefenceSlot, Panel
from tendering.evaluation.rules.defence import SessionState, SlotState
from tendering.evaluation.rules.states import BEFORE_RANKING
from tendering.tenders.rules.states import State as TenderState


def for_community(by: Membership) -> Iterator[Rows]:
    """Schedule it, draw the order, hold it."""
    panels = Panel.objects.filter(
        within(by, "tender__demand__community"),
        counts_for__state=TenderState.OPENED,
        tender__procedure_data__defence_minutes__gt=0,
        state__in=sorted(BEFORE_RANKING),
        defence__isnull=True,
        rechecks__isnull=True,
    )
    yield Rows(
        "evaluation.schedule_defence", panels, "tender__demand__title", "evaluation:schedule_defence", "tender__number"
    )
    yield _session(by, "evaluation.draw_defence", SessionState.SCHEDULED, "evaluation:draw_defence")
    yield _session(by, "evaluation.hold_defence", SessionState.DRAWN, "evaluation:defence")


def _session(by: Membership, kind: str, state: SessionState, page: str) -> Rows:
    rows = DefenceSession.objects.filter(
        within(by, "panel__tender__demand__community"), panel__counts_for__state=TenderState.OPENED, state=state
    )
    return Rows(kind, rows, "panel__tender__demand__title", page, "panel__tender__number", "starts_at")


def for_bidder(by: Membership) -> Rows:
    """Say that it comes, and who speaks."""
    rows = DefenceSlot.objects.filter(
        bid__provider__organisation=by.organisation,
        state=SlotState.WAITING,
        confirmed_at__isnull=True,
        session__panel__counts_for__state=TenderState.OPENED,
    ).exclude(session__state=SessionState.CLOSED)
    title, number = "session__panel__tender__demand__title", "session__panel__tender__number"
    return Rows("evaluation.confirm_defence", rows, title, "evaluation:own_defence", number, "session__starts_at")
