"""What this person may do with this award now: links of its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from tendering.awards import permissions
from tendering.awards.models import Award
from tendering.awards.rules.states import BEFORE_CONTRACT, FALLEN, IN_PUBLICITY, State
from tendering.tenders.rules.states import State as TenderState

Test = Callable[[Membership, Award], bool]


@dataclass(frozen=True, slots=True)
class Action:
    """A link to an act."""

    name: str
    label: str | Promise
    states: frozenset[State]
    allowed: Test
    quiet: bool = False

    def url(self, award: Award) -> str:
        """Where it is done."""
        return reverse(f"awards:{self.name}", args=[award.number])


def _community(by: Membership, award: Award) -> bool:
    return holds(by, Role.COMMUNITY, place=award.demand.community)


def _objects(by: Membership, award: Award) -> bool:
    return not _refused(permissions.objector, by, award)


def _confirms(by: Membership, award: Award) -> bool:
    return not _refused(permissions.office_of, by, award)


def _winner(by: Membership, award: Award) -> bool:
    return not _refused(permissions.require_winner, by, award)


def _oversight(by: Membership, award: Award) -> bool:
    return holds(by, *permissions.OVERSIGHT, place=award.demand.community)


def _refused(check: Callable[[Membership, Award], object], by: Membership, award: Award) -> bool:
    try:
        check(by, award)
    except NotPermitted:
        return True
    return False


_PUBLIC = BEFORE_CONTRACT - {State.PROPOSED}
ACTIONS = (
    Action("publicise", _("Publish the proposed award"), frozenset({State.PROPOSED}), _community),
    Action("confirm", _("Confirm the award"), frozenset({State.CONFIRMABLE}), _confirms),
    Action("letters", _("Send the letters"), frozenset({State.AWARDED}), _community),
    Action("next", _("Propose the next in rank"), FALLEN, _community),
    Action("relaunch", _("Let the project anew"), FALLEN, _community, quiet=True),
    Action("object", _("Object to the award"), IN_PUBLICITY, _objects),
    Action("refuse", _("Refuse the award"), _PUBLIC, _winner, quiet=True),
    Action("annul", _("Annul the award"), BEFORE_CONTRACT, _oversight, quiet=True),
)
BY_NAME = {action.name: action for action in ACTIONS}


def require_allowed(name: str, membership: Membership, award: Award) -> None:
    """Refuse an act's page to people whose act it is not; the state is the service's to judge.

    Raises:
        NotPermitted: ``awards.not_your_act``.
    """
    action = BY_NAME.get(name)
    if action is not None and not action.allowed(membership, award):
        raise NotPermitted("awards.not_your_act")


def actions(membership: Membership | None, award: Award, *, is_last: bool) -> list[Action]:
    """The acts open to this person; services check again. `is_last`: no later award followed this one."""
    if membership is None or not is_last or award.tender.state != TenderState.OPENED:
        return []
    state = State(award.state)
    return [action for action in ACTIONS if state in action.states and action.allowed(membership, award)]


def may_answer(membership: Membership | None, award: Award) -> bool:
    """Whether the person may answer objections to this award."""
    if not holds(membership, *permissions.ANSWERERS, place=award.demand.community):
        return False
    return membership is not None and award.publicised_by_id not in persons(membership)
