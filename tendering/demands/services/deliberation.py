"""From screening to the countersigned meeting (民议, 民决; R19, R24)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Q

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.files.models import StoredFile
from marketplace.files.services import store
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals, require_text
from tendering.demands import permissions
from tendering.demands.models import Deliberation, Demand, ResidentMeeting
from tendering.demands.queries.people import user_ids
from tendering.demands.queries.voted import as_voted
from tendering.demands.rules import meeting as meeting_rules
from tendering.demands.rules.meeting import Outcome, Tally
from tendering.demands.rules.screening import DeliberationFacts, deliberation_gaps
from tendering.demands.services.bodies import sitting_body
from tendering.demands.services.publicity import post_resolution
from tendering.demands.services.states import locked, move, note_writer, touch
from tendering.demands.transitions import MACHINE


class NoticeTooShort(Refusal):
    """The meeting is called for a day too near (rule set: meeting_notice_days)."""

    def __init__(self, days: int) -> None:
        super().__init__("demands.meeting.notice_too_short", field="held_at", days=days)


@dataclass(frozen=True, slots=True)
class DeliberationRecord:
    """What a visit, a survey, a review or a discussion found; people are heads."""

    kind: str
    held_on: date
    participants: int
    findings: str
    in_favour: int | None = None
    file: File[bytes] | None = None


@transaction.atomic
def record_deliberation(*, demand: Demand, by: Membership, values: DeliberationRecord, now: datetime) -> Deliberation:
    """Record a home visit, survey, two-committee review or democratic discussion (R19).

    Raises:
        NotPermitted: `by` is not of the community.
        WrongState: the demand is not in deliberation.
        InvalidInput: a day to come, nobody took part, more in favour than took part.
    """
    permissions.require_community(by, demand)
    _check_record(values, day_of(now))
    demand = locked(demand)
    MACHINE.transition(demand.state, "schedule")
    row = Deliberation.objects.create(
        demand=demand,
        kind=values.kind,
        held_on=values.held_on,
        participants=values.participants,
        in_favour=values.in_favour,
        findings=values.findings,
        file=_stored(values.file, by),
        recorded_by_id=by.user_id,
        recorded_at=now,
    )
    touch(demand)
    note_writer(demand, by)
    record(
        act="demands.deliberation.recorded",
        target=demand,
        by=by,
        parameters={"kind": values.kind, "held_on": str(values.held_on), "participants": str(values.participants)},
    )
    return row


def _stored(upload: File[bytes] | None, by: Membership) -> StoredFile | None:
    """Kept in the act's own transaction: what is refused leaves no file behind."""
    return store(upload=upload, by=by, purpose=permissions.RECORD) if upload else None


def _check_record(values: DeliberationRecord, today: date) -> None:
    if values.kind not in Deliberation.Kind.values:
        raise InvalidInput("demands.deliberation.kind", field="kind")
    if values.held_on > today:
        raise InvalidInput("demands.deliberation.future", field="held_on")
    if values.participants <= 0:
        raise InvalidInput("demands.deliberation.nobody", field="participants")
    if values.in_favour is not None and not 0 <= values.in_favour <= values.participants:
        raise InvalidInput("demands.deliberation.favour", field="in_favour", participants=values.participants)


def deliberation_facts(demand: Demand) -> DeliberationFacts:
    """How many records of each kind stand; one query."""
    kinds = Deliberation.Kind
    counted = demand.deliberations.aggregate(
        visits=Count("pk", filter=Q(kind=kinds.VISIT)),
        surveys=Count("pk", filter=Q(kind=kinds.SURVEY)),
        reviews=Count("pk", filter=Q(kind=kinds.TWO_COMMITTEE_REVIEW)),
        discussions=Count("pk", filter=Q(kind=kinds.DEMOCRATIC_DISCUSSION)),
    )
    return DeliberationFacts(**dict(zip(DeliberationFacts.__slots__, counted.values(), strict=True)))


@transaction.atomic
def call_meeting(
    *, demand: Demand, by: Membership, held_at: datetime, place_text: str, now: datetime
) -> ResidentMeeting:
    """Call the deciding body to a meeting about this demand (R19, R24, R25).

    Raises:
        NotPermitted: `by` is not of the community.
        WrongState: the demand is not in deliberation.
        Refusals: visits or survey, two-committee review or discussion missing.
        NoDecidingBody: the body of the rule set is not registered for this community.
        InvalidInput: it is registered with fewer members than the representatives elected meanwhile.
        NoticeTooShort: fewer days than the rule set asks.
    """
    permissions.require_community(by, demand)
    decision = demand.rule_set.rules.decision
    if gaps := deliberation_gaps(deliberation_facts(demand)):
        raise Refusals(gaps)
    if held_at < now + timedelta(days=decision.meeting_notice_days):
        raise NoticeTooShort(decision.meeting_notice_days)
    demand = locked(demand)
    body = sitting_body(demand.community, decision.deciding_body, day_of(held_at))
    row = ResidentMeeting.objects.create(
        demand=demand,
        body=body,
        held_at=held_at,
        place_text=place_text,
        called_at=now,
        called_by_id=by.user_id,
        invited=body.members,
    )
    move(demand, "schedule", by=by, now=now, parameters={"held_at": held_at.isoformat()})
    notify(
        kind="demands.meeting_called",
        recipients=user_ids(Role.RESIDENT_REPRESENTATIVE, Role.SUPERVISION_COMMITTEE, near=demand.community),
        url=demand.get_absolute_url(),
        parameters={"title": demand.title, "held_at": held_at.isoformat(), "place": place_text},
    )
    return row


