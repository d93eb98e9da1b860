"""Results the community has to decide on, with the day it is due (条例43: five working days; domain 2.5, 3.9).

An evaluated call without a proposal, and a fallen award nobody has followed. Neither waits for another lot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse

from marketplace.primitives.calendar import WorkCalendar, day_of
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award
from tendering.awards.queries.limits import unawarded
from tendering.awards.queries.waits import held_up
from tendering.awards.rules import publicity
from tendering.awards.rules.states import FALLEN, LIVE
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import State as PanelState
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State as TenderState

# Rows of a place, by the way to it.
Near = Callable[[str], Q]


@dataclass(frozen=True, slots=True)
class Undecided:
    """A call to propose somebody in, or the fallen award that is to be followed."""

    tender: Tender
    award: Award | None
    due_at: datetime

    @property
    def kind(self) -> str:
        """Of the duty."""
        return "awards.follow" if self.award else "awards.propose"

    @property
    def url(self) -> str:
        """Where the community decides."""
        return self.award.get_absolute_url() if self.award else reverse("awards:propose", args=[self.tender.number])

    @property
    def page(self) -> str:
        """Where others read how it stands."""
        return (self.award or self.tender).get_absolute_url()


def undecided(near: Near, now: datetime) -> list[Undecided]:
    """All of them, the oldest first; a constant number of queries."""
    limited = unawarded().filter(near("demand__community")).select_related("joint", "demand__scope_item", "rule_set")
    held = held_up(day_of(now), limited.prefetch_related("demand__scope_item__domains"))
    calls = list(_unproposed(near).exclude(pk__in=held))
    fallen = list(_unfollowed(near).exclude(tender__in=held))
    calendar = work_calendar() if calls or fallen else WorkCalendar()
    tenders = [*calls, *(award.tender for award in fallen)]
    begun = [_begun(call) for call in calls] + [award.ended_at for award in fallen]
    waited, resumed = _waited(tenders), _resumed(tenders)
    return [
        Undecided(tender, award, _due(calendar, tender, [since, waited.get(tender.pk), resumed.get(tender.pk)]))
        for tender, award, since in zip(tenders, [*[None] * len(calls), *fallen], begun, strict=True)
    ]


def late(near: Near, now: datetime) -> list[Undecided]:
    """Those whose days are over."""
    return [row for row in undecided(near, now) if row.due_at <= now]


def _due(calendar: WorkCalendar, tender: Tender, moments: Sequence[datetime | None]) -> datetime:
    """From the report, or the fall, the days of a wait or a suspension apart."""
    since = max(filter(None, moments))
    return publicity.due_at(calendar, since, tender.procedure.confirm_working_days)


def _waited(tenders: Iterable[Tender]) -> dict[int, datetime]:
    """When an earlier lot last went on, by call, where a limit binds it: its days begin no earlier."""
    bound = [(row.pk, row.joint_id, row.lot or 0) for row in tenders if row.joint and row.joint.awards_per_bidder]
    if not bound:
        return {}
    lots = Tender.objects.filter(joint__in={joint for _key, joint, _lot in bound})
    moved = lots.annotate(public=Max("awards__publicised_at"), final=Max("awards__awarded_at")).order_by("lot")
    rows = list(moved.values_list("joint", "lot", "ended_at", "public", "final"))
    found = dict[int, datetime]()
    for key, joint, lot in bound:
        moments = [at for row in rows if row[0] == joint and (row[1] or 0) < lot for at in row[2:] if at is not None]
        if moments:
            found[key] = max(moments)
    return found


def _begun(tender: Tender) -> datetime | None:
    """When the report was signed; when a call without competition was approved."""
    panel: Panel | None = getattr(tender, "panel", None)
    return panel.ended_at if panel else tender.announced_at


def _resumed(tenders: Iterable[Tender]) -> dict[int, datetime]:
    """When a suspended call last went on, by call."""
    rows = Notice.objects.filter(tender__in=[row.pk for row in tenders], kind=Notice.Kind.RESUMPTION).order_by()
    return dict(rows.values_list("tender").annotate(last=Max("published_at"))) if tenders else {}


def _unproposed(near: Near) -> QuerySet[Tender]:
    """Evaluated calls, and offers without competition, that have no award yet."""
    ready = Q(panel__state=PanelState.SIGNED) | Q(procedure_data__competition=False, offer__isnull=False)
    rows = Tender.objects.filter(ready, near("demand__community"), state=TenderState.OPENED)
    resting = Award.objects.filter(Q(panel__isnull=True) | Q(panel__counts_for=OuterRef("pk")), tender=OuterRef("pk"))
    rows = rows.exclude(Exists(resting)).select_related("demand__community__parent", "joint", "panel")
    return rows.order_by("pk")


def _unfollowed(near: Near) -> QuerySet[Award]:
    """Fallen awards nobody has followed up."""
    later = Award.objects.filter(tender=OuterRef("tender"), pk__gt=OuterRef("pk"))
    living = Award.objects.filter(tender=OuterRef("tender"), state__in=LIVE)
    rows = Award.objects.filter(near("tender__demand__community"), tender__state=TenderState.OPENED, state__in=FALLEN)
    rows = rows.exclude(Exists(later)).exclude(Exists(living))
    rows = rows.filter(Q(panel__isnull=True) | Q(panel__counts_for__isnull=False))
    return rows.select_related("tender__demand__community__parent", "tender__joint").order_by("pk")
