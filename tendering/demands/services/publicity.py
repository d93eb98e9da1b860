"""The demand's part of the publicity log; the acts that make something public write it (R43, R61)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.rulebook.queries import work_calendar
from tendering.demands.models import Demand, DemandNotice, ResidentMeeting


def post_resolution(demand: Demand, *, by: Membership, now: datetime, until: date) -> DemandNotice:
    """How the residents voted on which budget, until the last day of the posting (domain 3.10)."""
    meeting = ResidentMeeting.objects.filter(demand=demand).latest("held_at")
    return DemandNotice.objects.create(
        demand=demand,
        kind=DemandNotice.Kind.RESOLUTION,
        body={**asdict(meeting.tally), "budget": str(demand.budget)},
        published_at=now,
        until_on=until,
        published_by=by,
    )


def post_decision(
    demand: Demand, kind: DemandNotice.Kind, *, by: Membership, now: datetime, since: datetime
) -> DemandNotice:
    """That the office filed or approved it, and in how many working days (domain 3.10)."""
    days = work_calendar().workdays_between(day_of(since), day_of(now))
    return DemandNotice.objects.create(
        demand=demand, kind=kind, body={"working_days": days}, published_at=now, published_by=by
    )
