"""The calls of a stretch of days, with what their entries are made of; the same rows for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Prefetch, Q, QuerySet

from marketplace.primitives.calendar import SHANGHAI, end_of_day
from tendering.awards import permissions as awards
from tendering.awards.models import Award
from tendering.awards.queries.holds import unanswered
from tendering.bids.models import Opening
from tendering.tenders import permissions
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State

# Calls whose next dates the rules give.
RUNNING = (State.ANNOUNCED, State.CLOSED, State.OPENED)
MOST = 1_000
AWARD_MOMENTS = ("publicised_at", "publicity_ends_at", "awarded_at", "lettered_at", "sign_by_at", "ended_at")
CALL_MOMENTS = ("announced_at", "deadline_at", "ended_at", "suspended_until")
STOPS = (Notice.Kind.SUSPENSION, Notice.Kind.RESUMPTION)


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `first` up to and including `last`."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first midnight to the last; the second belongs to the last day (24:00)."""
        return datetime.combine(self.first, time.min, tzinfo=SHANGHAI), end_of_day(self.last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def calls(rows: QuerySet[Tender] | None = None) -> QuerySet[Tender]:
    """Public calls with their opening, public awards and notices; who asks makes no difference."""
    public = Prefetch(
        "awards", awards.readable(None).select_related("provider").order_by("pk"), to_attr="public_awards"
    )
    notices = Prefetch("notices", Notice.objects.defer("body", "diff"))
    found = permissions.readable(None) if rows is None else rows
    related = found.select_related("demand__community__parent", "joint", "opening", "panel__defence").defer(
        "content", "demand__need", "demand__outputs"
    )
    waiting = Prefetch("objections", unanswered().defer("text", "answer"), to_attr="unanswered")
    return related.prefetch_related(public, notices, "consultation", waiting)


def calls_between(window: Window, today: date) -> QuerySet[Tender]:
    """Those with something on one of these days; from today on also the running ones, for what is planned."""
    span = window.moments
    near = _any(CALL_MOMENTS, span) | Q(pk__in=_opened(span)) | Q(pk__in=_awarded(span)) | Q(pk__in=_stopped(span))
    near |= Q(consultation__deadline_at__range=span) | Q(panel__defence__starts_at__range=span)
    if window.last >= today:
        near |= Q(state__in=RUNNING)
    return calls().filter(pk__in=Tender.objects.filter(near).values("pk")).order_by("-announced_at", "-pk")


def _opened(span: tuple[datetime, datetime]) -> QuerySet[Opening, int]:
    return Opening.objects.filter(opened_at__range=span).values_list("tender_id", flat=True)


def _awarded(span: tuple[datetime, datetime]) -> QuerySet[Award, int]:
    return awards.readable(None).filter(_any(AWARD_MOMENTS, span)).values_list("tender_id", flat=True)


def _stopped(span: tuple[datetime, datetime]) -> QuerySet[Notice, int]:
    return Notice.objects.filter(kind__in=STOPS, published_at__range=span).values_list("tender_id", flat=True)


def _any(names: tuple[str, ...], span: tuple[datetime, datetime]) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__range": span})
    return found
