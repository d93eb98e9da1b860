"""Announcing, amending, extending, failing, cancelling, suspending a call (domain 2.2, 3.4; R39)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.services.telling import provider_people
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import InvalidInput, Refusal, refuse, require_text
from marketplace.primitives.ruleset import Tier
from marketplace.rulebook.queries import work_calendar
from tendering.demands.queries.people import user_ids
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.matching import refuse_both_sides, refuse_planner
from tendering.demands.services.progress import advance, is_past_award
from tendering.funds.queries.plans import missing_from, total_of, unbacked
from tendering.tenders import endings, permissions
from tendering.tenders.models import Invitation, Notice, SuspensionOrder, Tender
from tendering.tenders.queries import suspensions
from tendering.tenders.queries.notices import announcement
from tendering.tenders.queries.rounds import failed_calls
from tendering.tenders.rules import notice, timetable
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import LIVE, PUBLIC
from tendering.tenders.services import answering, checking, complexity, splitting, suspending
from tendering.tenders.services.keys import take_key
from tendering.tenders.services.lots import align, hold_lots
from tendering.tenders.services.states import locked, move, note_writer, publish_notice, refuse_lot
from tendering.tenders.transitions import MACHINE
from tendering.tenders.wording.reasons import written

Kind = Notice.Kind


class TooFewInvited(Refusal):
    """An invited call needs as many invitations as responses are asked for."""

    def __init__(self, invited: int, needed: int) -> None:
        super().__init__("tenders.too_few_invited", invited=invited, needed=needed)


class TierRaised(Refusal):
    """What was prepared for a lower tier is not let by it (R38)."""

    def __init__(self, tier: Tier) -> None:
        super().__init__("tenders.tier_raised", tier=tier)


class PledgeUnbacked(Refusal):
    """A contributor's part is neither here nor backed by a signed letter (domain 3.6)."""

    def __init__(self, contributor: str, missing: Decimal) -> None:
        super().__init__("tenders.pledge_unbacked", contributor=contributor, missing=missing)


@transaction.atomic
def announce(*, tender: Tender, by: Membership, deadline_at: datetime | None = None) -> Tender:
    """Approve the documents and announce: the notice, the sealing key, the deadline, letting starts.

    Without competition there is no deadline and no key; the award follows (domain 3.4).

    Args:
        deadline_at: when responses close; only with competition, and then checked against the rule set.

    Raises:
        NotPermitted: `by` is not of the office that approves, or wrote in the documents.
        InvalidInput: the deadline leaves too little time.
        PlannedIt, OnBothSides: the one offer is by whoever planned the project, or stands on its other side, too.
        TierRaised: the project was raised to another tier since the call was prepared.
        PledgeUnbacked: co-funding that is neither received nor backed by a signed letter; several as `Refusals`.
        TooFewInvited: an invited call without enough invitations.
        BarrierUnanswered: words that look like an unlawful condition, neither mended nor answered; as `Refusals`.
        SplittingUndecided, SplittingConfirmed: projects that pass a limit together, not accepted as separate needs.
        ChecklistIncomplete: under the statute, with the items nobody has seen.
        PoolEmpty: no sealing key is ready.
    """
    permissions.require_approver(by, tender)
    tender = locked(tender)
    permissions.require_approver(by, tender)  # asked again: the same person may have written while this waited
    refuse_lot(tender)
    return go_out(tender, by=by, deadline_at=deadline_at, now=clock.read())


def go_out(tender: Tender, *, by: Membership, deadline_at: datetime | None, now: datetime) -> Tender:
    """Announce a locked call; whoever may is the caller's to judge.

    Raises: as `announce`.
    """
    _refuse_outgrown(tender)
    _refuse_unbacked(tender)
    checking.refuse_unseen(tender)
    answering.refuse_unanswered(tender)
    splitting.refuse_splitting(tender)
    complexity.seat_more(tender)
    tender.documents_approved_by_id, tender.announced_at = by.user_id, now
    if tender.procedure.competition:
        _open_competition(tender, deadline_at, now)
        move(tender, "announce", by=by, now=now, guard="competition")
    else:
        _refuse_offerer(tender, now)
        move(tender, "announce", by=by, now=now, guard="direct")
    publish_notice(tender, Kind.ANNOUNCEMENT, announcement(tender), by=by, now=now)
    advance(demand=tender.demand, act="start_letting", by=by, now=now)
    _tell_invited(tender)
    return tender


