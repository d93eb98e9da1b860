"""Moving a tender: the one place where its state is written; notices are numbered here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal
from tendering.demands.models import Demand
from tendering.tenders.models import JointCall, Notice, Tender
from tendering.tenders.rules.states import ENDED, State
from tendering.tenders.services.telling import tell_of
from tendering.tenders.transitions import JOINT, MACHINE

LOT_NEEDS = ("demand__community", "demand__rule_set", "demand__plan", "rule_set")


def locked(tender: Tender) -> Tender:
    """The tender and its demand, fresh and locked in this order until the transaction ends (docs/locking.md).

    A row that is joined and not locked would be as old as the wait for the lock.
    """
    rows = Tender.objects.select_for_update(of=("self", "demand")).select_related("demand__community", "rule_set")
    return rows.get(pk=tender.pk)


def locked_lots(joint: JointCall, beside: Demand | None = None) -> tuple[JointCall, list[Tender]]:
    """The joint call, then its living lots in their order with their demands, fresh and locked (docs/locking.md).

    Args:
        beside: another demand that is locked among theirs: it is to become a lot.
    """
    joint = JointCall.objects.select_for_update(of=("self",)).select_related("place__parent").get(pk=joint.pk)
    lots = joint.lots.exclude(state__in=sorted(ENDED))
    hold_demands([*lots.values_list("demand_id", flat=True), *([beside.pk] if beside else [])])
    return joint, list(lots.select_related(*LOT_NEEDS).order_by("lot"))


def hold_demands(keys: Collection[int]) -> None:
    """Lock all rounds of these demands and then the demands, each ascending by key."""
    list(Tender.objects.select_for_update().filter(demand__in=keys).order_by("pk").values_list("pk"))
    list(Demand.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def note_writer(tender: Tender, by: Membership) -> None:
    """Whoever writes in the documents of a locked call, or has them stand on another basis, does not approve them."""
    tender.writers.add(*counts_for(by))


class LotOfJointCall(Refusal):
    """What is done once for all lots is not done to one of them."""

    def __init__(self, tender: Tender) -> None:
        number = tender.joint.number if tender.joint else ""
        super().__init__("tenders.lot_of_joint_call", lot=tender.lot, number=number)


def refuse_lot(tender: Tender) -> None:
    """Raise `LotOfJointCall` where the call goes out together with others."""
    if tender.joint_id is not None:
        raise LotOfJointCall(tender)


def move_joint(joint: JointCall, act: str, lots: Sequence[Tender], *, by: Membership, reason: str = "") -> JointCall:
    """Write the state that follows from `act` and record it; the caller holds the row's lock.

    Raises:
        WrongState: the act does not follow from the state the joint call is in.
    """
    joint.state = JOINT.target(joint.state, act)
    joint.version += 1
    joint.save()
    record(act=f"tenders.joint.{act}", target=joint, by=by, reason=reason, about=[lot.demand for lot in lots])
    return joint


def move(
    tender: Tender,
    act: str,
    *,
    by: Membership | None,
    now: datetime,
    guard: str | None = None,
    reason: str = "",
    parameters: dict[str, str] | None = None,
) -> Tender:
    """Write the state that follows from `act` and record it; the caller holds the row's lock.

    Raises:
        WrongState: the act does not follow from the state the tender is in.
    """
    source = State(tender.state)
    tender.state = MACHINE.target(source, act, guard)
    tender.version += 1
    if tender.state in ENDED:
        tender.ended_at = now
    tender.save()
    record(
        act=f"tenders.tender.{act}",
        target=tender,
        by=by,
        reason=reason,
        parameters={"from": source.value, "to": tender.state, **(parameters or {})},
        about=[tender.demand],
    )
    return tender


def publish_notice(
    tender: Tender,
    kind: Notice.Kind,
    body: dict[str, Any],
    *,
    by: Membership | None,
    now: datetime,
    diff: Sequence[dict[str, str]] = (),
    tells: bool = True,
) -> Notice:
    """Write the next notice of a tender; notices are never changed (R39). Whoever takes part is told of it.

    Args:
        tells: whether they are told now; the caller tells them in another way, or later with others.
    """
    last = tender.notices.aggregate(last=Max("number"))["last"] or 0
    notice = Notice.objects.create(
        tender=tender,
        number=last + 1,
        kind=kind,
        body=body,
        diff=list(diff),
        published_at=now,
        published_by_id=by.user_id if by else None,
    )
    if tells:
        tell_of(notice)
    return notice
