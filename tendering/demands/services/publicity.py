"""The demand's part of the publicity log; the acts that make something public write it (R43, R61)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook.queries import work_calendar
from tendering.demands import permissions
from tendering.demands.models import Demand, DemandNotice, ResidentMeeting
from tendering.demands.rules.publicity import reached, require_elsewhere
from tendering.demands.rules.steps import State
from tendering.demands.services.states import locked, touch


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


@transaction.atomic
def log_elsewhere(
    *, demand: Demand, by: Membership, stage: str, channel: str, text: str, until: date | None, now: datetime
) -> DemandNotice:
    """The community notes where else a stage was made public: notice board, courtyard meeting, leaflet, chat group.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: as `rules.publicity.require_elsewhere` says; ``demands.publicity.stage``, to which the demand
            has not come.
    """
    permissions.require_community(by, demand)
    require_elsewhere(channel=channel, text=text, until=until, today=day_of(now))
    demand = locked(demand)
    if stage not in reached(State(demand.state)):
        raise InvalidInput("demands.publicity.stage", field="stage")
    notice = DemandNotice.objects.create(
        demand=demand,
        kind=DemandNotice.Kind.ELSEWHERE,
        channel=channel,
        body={"stage": stage, "note": text.strip()},
        published_at=now,
        until_on=until,
        published_by=by,
    )
    touch(demand)
    said = {"stage": stage, "channel": channel}
    record(act="demands.demand.made_public", target=demand, by=by, parameters=said, about=[demand.community])
    return notice