def _refuse_offerer(tender: Tender, now: datetime) -> None:
    """Who planned the project, or who stands on both sides, may have come on record since the offer was."""
    provider = tender.offer.provider
    if provider is not None:
        refuse_planner(tender.demand, provider)
        refuse_both_sides(tender.demand, provider, now)


def _refuse_outgrown(tender: Tender) -> None:
    """A project may have been raised, or have less money, since its call was prepared (R38)."""
    demand = tender.demand
    if Tier(demand.tier).rank > Tier(tender.tier).rank:
        raise TierRaised(Tier(demand.tier))
    if demand.plan is not None and tender.ceiling > (most := total_of(demand.plan)):
        raise InvalidInput("tenders.ceiling_above_budget", field="ceiling", budget=most)


def _refuse_unbacked(tender: Tender) -> None:
    """Nobody is asked for offers on money that only was promised by word (domain 3.6)."""
    plan = tender.demand.plan
    lines = unbacked(plan) if plan else []
    refuse([PledgeUnbacked(line.contributor, missing_from(line)) for line in lines])


def _open_competition(tender: Tender, deadline_at: datetime | None, now: datetime) -> None:
    if deadline_at is None:
        raise InvalidInput("tenders.deadline_missing", field="deadline_at")
    timetable.check_deadline(deadline_at, now, tender.procedure, work_calendar())
    if tender.procedure.invited_only:
        _require_invited(tender, now)
    tender.deadline_at = deadline_at
    tender.sealing_key = take_key()


def _require_invited(tender: Tender, now: datetime) -> None:
    """Who declined, or let the invitation expire, will not answer: only the others count."""
    waiting = Q(state=Invitation.State.INVITED, expires_at__gt=now)
    invited = tender.invitations.filter(waiting | Q(state=Invitation.State.ACCEPTED)).count()
    if invited < tender.procedure.minimum_responses:
        raise TooFewInvited(invited, tender.procedure.minimum_responses)


def _tell_invited(tender: Tender) -> None:
    rows = tender.invitations.select_related("provider__organisation")
    people = {pk for row in rows for pk in provider_people(row.provider)}
    notify(
        kind="tenders.invited",
        recipients=sorted(people),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title},
    )


@transaction.atomic
def amend(*, tender: Tender, by: Membership, content: Content, reason: str, ceiling: Decimal | None = None) -> Tender:
    """Change a running call by a new notice that shows the difference; the deadline moves when it must.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: nothing changed, no reason, or a ceiling above what is set aside.
        Refusal: as `refuse_unapproved`.
    """
    permissions.require_community(by, tender)
    require_text(reason, "tenders.reason_missing")
    hold_lots(tender)
    tender = locked(tender)
    refuse_unapproved(tender, content, ceiling)
    return rewrite(tender=tender, by=by, content=content, reason=reason, ceiling=ceiling, now=clock.read())


def refuse_unapproved(tender: Tender, content: Content, ceiling: Decimal | None = None) -> None:
    """Refuse to rewrite alone, for whoever runs the call, what the approval of its documents rests on.

    A remedy that found the conditions wrong changes them (`rewrite`); anybody else cancels and calls again.

    Raises:
        InvalidInput: `tenders.approved_eligibility`, who may answer; `tenders.approved_ceiling`, a higher one.
    """
    if content.eligibility.split() != Content.from_mapping(tender.content).eligibility.split():
        raise InvalidInput("tenders.approved_eligibility", field="eligibility")
    if ceiling is not None and ceiling > tender.ceiling:
        raise InvalidInput("tenders.approved_ceiling", field="ceiling", ceiling=tender.ceiling)


def rewrite(
    *, tender: Tender, by: Membership, content: Content, reason: str, now: datetime, ceiling: Decimal | None = None
) -> Tender:
    """Amend a locked call; whoever may is the caller's to judge. Other open lots are locked, and move along.

    Raises: as `amend`.
    """
    rewrite_one(tender=tender, by=by, content=content, reason=reason, now=now, ceiling=ceiling)
    align(tender, "amend", by=by, now=now)
    return tender


def rewrite_one(
    *, tender: Tender, by: Membership, content: Content, reason: str, now: datetime, ceiling: Decimal | None = None
) -> Tender:
    """Amend a locked call and no other lot.

    Raises: as `amend`.
    """
    _require_running(tender, now)
    before = announcement(tender)
    _write_amendment(tender, content, ceiling, now)
    changes = notice.differences(before, announcement(tender))
    if not changes:
        raise InvalidInput("tenders.nothing_changed")
    note_writer(tender, by)
    move(tender, "amend", by=by, now=now, reason=reason)
    diff = [asdict(change) for change in changes]
    publish_notice(tender, Kind.AMENDMENT, announcement(tender) | {"reason": reason}, by=by, now=now, diff=diff)
    return tender


