"""Awards that wait for their confirmation longer than the rules leave (条例43: five working days)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award
from tendering.awards.queries.waits import ready_since
from tendering.awards.rules import publicity
from tendering.awards.rules.states import State
from tendering.tenders.rules.states import State as TenderState


def unconfirmed(now: datetime) -> QuerySet[Award]:
    """Confirmable awards whose days to confirm, those of the call's procedure, are over; none waits still."""
    waiting = Award.objects.filter(state=State.CONFIRMABLE, tender__state=TenderState.OPENED)
    found = list(waiting.select_related("tender__joint", "provider", "bid__provider"))
    since = ready_since(found)
    calendar = work_calendar() if found else None
    late = [
        award.pk
        for award in found
        if calendar is not None
        and award.pk in since
        and publicity.due_at(calendar, since[award.pk], award.tender.procedure.confirm_working_days) <= now
    ]
    return Award.objects.filter(pk__in=late)
