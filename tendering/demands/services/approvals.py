"""Filing, and approval under the five-day clock (备案, 批复; R20, R21, R38, R46)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Max

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, refuse, require_text
from marketplace.primitives.ruleset import ApprovalLevel, CheckpointKind, Tier
from marketplace.rulebook.queries import work_calendar
from tendering.demands import permissions
from tendering.demands.models import Approval, Checkpoint, Demand, DemandNotice, Filing, Opinion
from tendering.demands.queries.leading_group import GroupState, group_state, seat_of
from tendering.demands.queries.people import user_ids
from tendering.demands.rules import decision_clock
from tendering.demands.rules.steps import State
from tendering.demands.rules.tier import Route
from tendering.demands.services.publicity import post_decision
from tendering.demands.services.states import locked, move, note_writer, retier
from tendering.demands.transitions import MACHINE

ROLE_AT = {Approval.Level.STREET: Role.STREET, Approval.Level.DISTRICT: Role.DISTRICT}
LEVEL_IN = {State.STREET_REVIEW: Approval.Level.STREET, State.DISTRICT_REVIEW: Approval.Level.DISTRICT}


class EarlyDemonstrationMissing(Refusal):
    """The rule set makes an early demonstration obligatory for this tier (R46)."""

    def __init__(self) -> None:
        super().__init__("demands.early_demonstration_missing")


class GroupHasNotDecided(Refusal):
    """The leading group's members have not come together in number or have not agreed (R46)."""

    def __init__(self, given: int, needed: int, in_favour: int) -> None:
        super().__init__("demands.group_has_not_decided", given=given, needed=needed, in_favour=in_favour)