@transaction.atomic
def defer_meeting(*, demand: Demand, by: Membership, reason: str, now: datetime) -> Demand:
    """Call the meeting off; it may be called again.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: ``demands.meeting_reason``.
        WrongState: no meeting is called.
    """
    permissions.require_community(by, demand)
    require_text(reason, "demands.meeting_reason")
    demand = move(locked(demand), "defer", by=by, now=now, reason=reason)
    demand.meetings.filter(outcome="").update(outcome="deferred")
    return demand


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """What is written down at a meeting."""

    present: int
    votes_for: int
    against: int
    abstain: int
    chair: str
    minutes: str
    minutes_file: File[bytes] | None = None


@transaction.atomic
def record_meeting(*, demand: Demand, by: Membership, values: MeetingRecord) -> ResidentMeeting:
    """Write down who came and how they voted; the supervision committee countersigns (R24).

    The database's clock decides whether the meeting has begun.

    Raises:
        NotPermitted: `by` is not of the community.
        WrongState: no meeting is called.
        Refusals: impossible numbers, each with its field.
        Refusal: `demands.meeting.not_yet`, before the hour it was called for.
    """
    permissions.require_community(by, demand)
    demand = locked(demand)
    MACHINE.transition(demand.state, "record")
    row = ResidentMeeting.objects.select_for_update().get(demand=demand, outcome="")
    now = clock.read()
    if now < row.held_at:
        raise Refusal("demands.meeting.not_yet", held_at=row.held_at)
    meeting_rules.check_tally(Tally(row.invited, values.present, values.votes_for, values.against, values.abstain))
    for name in ("present", "votes_for", "against", "abstain", "chair", "minutes"):
        setattr(row, name, getattr(values, name))
    row.minutes_file = _stored(values.minutes_file, by)
    row.recorded_by_id, row.recorded_at = by.user_id, now
    row.save()
    note_writer(demand, by)
    move(demand, "record", by=by, now=now, parameters=_tally_parameters(row))
    notify(
        kind="demands.countersign",
        recipients=user_ids(Role.SUPERVISION_COMMITTEE, near=demand.community),
        url=demand.get_absolute_url(),
        parameters={"title": demand.title},
    )
    return row


def _tally_parameters(row: ResidentMeeting) -> dict[str, str]:
    return {name: str(number) for name, number in asdict(row.tally).items()}


@transaction.atomic
def countersign(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """The supervision committee bears witness; the votes then decide (domain 3.2).

    Raises:
        NotPermitted: `by` does not sit on the supervision committee, or wrote the demand or the record.
        WrongState: no record waits.
    """
    require(by, Role.SUPERVISION_COMMITTEE, place=demand.community)
    demand = locked(demand)
    MACHINE.transition(demand.state, "countersign", "resolved")
    row = ResidentMeeting.objects.select_for_update().get(demand=demand, outcome="")
    if row.recorded_by_id in persons(by):
        raise NotPermitted("demands.meeting.own_record")
    permissions.require_not_writer(by, demand)
    decision = demand.rule_set.rules.decision
    result = meeting_rules.outcome(row.tally, quorum=decision.quorum, majority=decision.majority)
    row.outcome, row.countersigned_by_id, row.countersigned_at = result, by.user_id, now
    row.voted = as_voted(demand)
    row.save()
    if result is not Outcome.NO_QUORUM:
        demand.decided_at = now
    return move(demand, "countersign", by=by, now=now, guard=result.value, parameters=_tally_parameters(row))


@transaction.atomic
def refuse_countersign(*, demand: Demand, by: Membership, reason: str, now: datetime) -> Demand:
    """Send a record back that does not say what happened; it is recorded anew."""
    require(by, Role.SUPERVISION_COMMITTEE, place=demand.community)
    permissions.require_not_writer(by, demand)
    return move(locked(demand), "refuse_countersign", by=by, now=now, reason=reason)


@transaction.atomic
def publicise_resolution(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """Post the resolution for the days of the rule set; the clock ends it (domain 2.9, 3.10)."""
    permissions.require_community(by, demand)
    demand = locked(demand)
    days = demand.rule_set.rules.decision.resolution_publicity_days
    last = day_of(now) + timedelta(days=days)
    demand.publicity_ends_at = end_of_day(last)
    move(demand, "publicise", by=by, now=now, parameters={"until": demand.publicity_ends_at.isoformat()})
    post_resolution(demand, by=by, now=now, until=last)
    return demand


@transaction.atomic
def end_publicity(*, demand: Demand) -> Demand:
    """The posting days are over (the clock's act); the database's clock decides.

    Raises:
        Refusal: `demands.publicity_running`, before the last day has passed.
    """
    demand = locked(demand)
    now = clock.read()
    MACHINE.transition(demand.state, "elapse")
    if demand.publicity_ends_at is None or now < demand.publicity_ends_at:
        raise Refusal("demands.publicity_running", until=demand.publicity_ends_at)
    return move(demand, "elapse", by=None, now=now)
