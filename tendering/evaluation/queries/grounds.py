"""Why somebody who was drawn may be replaced: what is on record, never what an office says (domain 2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.primitives.calendar import day_of
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.queries import people
from tendering.evaluation.rules.states import BEFORE_RANKING, DRAWN, LIVING, Ground, SeatState, SheetState
from tendering.evaluation.rules.work import Attendance
from tendering.tenders.rules.states import State as TenderState


def grounds(panel: Panel, seats: Sequence[Seat], now: datetime) -> dict[int, Ground]:
    """Of living drawn seats of one panel: why their holder may be replaced; who stays is not in it."""
    drawn = [seat for seat in seats if seat.capacity in DRAWN and seat.is_living]
    if not drawn:
        return {}
    on = day_of(now)
    acting = set(Seat.objects.filter(Exists(people.in_role(on)), pk__in=[seat.pk for seat in drawn]).values_list("pk"))
    related = {seat.pk for seat, _found in people.found_among(drawn, panel.tender, on)}
    found = {seat.pk: Ground.ROLE_ENDED for seat in drawn if (seat.pk,) not in acting}
    found |= dict.fromkeys(related, Ground.RELATED)
    found |= {seat.pk: Ground.ABSENT for seat in drawn if seat.attendance == Attendance.ABSENT}
    return found | {seat.pk: Ground.UNANSWERED for seat in drawn if _is_unanswered(seat, now)}


def _is_unanswered(seat: Seat, now: datetime) -> bool:
    is_over = seat.answer_due_at is not None and now >= seat.answer_due_at
    return seat.state == SeatState.INVITED and is_over


def absent(by: Membership) -> QuerySet[Seat]:
    """Drawn seats whose holder is on record as absent, in the person's place; a signed sheet keeps its seat."""
    rows = Seat.objects.filter(
        within(by, "panel__tender__demand__community"),
        capacity__in=sorted(DRAWN),
        state__in=sorted(LIVING),
        attendance=Attendance.ABSENT,
        panel__state__in=sorted(BEFORE_RANKING),
        panel__counts_for__state=TenderState.OPENED,
    )
    return rows.exclude(sheet__state=SheetState.SIGNED)
