"""Joint calls that wait for somebody before their announcement."""

from __future__ import annotations

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.ui.waiting import Rows
from tendering.tenders.models import JointCall
from tendering.tenders.permissions import wrote_joint
from tendering.tenders.rules.joint import JointState


def to_finish(by: Membership) -> Rows:
    """Those in preparation that the person's own office runs."""
    rows = JointCall.objects.filter(place=by.place, state=JointState.PREPARING)
    return Rows("tenders.finish_joint", rows, "title", "tenders:joint_detail", "number")


def to_approve(by: Membership) -> Rows:
    """Those whose documents wait for the person's office; never where the person wrote some of them."""
    rows = JointCall.objects.filter(within(by, "place"), state=JointState.REVIEW, approved_by=by.role)
    return Rows("tenders.approve_joint", rows.exclude(wrote_joint(by)), "title", "tenders:joint_detail", "number")
