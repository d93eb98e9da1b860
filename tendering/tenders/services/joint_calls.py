"""A joint call goes out: everything that is common to its lots happens once, for all of them or for none.

The joint call is locked first, then its lots with their demands (docs/locking.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import Refusal, Refusals, require_text
from tendering.demands.queries.people import user_ids
from tendering.tenders import permissions
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.joint import LEAST, Common
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import answering, checking
from tendering.tenders.services.announcing import go_out, refuse_unapproved, rewrite_one
from tendering.tenders.services.states import locked_lots, move, move_joint


@transaction.atomic
def submit_joint(*, joint: JointCall, by: Membership) -> JointCall:
    """Hand the documents of all lots to the office that approves them.

    Raises:
        NotPermitted: `by` is not of the office that runs it.
        WrongState: they are handed in, announced, or dissolved.
        Refusals: which lot holds it up, and why.
    """
    permissions.require_joint(by, joint)
    joint, lots = locked_lots(joint)
    now = clock.read()
    joint.returned_reason = ""
    move_joint(joint, "submit", lots, by=by)
    for lot in lots:
        of_lot(lot, answering.refuse_unanswered)
        move(lot, "submit_docs", by=by, now=now)
    _tell("tenders.docs_to_approve", joint, user_ids(Role(joint.approved_by), near=joint.place))
    return joint


@transaction.atomic
def return_joint(*, joint: JointCall, by: Membership, reason: str) -> JointCall:
    """Send the documents of all lots back with a reason.

    Raises:
        NotPermitted: `by` is not of the office that approves, or wrote some of them.
        InvalidInput: no reason.
        WrongState: they are not under review.
    """
    permissions.require_joint_approver(by, joint)
    require_text(reason, "tenders.reason_missing")
    joint, lots = locked_lots(joint)
    permissions.require_joint_approver(by, joint)  # asked again: the same person may have written while this waited
    now = clock.read()
    joint.returned_reason = reason
    move_joint(joint, "return", lots, by=by, reason=reason)
    for lot in lots:
        move(lot, "return", by=by, now=now, reason=reason)
        checking.forget(lot)
    _tell("tenders.docs_returned", joint, [joint.prepared_by_id], reason=reason)
    return joint


@transaction.atomic
def announce_joint(*, joint: JointCall, by: Membership, deadline_at: datetime) -> JointCall:
    """Approve and announce all lots at once, with one deadline; what keeps one of them back keeps back all.

    Raises:
        NotPermitted: `by` is not of the office that approves, or wrote some of the documents.
        WrongState: they are not under review.
        Refusal: ``tenders.joint_too_few``, too few lots are left.
        Refusals: which lot holds it up, and why (`announcing.announce`).
    """
    permissions.require_joint_approver(by, joint)
    joint, lots = locked_lots(joint)
    permissions.require_joint_approver(by, joint)  # asked again: the same person may have written while this waited
    if len(lots) < LEAST:
        raise Refusal("tenders.joint_too_few", least=LEAST)
    now = clock.read()
    joint.announced_at = now
    move_joint(joint, "announce", lots, by=by)
    for lot in lots:
        of_lot(lot, lambda one: go_out(one, by=by, deadline_at=deadline_at, now=now))
    return joint


@transaction.atomic
def amend_joint(*, joint: JointCall, by: Membership, common: Common, reason: str) -> JointCall:
    """Change what the documents of all running lots say, each with a notice of its own; the deadline moves for all.

    Raises:
        NotPermitted: `by` is not of the office that runs it.
        InvalidInput: no reason; nothing changed, or other conditions of who may answer, as `Refusals` with the lot.
        Refusal: ``tenders.not_running``, no lot takes responses.
    """
    permissions.require_joint(by, joint)
    require_text(reason, "tenders.reason_missing")
    joint, lots = locked_lots(joint)
    now = clock.read()
    running = [lot for lot in lots if lot.is_open_at(now)]
    if not running:
        raise Refusal("tenders.not_running")
    for lot in running:
        of_lot(lot, lambda one: _rewrite_common(one, common, by=by, reason=reason, now=now))
    return joint


def _rewrite_common(lot: Tender, common: Common, *, by: Membership, reason: str, now: datetime) -> None:
    own = Content.from_mapping(lot.content)
    content = common.with_project(own.requirements, own.outputs)
    refuse_unapproved(lot, content)
    rewrite_one(tender=lot, by=by, content=content, reason=reason, now=now)


def of_lot(lot: Tender, act: Callable[[Tender], object]) -> None:
    """Do it to one lot; a refusal names the lot."""
    try:
        act(lot)
    except Refusal as found:
        several = found.refusals if isinstance(found, Refusals) else [found]
        raise Refusals([Refusal("tenders.lot_refused", lot=lot.lot, title=lot.demand.title), *several]) from found


def _tell(kind: str, joint: JointCall, people: Sequence[int], **values: str) -> None:
    notify(kind=kind, recipients=people, url=joint.get_absolute_url(), parameters={"title": joint.title, **values})
