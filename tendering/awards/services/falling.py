"""An award falls: annulled, refused, not signed in time, or its contractor left the roster (domain 3.4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from catalog.rules.states import CreditKind
from catalog.services.records import record_credit
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import require_text
from tendering.awards import permissions
from tendering.awards.contractors import contractors
from tendering.awards.models import Award, Objection
from tendering.awards.queries.candidates import is_anybody_left, may_all_contract
from tendering.awards.queries.challenges import is_challenged
from tendering.awards.rules.states import BEFORE_CONTRACT, ObjectionState, State
from tendering.awards.services.renewing import miss
from tendering.awards.services.signing import is_contractors_delay, renew_after_suspension
from tendering.awards.services.states import TenderNotOpen, locked, move
from tendering.awards.services.telling import tell_offices, tell_winner
from tendering.awards.services.turns import tell_freed
from tendering.awards.transitions import OBJECTION
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Notice, Tender
from tendering.tenders.services.announcing import fail
from tendering.tenders.services.states import publish_notice

NOT_SIGNED = "中选人未在规定期限内签订合同"
PURCHASER_LATE = "发包方未在规定期限内签订合同"
LEFT_ROSTER = "中选机构已不在名录库有效期内"
NOBODY_NEXT = "中选结果失效,没有可以递补的候选人"


def fall(
    award: Award,
    act: str,
    *,
    by: Membership | None,
    now: datetime,
    reason: str,
    blamed: bool = False,
) -> Award:
    """Let a locked award fall with a public reason; with nobody next in rank the call fails at once.

    Args:
        blamed: the contractor withdrew: credit falls by the rule set (domain 2.8), for providers only; the members of a
            consortium answer for one another.
    """
    write_fall(award, act, by=by, now=now, reason=reason)
    for provider in contractors(award) if blamed else ():
        kind = CreditKind.WITHDRAWN_AFTER_AWARD
        record_credit(provider=provider, kind=kind, cause=award.number, by=by, note=reason, now=now)
    if not is_anybody_left(award.tender, day_of(now)):
        fail(tender=award.tender, reason=NOBODY_NEXT, by=by)
    return award


def write_fall(award: Award, act: str, *, by: Membership | None, now: datetime, reason: str) -> None:
    """State, notice, open objections, messages; what follows is the caller's to see to."""
    award.public_reason = reason[:2000]
    award.remaining_workdays = None
    move(award, act, by=by, now=now, reason=reason)
    settle(award.objections.all(), award.public_reason, by, now)
    if award.is_public:
        body = {"award": award.number, "contractor": award.contractor_name, "state": award.state, "reason": reason}
        publish_notice(award.tender, Notice.Kind.AWARD_FELL, body, by=by, now=now)
    if award.provider is not None:
        tell_winner("fell", award, reason=reason)
    tell_offices("fell", award, Role.COMMUNITY, reason=reason)


def end_with_call(*, tender: Tender) -> None:
    """The call failed or was cancelled: its live award is void with it; runs under the call's lock.

    Challenges of its documents and of its steps stay open: they are answered, and what ended is challenged, too.
    """
    for award in Award.objects.filter(tender=tender, state__in=BEFORE_CONTRACT).select_related(
        "provider__organisation"
    ):
        award.tender = tender
        write_fall(award, "call_ended", by=None, now=clock.read(), reason=tender.public_reason)
    assert tender.ended_at is not None  # written with its state
    tell_freed(tender, tender.ended_at)


def settle(objections: QuerySet[Objection], reason: str, by: Membership | None, now: datetime) -> None:
    """Whoever still waits learns that award or call ended for another cause."""
    for objection in objections.filter(state=ObjectionState.OPEN).order_by("pk"):
        objection.state = OBJECTION.target(objection.state, "settle")
        objection.answer, objection.answered_at = reason, now
        objection.answered_by_id = by.user_id if by else None
        objection.save()


@transaction.atomic
def refuse_award(*, award: Award, by: Membership, reason: str) -> Award:
    """The contractor steps back; credit −30 by the rule set, the next in rank or a new call follows.

    It loses none where the purchaser let the days for signing pass, these or those before them, once it had signed:
    nobody is bound to wait for a contract.

    Raises:
        NotPermitted: `by` does not sign for the contractor (for a residents' group: is not of its community).
        InvalidInput: no reason.
        WrongState: it is not public yet, or ended.
    """
    permissions.require_winner(by, award)
    reason = _said(reason)
    award, now = locked(award), clock.read()
    return fall(award, "refuse", by=by, now=now, reason=reason, blamed=not award.is_let_down(now))


@transaction.atomic
def annul(*, award: Award, by: Membership, reason: str) -> Award:
    """Street or district voids an award after a complaint (domain 2.6), until the contract is signed.

    Raises:
        NotPermitted: `by` is of neither.
        InvalidInput: no reason.
    """
    permissions.require_oversight(by, award)
    reason = _said(reason)
    award = locked(award)
    return fall(award, "annul", by=by, now=clock.read(), reason=reason)


@transaction.atomic
def lapse_unsigned(*, award: Award) -> bool:
    """The signing days are over without a contract (the clock's act); says whether the award lapsed now.

    Only where the contractor had the contract before it all these days and did not sign: then credit falls. Where the
    purchaser was late, street or district decides; a demand that ended takes its award with it, without blame.
    """
    try:
        award = locked(award)
    except TenderNotOpen:
        return False
    if is_challenged(award.tender):
        return False
    now = clock.read()
    renew_after_suspension(award)
    window = award.signing_window
    if award.state != State.LETTERED or window is None or not window.is_over(now):
        return False
    is_alive = award.tender.demand.state == DemandState.AWARDED
    is_blamed = is_alive and is_contractors_delay(award)
    if is_alive and not is_blamed:
        miss(award, now)
        return False
    fall(award, "lapse", by=None, now=now, reason=NOT_SIGNED if is_blamed else PURCHASER_LATE, blamed=is_blamed)
    return True


@transaction.atomic
def fall_out(*, award: Award) -> bool:
    """The roster entry of the contractor, or of a member of a consortium, left force: nobody off it is contracted.

    Returns:
        Whether the award fell now.
    """
    try:
        award = locked(award)
    except TenderNotOpen:
        return False
    now = clock.read()
    if award.state not in BEFORE_CONTRACT or may_all_contract(award.tender, contractors(award), day_of(now)):
        return False
    fall(award, "fall_out", by=None, now=now, reason=LEFT_ROSTER)
    return True


def _said(reason: str) -> str:
    require_text(reason, "awards.reason_missing")
    return reason.strip()
