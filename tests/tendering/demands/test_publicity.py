"""The demand's part of the publicity log: each act writes what it made public, and nothing changes it (R43, R61)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.demands.models import Demand, DemandNotice
from tendering.demands.rules.publicity import reached
from tendering.demands.rules.steps import PUBLIC_STATES, State
from tendering.demands.services import deliberation, publicity
from tests.factories import demands
from tests.factories.demands import People
from tests.tendering.demands.test_tier_after_return import approve, group, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R61")]


def notice(demand: Demand, kind: DemandNotice.Kind) -> DemandNotice:
    return demand.notices.get(kind=kind)


def test_a_resolution_is_posted_with_its_votes_and_its_last_day(people: People) -> None:
    """Posted on the portal for the days of the rule set, whole days of Shanghai."""
    demand = deliberation.countersign(demand=demands.recorded(people), by=people.committee, now=clock.now())
    early = datetime(2026, 3, 2, 6, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    demand = deliberation.publicise_resolution(demand=demand, by=people.author, now=early.astimezone(ZoneInfo("UTC")))
    posted = notice(demand, DemandNotice.Kind.RESOLUTION)
    meeting = demand.meetings.get()
    assert (posted.channel, posted.published_by) == (DemandNotice._meta.get_field("channel").default, people.author)
    assert posted.body["votes_for"] == meeting.votes_for
    assert posted.body["budget"] == str(demand.budget)
    assert posted.until_on == early.date() + timedelta(days=5)
    assert demand.publicity_ends_at == datetime(2026, 3, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_what_is_filed_is_told_with_how_long_it_took(people: People) -> None:
    demand = demands.funded(people, "30000.00")
    told = notice(demand, DemandNotice.Kind.FILING)
    assert told.body == {"working_days": 0}
    assert told.published_at == demand.filing.filed_at


def test_an_approval_is_told_once_by_its_last_level(people: People) -> None:
    members = group(people)
    demand = approve(submitted(people), people, members)
    assert not demand.notices.filter(kind=DemandNotice.Kind.APPROVAL).exists()
    demand = approve(demand, people, members)
    assert [row.kind for row in demand.notices.order_by("pk")] == ["resolution", "approval"]


def log(demand: Demand, by: Membership, **changed: object) -> DemandNotice:
    """A notice board that tells the resolution, or what is changed of it."""
    values: dict[str, Any] = {"stage": "resolution", "channel": "notice_board", "text": "社区公开栏", "until": None}
    return publicity.log_elsewhere(demand=demand, by=by, now=clock.now(), **values | changed)


def test_the_community_logs_where_else_a_stage_was_told(people: People) -> None:
    demand = demands.funded(people, "30000.00")
    told = log(demand, people.author, stage="approval", channel="blackboard")
    assert (told.stage, told.channel, told.body["note"]) == ("approval", "blackboard", "社区公开栏")
    assert Entry.objects.filter(act="demands.demand.made_public").count() == 1


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"stage": "tender"}, "demands.publicity.stage"),
        ({"stage": "verdict"}, "demands.publicity.stage"),
        ({"stage": "?"}, "demands.publicity.stage"),
        ({"channel": "portal"}, "demands.publicity.channel"),
        ({"channel": "?"}, "demands.publicity.channel"),
        ({"text": " "}, "demands.publicity.words_missing"),
        ({"until": date(2026, 1, 1)}, "demands.publicity.period_past"),
    ],
)
def test_what_was_not_told_is_not_logged(people: People, changed: dict[str, object], rule: str) -> None:
    """A call before it is announced, the portal's own entries, a period that has ended."""
    demand = demands.funded(people, "30000.00")
    before = demand.notices.count()
    with pytest.raises(InvalidInput) as refused:
        log(demand, people.author, **changed)
    assert (refused.value.code, demand.notices.count()) == (rule, before)


def test_before_the_resolution_is_posted_there_is_nothing_to_log(people: People) -> None:
    with pytest.raises(InvalidInput):
        log(demands.recorded(people), people.author)
    assert [state for state in State if reached(state) and state not in PUBLIC_STATES] == []


def test_only_the_community_logs(people: People) -> None:
    demand = demands.funded(people, "30000.00")
    for other in (people.committee, people.street):
        with pytest.raises(NotPermitted):
            log(demand, other)


def test_no_entry_is_ever_changed(people: People) -> None:
    """The triggers refuse."""
    demands.funded(people, "30000.00")
    for statement in ("UPDATE demands_demandnotice SET until_on = NULL", "DELETE FROM demands_demandnotice"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
