"""What a changed calendar would do to calls (domain 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.primitives.calendar import WorkCalendar, day_of, last_day_of
from marketplace.rulebook.effects import Effect
from marketplace.rulebook.periods import StoredPeriod
from tendering.tenders.models import Invitation, Query, Tender
from tendering.tenders.rules.states import State


def announced_deadlines(old: WorkCalendar, new: WorkCalendar, now: datetime) -> Iterator[Effect]:
    """Announced deadlines stay; the calls whose time for answers would be another one in working days."""
    running = Tender.objects.filter(state=State.ANNOUNCED, announced_at__isnull=False, deadline_at__gt=now)
    count = 0
    for announced_at, deadline_at in running.order_by("pk").values_list("announced_at", "deadline_at"):
        if announced_at is None or deadline_at is None:
            continue
        first, last = day_of(announced_at), last_day_of(deadline_at)
        count += old.workdays_between(first, last) != new.workdays_between(first, last)
    if count:
        text = _("%(count)s announced deadlines stay as they are; only an amendment of the call moves them")
        yield Effect(text % {"count": count}, count, reverse("tenders:list"))


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(state=Invitation.State.INVITED)


def _open_questions() -> QuerySet[Query]:
    return Query.objects.filter(answered_at__isnull=True)


PERIODS = (
    StoredPeriod(
        words=gettext_lazy("%(count)s unanswered invitations to calls expire on another day"),
        rows=_open_invitations,
        start="invited_at",
        due="expires_at",
        story="tender",
    ),
    StoredPeriod(
        words=gettext_lazy("%(count)s questions about calls are due for an answer on another day"),
        rows=_open_questions,
        start="asked_at",
        due="due_at",
        story="tender",
    ),
)
