"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import WorkCalendar, end_of_day
from marketplace.primitives.duty import Duty
from marketplace.rulebook.queries import work_calendar
from tendering.demands.models import Approval, Demand, Match
from tendering.demands.rules.steps import State

COMMUNITY_DUTIES = {
    State.DRAFT: "demands.finish_draft",
    State.PROPOSED: "demands.screen",
    State.DELIBERATING: "demands.deliberate",
    State.DEFERRED: "demands.deliberate",
    State.NO_QUORUM: "demands.deliberate",
    State.MEETING_CALLED: "demands.record_meeting",
    State.RESOLVED: "demands.publicise",
    State.DECIDED: "demands.submit",
    State.RETURNED: "demands.resubmit",
    State.FILED: "demands.fund",
    State.APPROVED: "demands.fund",
    State.FUNDED: "demands.publish",
}


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    if membership.place is None:
        return list(_invitations(membership)) if membership.role in PROVIDER_ROLES else []
    inside = Demand.objects.filter(community__path__startswith=membership.place.path)
    return list(_BY_ROLE.get(Role(membership.role), _nothing)(membership, inside, now))


def _nothing(_by: Membership, _rows: QuerySet[Demand], _now: datetime) -> Iterator[Duty]:
    return iter(())


def _community(by: Membership, rows: QuerySet[Demand], _now: datetime) -> Iterator[Duty]:
    waiting = rows.filter(state__in=COMMUNITY_DUTIES).select_related("rule_set", "filing").order_by("state_since", "pk")
    calendar = work_calendar()
    for demand in waiting:
        if demand.state == State.DRAFT and demand.author_id not in persons(by) and demand.from_resident:
            continue
        if demand.state == State.DECIDED and hasattr(demand, "filing"):
            continue
        yield _duty(COMMUNITY_DUTIES[State(demand.state)], demand, _due(demand, calendar))
    yield from _interest(rows)


def _due(demand: Demand, calendar: WorkCalendar) -> datetime | None:
    """Screening has a period of its own; other steps of the community have none in the rule set."""
    if demand.state != State.PROPOSED or demand.proposed_at is None:
        return None
    days = demand.rule_set.rules.duties.screen_demand
    return end_of_day(calendar.add_workdays(demand.proposed_at.date(), days))


def _duty(kind: str, demand: Demand, due_at: datetime | None = None, **detail: object) -> Duty:
    return Duty(kind, demand.title, demand.get_absolute_url(), due_at, detail)


def _interest(rows: QuerySet[Demand]) -> Iterator[Duty]:
    matches = Match.objects.filter(demand__in=rows, state=Match.State.INTERESTED)
    for match in matches.select_related("demand", "provider__organisation").order_by("expires_at", "pk"):
        name = match.provider.organisation.name
        yield _duty("demands.answer_interest", match.demand, match.expires_at, provider=name)


def _invitations(by: Membership) -> Iterator[Duty]:
    matches = Match.objects.filter(provider__organisation=by.organisation, state=Match.State.INVITED)
    for match in matches.select_related("demand").order_by("expires_at", "pk"):
        yield _duty("demands.answer_invitation", match.demand, match.expires_at)


def _committee(_by: Membership, rows: QuerySet[Demand], _now: datetime) -> Iterator[Duty]:
    for demand in rows.filter(state=State.RECORDED).order_by("state_since", "pk"):
        yield _duty("demands.countersign", demand)


def _street(by: Membership, rows: QuerySet[Demand], _now: datetime) -> Iterator[Duty]:
    waiting = rows.filter(state=State.DECIDED, filing__filed_at__isnull=True, filing__isnull=False)
    for demand in waiting.select_related("filing").order_by("filing__due_on", "pk"):
        yield _duty("demands.file", demand, end_of_day(demand.filing.due_on))
    yield from _approvals(by, rows, Approval.Level.STREET)


def _district(by: Membership, rows: QuerySet[Demand], now: datetime) -> Iterator[Duty]:
    yield from _approvals(by, rows, Approval.Level.DISTRICT)
    late = Approval.objects.filter(demand__in=rows, decision="", due_on__lt=now.date(), level=Approval.Level.STREET)
    for row in late.select_related("demand").order_by("due_on", "pk"):
        detail = {"level": row.get_level_display(), "due": str(row.due_on)}
        yield _duty("demands.overdue_approval", row.demand, end_of_day(row.due_on), **detail)
    for demand in rows.filter(state=State.FUNDED, tier="major").order_by("state_since", "pk"):
        yield _duty("demands.publish", demand)


def _approvals(_by: Membership, rows: QuerySet[Demand], level: str) -> Iterator[Duty]:
    open_rows = Approval.objects.filter(demand__in=rows, level=level, decision="")
    for row in open_rows.select_related("demand").order_by("due_on", "pk"):
        yield _duty("demands.approve", row.demand, end_of_day(row.due_on))


def _group(by: Membership, rows: QuerySet[Demand], _now: datetime) -> Iterator[Duty]:
    level = by.place.level if by.place else ""
    unsaid = ~Q(opinions__member_id=by.user_id)
    open_rows = Approval.objects.filter(unsaid, demand__in=rows, level=level, decision="")
    for row in open_rows.select_related("demand").order_by("due_on", "pk"):
        yield _duty("demands.give_opinion", row.demand, end_of_day(row.due_on))


_BY_ROLE = {
    Role.COMMUNITY: _community,
    Role.SUPERVISION_COMMITTEE: _committee,
    Role.STREET: _street,
    Role.DISTRICT: _district,
    Role.LEADING_GROUP_MEMBER: _group,
}
