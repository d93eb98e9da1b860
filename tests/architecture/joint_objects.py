"""Joint calls inside somebody's scope, for the table of addresses."""

from __future__ import annotations

from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Level
from tendering.tenders.models import JointCall
from tendering.tenders.rules.joint import JointState
from tendering.tenders.rules.states import State
from tendering.tenders.services.joining import prepare_joint
from tests.architecture.letting_objects import community_of
from tests.factories import accounts, joint

OFFICES = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)


def _joint(owner: Membership, state: JointState, lots: State) -> dict[str, Any]:
    community = community_of(owner)
    place = owner.place if owner.place and owner.place.level in (Level.COMMUNITY, Level.STREET) else community
    call = prepare_joint(
        title="助浴服务联合采购",
        demands=[joint.project(community, budget) for budget in ("1700.00", "900.00")],
        method="inquiry",
        common=joint.common(),
        by=accounts.membership(Role.STREET if place.level == Level.STREET else Role.COMMUNITY, place),
        now=clock.now(),
    )
    announced = clock.now() if state is JointState.ANNOUNCED else None
    approved_by = owner.role if owner.role in OFFICES else call.approved_by
    JointCall.objects.filter(pk=call.pk).update(state=state, approved_by=approved_by, announced_at=announced)
    call.lots.update(state=lots, announced_at=announced)
    return {"slug": call.number}


def draft_joint(owner: Membership) -> dict[str, Any]:
    """A joint call in preparation that the person's office runs."""
    return _joint(owner, JointState.PREPARING, State.PREPARING)


def reviewed_joint(owner: Membership) -> dict[str, Any]:
    """A joint call whose documents wait for the person's office."""
    return _joint(owner, JointState.REVIEW, State.DOC_REVIEW)


def announced_joint(owner: Membership) -> dict[str, Any]:
    """A joint call that everybody may read."""
    return _joint(owner, JointState.ANNOUNCED, State.CLOSED)


OBJECTS = {"draft_joint": draft_joint, "reviewed_joint": reviewed_joint, "announced_joint": announced_joint}
