"""What this person may do with this joint call now: links of its page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Action, ActionTable
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.permissions import approves_joint, runs_joint
from tendering.tenders.rules.joint import BEFORE, JointState


def removable(by: Membership, joint: JointCall) -> list[Tender]:
    """The lots that this person may take out: all for the office that runs it, its own for a community."""
    lots = joint.lots.select_related("demand__community").order_by("lot")
    if runs_joint(by, joint):
        return list(lots)
    return [lot for lot in lots if holds(by, Role.COMMUNITY, place=lot.demand.community)]


def _takes_out(by: Membership, joint: JointCall) -> bool:
    return bool(removable(by, joint))


ACTIONS = ActionTable[JointCall](
    "tenders",
    (
        Action("joint_submit", _("Submit the documents of all lots"), (JointState.PREPARING,), runs_joint),
        Action("joint_announce", _("Approve and announce all lots"), (JointState.REVIEW,), approves_joint),
        Action("joint_amend", _("Amend what is common to all lots"), (JointState.ANNOUNCED,), runs_joint, quiet=True),
        Action("joint_join", _("Let one project more together"), BEFORE, runs_joint, quiet=True),
        Action("joint_take_out", _("Take a lot out"), BEFORE, _takes_out, quiet=True),
        Action("joint_return", _("Return the documents"), (JointState.REVIEW,), approves_joint, quiet=True),
    ),
)