def _require_running(tender: Tender, now: datetime) -> None:
    """Only a call that still takes responses can be changed (the database's clock decides)."""
    if not tender.is_open_at(now):
        raise Refusal("tenders.not_running")


def _write_amendment(tender: Tender, content: Content, ceiling: Decimal | None, now: datetime) -> None:
    if bool(content.fixed_price) != tender.has_fixed_price:
        raise InvalidInput("tenders.fixed_price_stands")
    answering.refuse_unanswered(tender, content)
    tender.content = content.to_mapping()
    if ceiling is not None:
        most = total_of(tender.demand.plan) if tender.demand.plan else Decimal(0)
        if not Decimal(0) < ceiling <= most:
            raise InvalidInput("tenders.ceiling_above_budget", field="ceiling", budget=most)
        tender.ceiling = ceiling
    assert tender.deadline_at is not None  # a running call has one
    tender.deadline_at = timetable.amended_deadline(tender.deadline_at, now, tender.procedure, work_calendar())


@transaction.atomic
def extend_once(*, tender: Tender) -> Tender:
    """Too few responses: extend once by the days of the rule set; the notice says so and nothing more (domain 3.4).

    Called by `bids` at the deadline, with the tender's lock held in the same transaction.
    """
    tender = locked(tender)
    now = clock.read()
    if tender.was_extended or not tender.procedure.extend_once_working_days or tender.deadline_at is None:
        raise Refusal("tenders.cannot_extend")
    tender.deadline_at = timetable.extended_deadline(tender.deadline_at, now, tender.procedure, work_calendar())
    tender.was_extended = True
    move(tender, "extend", by=None, now=now)
    body = {"deadline_at": tender.deadline_at.isoformat(), "minimum": str(tender.procedure.minimum_responses)}
    publish_notice(tender, Kind.EXTENSION, body, by=None, now=now)
    align(tender, "extend", by=None, now=now)
    return tender


@transaction.atomic
def fail(*, tender: Tender, reason: str, by: Membership | None = None, tells: bool = True) -> Tender:
    """The call came to nothing (流标): too few, all invalid, or over the budget; the demand may be let anew.

    The community is told how it goes on: to call again, or to agree once enough calls have failed.

    Args:
        tells: whether those who take part are told now; the caller tells of several lots together.
    """
    tender = locked(tender)
    now = clock.read()
    tender.public_reason = reason
    suspending.end_with_call(tender, by=by, reason=reason, now=now)
    move(tender, "fail", by=by, now=now, reason=reason)
    body = {"reason": reason, "round": str(tender.round)}
    publish_notice(tender, Kind.FAILURE, body, by=by, now=now, tells=tells)
    _free_demand(tender, by=by, now=now, reason=reason)
    _tell_failed(tender)
    return tender


def _tell_failed(tender: Tender) -> None:
    may_agree = 0 < tender.procedure.calls_before_agreed_award <= failed_calls(tender.demand)
    notify(
        kind="tenders.failed_may_agree" if may_agree else "tenders.failed_call_again",
        recipients=user_ids(Role.COMMUNITY, near=tender.demand.community),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title},
    )


def _free_demand(tender: Tender, *, by: Membership | None, now: datetime, reason: str) -> None:
    """The demand may be let anew; what was built on the call falls with it.

    A demand that ended by itself meanwhile (unfinished at year-end) stays ended.
    """
    endings.tell(tender)
    act = {DemandState.LETTING: "letting_ended", DemandState.AWARDED: "award_fell"}.get(
        DemandState(tender.demand.state)
    )
    if act is not None:
        advance(demand=tender.demand, act=act, by=by, now=now, reason=reason)


@transaction.atomic
def cancel(*, tender: Tender, by: Membership, reason: str) -> Tender:
    """Stop a call with a public reason (废标); nobody ends what an office examines by ending the call.

    Raises:
        NotPermitted: `by` is not of the community; once it is opened, not of the office that approved the documents or
            one above it, or wrote in them.
        InvalidInput: no reason.
        Refusal: ``tenders.cancel_suspended``; or what a later stage names, such as a challenge that waits.
    """
    permissions.require_canceller(by, tender)
    require_text(reason, "tenders.reason_missing")
    tender = locked(tender)
    permissions.require_canceller(by, tender)  # asked again: it may have been opened while this waited
    _stop_unbarred(tender, by, reason)
    if by.role != Role.COMMUNITY:
        _tell_community(tender, reason)
    return tender