@transaction.atomic
def submit_decision(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """Send what residents decided on its way: to be filed, or to be approved (R20).

    Raises:
        NotPermitted: `by` is not of the community.
        WrongState: the resolution's publicity is not over.
    """
    permissions.require_community(by, demand)
    demand = locked(demand)
    decision = retier(demand)
    move(demand, "submit", by=by, now=now, guard=decision.route.value, parameters={"tier": decision.tier.value})
    if decision.route is Route.FILE:
        _open_filing(demand, now)
    else:
        open_round(demand, Approval.Level.STREET, now)
    return demand


def _open_filing(demand: Demand, now: datetime) -> None:
    due_on = work_calendar().add_workdays(day_of(now), demand.rule_set.rules.duties.approve)
    fresh = {"submitted_at": now, "due_on": due_on, "filed_at": None, "filed_by": None}
    Filing.objects.update_or_create(demand=demand, defaults=fresh)
    _tell_office(demand, Role.STREET, "demands.to_file")


def open_round(demand: Demand, level: Approval.Level, now: datetime, *, same_clock: Approval | None = None) -> Approval:
    """A new approval; with `same_clock` the earlier level's clock goes on (R21: one clock for both levels)."""
    decision = demand.rule_set.rules.decision
    last = demand.approvals.filter(level=level).aggregate(last=Max("round"))["last"] or 0
    row = Approval(demand=demand, level=level, round=last + 1, submitted_at=now)
    if same_clock is not None:
        row.clock = same_clock.clock
    else:
        row.clock = decision_clock.start(day_of(now), decision.clock_working_days, work_calendar())
    row.save()
    _tell_office(demand, ROLE_AT[level], "demands.to_approve")
    return row


def _tell_office(demand: Demand, role: Role, kind: str) -> None:
    _tell(demand, kind, user_ids(role, near=demand.community))


def _tell(demand: Demand, kind: str, recipients: list[int], **parameters: str) -> None:
    words = {"title": demand.title, "number": demand.number, **parameters}
    notify(kind=kind, recipients=recipients, url=demand.get_absolute_url(), parameters=words)


@transaction.atomic
def file_demand(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """The street takes a micro project on file; it does not approve it.

    Raises:
        NotPermitted: `by` is not of the community's street, or wrote the demand.
        WrongState: not submitted for filing.
    """
    require(by, Role.STREET, place=demand.community)
    permissions.require_not_writer(by, demand)
    demand = locked(demand)
    permissions.require_not_writer(by, demand)  # asked again: the same person may have written while this waited
    filing = Filing.objects.filter(demand=demand, filed_at__isnull=True).first()
    if filing is None:
        raise Refusal("demands.not_submitted_for_filing")
    move(demand, "file", by=by, now=now)
    filing.filed_at, filing.filed_by_id = now, by.user_id
    filing.save()
    post_decision(demand, DemandNotice.Kind.FILING, by=by, now=now, since=filing.submitted_at)
    return demand


@transaction.atomic
def give_opinion(*, approval: Approval, by: Membership, vote: str, reason: str, now: datetime) -> Opinion:
    """A member of the leading group says yes or no, or steps aside; said again, it replaces (R46).

    Raises:
        NotPermitted: `by` is no member of this level's group, or wrote the demand.
        Refusal: `demands.approval_closed`, once decided.
        InvalidInput: against or stepping aside without a reason.
    """
    demand = approval.demand
    _require_group_member(by, approval)
    permissions.require_not_writer(by, demand)
    if vote not in Opinion.Vote.values:
        raise InvalidInput("demands.opinion.vote", field="vote")
    if vote != Opinion.Vote.FOR and not reason.strip():
        raise InvalidInput("demands.opinion.reason", field="reason")
    _open(approval)
    said = {"member_id": by.user_id, "vote": vote, "reason": reason, "given_at": now}
    # One seat, one voice: the absent member and their substitute speak in turn, never both.
    opinion, _created = Opinion.objects.update_or_create(approval=approval, seat_of=seat_of(by), defaults=said)
    record(
        act="demands.opinion.given",
        target=approval,
        by=by,
        parameters={"vote": vote},
        reason=reason,
        about=[demand],
    )
    return opinion


def _require_group_member(by: Membership, approval: Approval) -> None:
    """Members of the street's group sit for the street, those of the district's for the district."""
    require(by, Role.LEADING_GROUP_MEMBER, place=approval.demand.community)
    if by.place is None or by.place.level != approval.level:
        raise NotPermitted("demands.other_leading_group")


def _open(approval: Approval) -> Approval:
    row = Approval.objects.select_for_update().get(pk=approval.pk)
    if row.decision:
        raise Refusal("demands.approval_closed")
    return row


def undecided(approval: Approval, group: GroupState) -> list[Refusal]:
    """What keeps the office from signing: its group.

    Quorum counts the members who did not step aside; the majority counts those who spoke.
    """
    majority = approval.demand.rule_set.rules.decision.leading_group.majority
    if group.given < group.needed or Fraction(group.in_favour, group.given) <= majority:
        return [GroupHasNotDecided(group.given, group.needed, group.in_favour)]
    return []


@transaction.atomic
def approve(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """The office signs what its leading group agreed to; the last level approves (R20, R21).

    Raises:
        NotPermitted: `by` is not of this level's office, wrote the demand, or signed at the other level.
        WrongState: nothing waits for approval.
        EarlyDemonstrationMissing: obligatory for this tier and not closed (R46).
        GroupHasNotDecided: no quorum or no majority in the leading group.
    """
    demand, row = _for_decision(demand, by)
    decision = retier(demand)
    _check_early_demonstration(demand, decision.tier)
    refuse(undecided(row, group_state(row)))
    given = demand.approvals.filter(decision=Approval.Decision.APPROVED).exclude(level=row.level)
    if set(given.values_list("decided_by_id", flat=True)) & persons(by):
        raise NotPermitted("demands.approved_before")
    _close(row, Approval.Decision.APPROVED, by, now)
    is_last = decision.ends_at(ApprovalLevel(row.level))
    move(demand, "approve", by=by, now=now, guard="last_level" if is_last else "next_level")
    if not is_last:
        same = row if demand.rule_set.rules.decision.clock_scope == "both_levels" else None
        open_round(demand, Approval.Level.DISTRICT, now, same_clock=same)
    else:
        post_decision(demand, DemandNotice.Kind.APPROVAL, by=by, now=now, since=_first_submitted(demand))
        _tell(demand, "demands.approved", user_ids(Role.COMMUNITY, near=demand.community))
    return demand


def _first_submitted(demand: Demand) -> datetime:
    """When the papers first came to an office."""
    return demand.approvals.earliest("submitted_at").submitted_at


def _for_decision(demand: Demand, by: Membership) -> tuple[Demand, Approval]:
    """The locked demand and its open approval, if `by` may decide at this level."""
    _require_office(by, demand)
    demand = locked(demand)
    _require_office(by, demand)
    return demand, Approval.objects.select_for_update().get(demand=demand, decision="")


def _require_office(by: Membership, demand: Demand) -> None:
    """Asked before the lock, and again under it: the level may have changed meanwhile."""
    require(by, Role.STREET, Role.DISTRICT, place=demand.community)
    permissions.require_not_writer(by, demand)
    MACHINE.transition(demand.state, "return")
    require(by, ROLE_AT[LEVEL_IN[State(demand.state)]], place=demand.community)


def _close(row: Approval, decision: Approval.Decision, by: Membership, now: datetime, reason: str = "") -> None:
    row.decision, row.reason = decision, reason
    row.decided_by_id, row.decided_at = by.user_id, now
    row.save()


def _check_early_demonstration(demand: Demand, tier: Tier) -> None:
    if CheckpointKind.EARLY not in demand.rule_set.rules.delivery.checkpoints[tier]:
        return
    if not demand.checkpoints.filter(kind=Checkpoint.Kind.EARLY, state=Checkpoint.State.CLOSED).exists():
        raise EarlyDemonstrationMissing


@transaction.atomic
def return_demand(*, demand: Demand, by: Membership, reason: str, now: datetime) -> Demand:
    """Give the papers back to the community for correction; the clock pauses (R21).

    Raises:
        InvalidInput: ``demands.decision_reason``.
    """
    demand, row = _for_decision(demand, by)
    require_text(reason, "demands.decision_reason")
    row.clock = decision_clock.pause(row.clock, day_of(now), work_calendar())
    _close(row, Approval.Decision.RETURNED, by, now, reason)
    move(demand, "return", by=by, now=now, reason=reason)
    _tell(demand, "demands.returned", user_ids(Role.COMMUNITY, near=demand.community), reason=reason)
    return demand


@transaction.atomic
def reject(*, demand: Demand, by: Membership, reason: str, now: datetime) -> Demand:
    """Say no for good; the need may be proposed anew.

    Raises:
        InvalidInput: ``demands.decision_reason``.
    """
    demand, row = _for_decision(demand, by)
    require_text(reason, "demands.decision_reason")
    _close(row, Approval.Decision.REJECTED, by, now, reason)
    demand.public_reason = reason
    move(demand, "reject", by=by, now=now, reason=reason)
    _tell(demand, "demands.rejected", user_ids(Role.COMMUNITY, near=demand.community), reason=reason)
    return demand


@transaction.atomic
def resubmit(*, demand: Demand, by: Membership, answer: str, now: datetime) -> Demand:
    """Submit the mended papers to the level that returned them; the clock goes on with the days left.

    What was mended down to a micro project within the threshold needs no approval any more: the street files it (R20).

    Raises:
        NotPermitted: `by` is not of the community.
        WrongState: nothing was returned.
    """
    permissions.require_community(by, demand)
    demand = locked(demand)
    MACHINE.rows(demand.state, "resubmit") or MACHINE.transition(demand.state, "resubmit")
    note_writer(demand, by)
    decision = retier(demand)
    tier = {"tier": decision.tier.value}
    if decision.route is Route.FILE:
        move(demand, "resubmit", by=by, now=now, guard=Route.FILE.value, reason=answer, parameters=tier)
        _open_filing(demand, now)
        return demand
    last = demand.approvals.filter(decision=Approval.Decision.RETURNED).latest("decided_at", "pk")
    guard = ROLE_AT[Approval.Level(last.level)]
    move(demand, "resubmit", by=by, now=now, guard=guard, reason=answer, parameters=tier)
    row = open_round(demand, Approval.Level(last.level), now, same_clock=last)
    row.clock = decision_clock.resume(last.clock, day_of(now), work_calendar())
    row.save()
    return demand


@transaction.atomic
def escalate(*, approval: Approval, now: datetime) -> bool:
    """An overdue approval shows up one level higher and is counted; it is never approved by lapse of time (R21).

    Returns:
        Whether it was escalated now.
    """
    row = Approval.objects.select_for_update().select_related("demand__community").get(pk=approval.pk)
    if row.decision or row.escalated_at or not decision_clock.is_overdue(row.clock, day_of(now)):
        return False
    row.escalated_at = now
    row.save(update_fields=["escalated_at"])
    demand = row.demand
    record(act="demands.approval.escalated", target=demand, parameters={"level": row.level, "due": str(row.due_on)})
    _tell(demand, "demands.overdue", user_ids(Role.DISTRICT, near=demand.community), due=str(row.due_on))
    return True
