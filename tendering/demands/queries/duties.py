"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for, within
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import WorkCalendar, day_of, end_of_day
from marketplace.primitives.duty import Duty
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.waiting import Rows, gathered
from tendering.demands.models import Approval, Demand, Match, Opinion, ResidentMeeting
from tendering.demands.permissions import wrote
from tendering.demands.queries.leading_group import seat_of, seats_at
from tendering.demands.queries.looking import looking
from tendering.demands.rules.steps import State
from tendering.funds.models import PlanStatus
from tendering.funds.queries.plans import unconsented

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
    return gathered(waiting(membership, now))


def waiting(membership: Membership, now: datetime) -> Iterator[Duty | Rows]:
    """What the role has to do; the steps of a community are computed, the rest are rows."""
    if membership.role in PROVIDER_ROLES:
        rows = _awaited(Match.State.INVITED, now).filter(provider__organisation=membership.organisation)
        yield _about_demand("demands.answer_invitation", rows, "expires_at")
    find = _BY_ROLE.get(Role(membership.role))
    if find is not None and membership.place is not None:
        yield from find(membership, now)


def _awaited(state: Match.State, now: datetime) -> QuerySet[Match]:
    """Matches that still can be answered: in time, and their demand looks for somebody."""
    return Match.objects.filter(state=state, expires_at__gt=now, demand__in=looking(now))


def _demands(by: Membership) -> QuerySet[Demand]:
    return Demand.objects.filter(within(by, "community"))


def _demand(kind: str, rows: QuerySet[Demand], last_day: str = "") -> Rows:
    return Rows(kind, rows, "title", "demands:detail", "number", last_day=last_day)


def _about_demand(
    kind: str, rows: QuerySet[Any], due: str = "", last_day: str = "", detail: Mapping[str, object] | None = None
) -> Rows:
    return Rows(kind, rows, "demand__title", "demands:detail", "demand__number", due, last_day, detail or {})


def _community(by: Membership, now: datetime) -> Iterator[Duty | Rows]:
    calendar = work_calendar()
    rows = _demands(by).filter(state__in=COMMUNITY_DUTIES).select_related("rule_set", "filing").order_by("pk")
    rows = rows.annotate(is_own=ExpressionWrapper(wrote(by), BooleanField()), meets_at=Subquery(_called()))
    for demand in rows:
        if demand.state == State.PROPOSED and demand.is_own and not demand.from_resident:
            continue  # a colleague screens it
        if demand.state == State.DRAFT and demand.author_id not in counts_for(by) and demand.from_resident:
            continue
        if demand.state == State.DECIDED and hasattr(demand, "filing"):
            continue
        if demand.state == State.MEETING_CALLED and demand.meets_at and demand.meets_at > now:
            continue  # nothing is recorded before its hour
        kind, due_at = COMMUNITY_DUTIES[State(demand.state)], _due(demand, calendar)
        yield Duty(kind, demand.title, demand.get_absolute_url(), due_at, project=demand.number)
    interest = _awaited(Match.State.INTERESTED, now).filter(within(by, "demand__community"))
    detail = {"provider": "provider__organisation__name"}
    yield _about_demand("demands.answer_interest", interest, "expires_at", detail=detail)


def _called() -> QuerySet[Any]:
    """When the meeting begins that is called and not recorded."""
    rows = ResidentMeeting.objects.filter(demand=OuterRef("pk"), outcome="", present__isnull=True)
    return rows.order_by("pk").values("held_at")[:1]


def _author(by: Membership, _now: datetime) -> Iterator[Rows]:
    """Drafts of one's own, outside the community's office."""
    own = _demands(by).filter(state=State.DRAFT, author_id__in=counts_for(by))
    yield _demand("demands.finish_draft", own)


def _due(demand: Demand, calendar: WorkCalendar) -> datetime | None:
    """Screening has a period of its own; other steps of the community have none in the rule set."""
    if demand.state != State.PROPOSED or demand.proposed_at is None:
        return None
    days = demand.rule_set.rules.duties.screen_demand
    return end_of_day(calendar.add_workdays(day_of(demand.proposed_at), days))


def _committee(by: Membership, _now: datetime) -> Iterator[Rows]:
    yield _demand("demands.countersign", _decidable(by).filter(state=State.RECORDED))


def _street(by: Membership, _now: datetime) -> Iterator[Rows]:
    handed_in = _decidable(by).filter(state=State.DECIDED, filing__filed_at__isnull=True, filing__isnull=False)
    yield _demand("demands.file", handed_in, "filing__due_on")
    yield _to_decide(by, Approval.Level.STREET)


def _district(by: Membership, now: datetime) -> Iterator[Rows]:
    yield _to_decide(by, Approval.Level.DISTRICT)
    late = _open(by, Approval.Level.STREET).filter(due_on__lt=day_of(now))
    detail = {"level": Value(str(Approval.Level.STREET.label))}
    yield _about_demand("demands.overdue_approval", late, last_day="due_on", detail=detail)
    yield _demand("demands.publish", _demands(by).filter(state=State.FUNDED, tier="major"))
    yield _to_consent(by, day_of(now))


def _to_decide(by: Membership, level: str) -> Rows:
    """Every open decision of a level, with how many of the leading group of the office's place have spoken."""
    assert by.place is not None  # offices are of a place
    said = Opinion.objects.filter(approval=OuterRef("pk")).order_by().values("approval")
    spoke = Coalesce(Subquery(said.annotate(rows=Count("pk")).values("rows")), 0)
    detail = {"spoke": spoke, "seats": seats_at(by.place)}
    return _about_demand("demands.approve", _open(by, level), last_day="due_on", detail=detail)


def _to_consent(by: Membership, today: date) -> Rows:
    """Decided projects whose money is set aside no more this year unless the district agrees."""
    assert by.place is not None
    rows = _demands(by).filter(state__in=[State.FILED, State.APPROVED], plan__status=PlanStatus.DRAFT)
    rows = rows.filter(plan__in=unconsented(today, by.place))
    return Rows("demands.consent", rows, "title", "funds:plan_consent", "plan_id")


def _decidable(by: Membership) -> QuerySet[Demand]:
    """Nobody decides on what they wrote in themselves."""
    return _demands(by).exclude(wrote(by))


def _open(by: Membership, level: str) -> QuerySet[Approval]:
    rows = Approval.objects.filter(within(by, "demand__community"), level=level, decision="")
    return rows.exclude(demand__in=Demand.objects.filter(wrote(by)))


def _group(by: Membership, _now: datetime) -> Iterator[Rows]:
    unsaid = ~Q(opinions__seat_of=seat_of(by))
    level = by.place.level if by.place else ""
    yield _about_demand("demands.give_opinion", _open(by, level).filter(unsaid), last_day="due_on")


_BY_ROLE = {
    Role.RESIDENT: _author,
    Role.RESIDENT_REPRESENTATIVE: _author,
    Role.PARTY_ORG: _author,
    Role.COMMUNITY: _community,
    Role.SUPERVISION_COMMITTEE: _committee,
    Role.STREET: _street,
    Role.DISTRICT: _district,
    Role.LEADING_GROUP_MEMBER: _group,
}