@transaction.atomic
def let_anew(*, tender: Tender, by: Membership, reason: str) -> Tender:
    """The award has fallen, and its community calls anew instead of taking the next in rank (domain 3.4).

    Raises: as `cancel`; NotPermitted: `by` is not of the community.
    """
    permissions.require_community(by, tender)
    require_text(reason, "tenders.reason_missing")
    return _stop_unbarred(locked(tender), by, reason)


def _stop_unbarred(tender: Tender, by: Membership, reason: str) -> Tender:
    if (bar := endings.barred(tender)) is not None:
        raise bar
    return stop(tender=tender, by=by, reason=reason, now=clock.read())


@transaction.atomic
def end_with_year(*, tender: Tender) -> bool:
    """The clock's act: a call that is not decided in its project's year ends, for its money goes with the year.

    Its project waits for the new year's account, without a bar (domain 3.2). While an office examines the call,
    or somebody waits for an answer, it stands. Says whether it ended.
    """
    tender = locked(tender)
    if tender.state not in PUBLIC & LIVE or not is_past_award(tender.demand, now := clock.read()):
        return False
    if endings.barred(tender) is not None:
        return False
    reason = written(_("The year ended before an award: the money set aside for it goes back with the year."))
    stop(tender=tender, by=None, reason=reason, now=now)
    _tell_community(tender, reason)
    return True


def _tell_community(tender: Tender, reason: str) -> None:
    notify(
        kind="tenders.cancelled",
        recipients=user_ids(Role.COMMUNITY, near=tender.demand.community),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title, "reason": reason},
    )


def stop(*, tender: Tender, by: Membership | None, reason: str, now: datetime) -> Tender:
    """End a locked call with a public reason; whoever may is the caller's to judge.

    Raises:
        LotOfJointCall: before the announcement a lot is taken out of its joint call first.
    """
    was_public = tender.is_public
    if not was_public:
        refuse_lot(tender)
    tender.public_reason = reason
    suspending.end_with_call(tender, by=by, reason=reason, now=now)
    move(tender, "cancel", by=by, now=now, reason=reason)
    if was_public:
        publish_notice(tender, Kind.CANCELLATION, {"reason": reason}, by=by, now=now)
        _free_demand(tender, by=by, now=now, reason=reason)
    return tender


@transaction.atomic
def suspend(*, tender: Tender, by: Membership, reason: str) -> Tender:
    """Street or district stops the clock of a call, with a public reason; one that another office holds, too.

    Such an order has no end, so the district hears of a street's.

    Raises:
        NotPermitted: `by` is of neither.
        InvalidInput: no reason.
        SuspendedAlready: the office holds it already.
    """
    permissions.require_oversight(by, tender)
    tender = suspending.pause(tender=locked(tender), by=by, reason=reason, now=clock.read())
    if by.role == Role.STREET:
        notify(
            kind="tenders.street_suspended",
            recipients=user_ids(Role.DISTRICT, near=tender.demand.community),
            url=tender.get_absolute_url(),
            parameters={"title": tender.demand.title, "reason": reason.strip()},
        )
    return tender


@transaction.atomic
def resume(*, tender: Tender, by: Membership, reason: str, order: SuspensionOrder | None = None) -> Tender:
    """Lift an order; the call goes on where it was suspended once no other holds it.

    What ran has the working days back that the suspension took.

    Args:
        order: the one that is lifted; without one the office's own, or the first that it may lift.

    Raises:
        NotPermitted: `by` is neither of the office that gave the order, nor of one above it.
        InvalidInput: no reason.
        WrongState: the call is not suspended.
        Refusal: ``tenders.order_lifted``: that order holds it no more.
    """
    permissions.require_lifting_office(by, tender)
    tender = locked(tender)
    MACHINE.target(tender.state, "lift")
    found = suspensions.in_force(tender)
    if order is None:
        found = permissions.liftable(by, found) or found
    chosen = next((row for row in found if order in (None, row)), None)
    if chosen is None:
        raise Refusal("tenders.order_lifted", field="order")
    permissions.require_lifter(by, chosen)
    return suspending.lift(tender=tender, order=chosen, by=by, reason=reason, now=clock.read())


def conclude(*, tender: Tender, by: Membership | None, now: datetime) -> Tender:
    """The contract is signed: the call, which the caller holds, is over."""
    return move(tender, "conclude", by=by, now=now)
