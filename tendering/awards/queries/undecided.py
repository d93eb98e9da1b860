"""Results the community has to decide on, with the day it is due (条例43: five working days; domain 2.5, 3.9).

An evaluated call without a proposal, and a fallen award nobody has followed. Neither waits for another lot.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
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
    """A call to propose somebody in, or whose award has fallen and is to be followed; `fallen` is its number."""

    tender: Tender
    fallen: str | None
    due_at: datetime

    @property
    def kind(self) -> str:
        """Of the duty."""
        return "awards.follow" if self.fallen else "awards.propose"

    @property
    def url(self) -> str:
        """Where the community decides."""
        return self.page if self.fallen else reverse("awards:propose", args=[self.tender.number])

    @property
    def page(self) -> str:
        """Where others read how it stands."""
        return reverse("awards:detail", args=[self.fallen]) if self.fallen else self.tender.get_absolute_url()


def undecided(near: Near, now: datetime) -> list[Undecided]:
    """All of them, the oldest first; a constant number of queries."""
    found = list(_waiting(near))
    held = _held(near, now) if any(call.joint and call.joint.awards_per_bidder for call in found) else ()
    calls = [call for call in found if call.pk not in held]
    calendar = work_calendar() if calls else WorkCalendar()
    waited = _waited(calls)
    return [
        Undecided(call, call.fallen, _due(calendar, call, [_begun(call), waited.get(call.pk), call.resumed_at]))
        for call in calls
    ]


def late(near: Near, now: datetime) -> list[Undecided]:
    """Those whose days are over."""
    return [row for row in undecided(near, now) if row.due_at <= now]


def _held(near: Near, now: datetime) -> Collection[int]:
    """Lots that wait for another one, where the notice limits how many one bidder wins."""
    limited = unawarded().filter(near("demand__community")).select_related("joint", "demand__scope_item", "rule_set")
    return held_up(day_of(now), limited.prefetch_related("demand__scope_item__domains"))


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


def _begun(tender: Any) -> datetime | None:
    """When its award fell; when the report was signed; when a call without competition was approved."""
    panel: Panel | None = getattr(tender, "panel", None)
    begun: datetime | None = tender.fell_at or (panel.ended_at if panel else tender.announced_at)
    return begun


def _waiting(near: Near) -> QuerySet[Any]:
    """Calls with `fallen` and `fell_at` of an award nobody has followed up, and `resumed_at` of the last suspension.

    Besides those: evaluated calls, and offers without competition, that have no award yet.
    """
    fallen = _unfollowed().filter(tender=OuterRef("pk"))
    resumed = Notice.objects.filter(tender=OuterRef("pk"), kind=Notice.Kind.RESUMPTION).order_by("-published_at")
    rows = Tender.objects.filter(near("demand__community"), state=TenderState.OPENED).annotate(
        fallen=Subquery(fallen.values("number")[:1]),
        fell_at=Subquery(fallen.values("ended_at")[:1]),
        resumed_at=Subquery(resumed.values("published_at")[:1]),
    )
    ready = Q(panel__state=PanelState.SIGNED) | Q(procedure_data__competition=False, offer__isnull=False)
    resting = Award.objects.filter(Q(panel__isnull=True) | Q(panel__counts_for=OuterRef("pk")), tender=OuterRef("pk"))
    rows = rows.filter(Q(fallen__isnull=False) | (ready & ~Exists(resting)))
    return rows.select_related("demand__community__parent", "joint", "panel").order_by("pk")


def _unfollowed() -> QuerySet[Award]:
    """Fallen awards nobody has followed up, of evaluations that count."""
    later = Award.objects.filter(tender=OuterRef("tender"), pk__gt=OuterRef("pk"))
    living = Award.objects.filter(tender=OuterRef("tender"), state__in=LIVE)
    rows = Award.objects.filter(state__in=FALLEN).exclude(Exists(later)).exclude(Exists(living))
    return rows.filter(Q(panel__isnull=True) | Q(panel__counts_for__isnull=False)).order_by("pk")
