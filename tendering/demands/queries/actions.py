"""What this person may do with this demand now: links of its page, in the order of the road."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Action, ActionTable
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from tendering.demands.models import Demand
from tendering.demands.permissions import is_apart, may_withdraw, may_write
from tendering.demands.rules.planning import PLANNABLE
from tendering.demands.rules.publicity import LOGGED
from tendering.demands.rules.steps import ENDED, LOOKING, SECONDABLE, State
from tendering.demands.transitions import MACHINE

Test = Callable[[Membership, Demand], bool]


def _role(*roles: Role) -> Test:
    return lambda by, demand: holds(by, *roles, place=demand.community)


def _apart(*roles: Role) -> Test:
    """One of the roles, and nobody who wrote in it."""
    return lambda by, demand: holds(by, *roles, place=demand.community) and is_apart(by, demand)


def _neighbour(by: Membership, demand: Demand) -> bool:
    """A resident of the place, and not whoever proposed it."""
    return holds(by, *_RESIDENTS, place=demand.community) and demand.author_id not in persons(by)


_RESIDENTS = (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
_COMMUNITY = _role(Role.COMMUNITY)
_FOLLOWED = frozenset(State) - ENDED - {State.DRAFT}
_OFFICES = (State.STREET_REVIEW, State.DISTRICT_REVIEW)


def _adoptable(by: Membership, demand: Demand) -> bool:
    return demand.from_resident and _COMMUNITY(by, demand)


def _screenable(by: Membership, demand: Demand) -> bool:
    return not demand.from_resident and _apart(Role.COMMUNITY)(by, demand)


def _decides(by: Membership, demand: Demand) -> bool:
    role = Role.STREET if demand.state == State.STREET_REVIEW else Role.DISTRICT
    return _apart(role)(by, demand)


ACTIONS = ActionTable[Demand](
    "demands",
    (
        Action("edit", _("Edit the demand"), (State.DRAFT, State.RETURNED), may_write),
        Action("funding", _("Write the funding plan"), (State.DRAFT, State.RETURNED), may_write),
        Action("propose", _("Check and propose"), MACHINE.act("propose"), may_write),
        Action("second", _("Second the proposal"), sorted(SECONDABLE), _neighbour),
        Action(
            "follow", _("Follow the project"), sorted(_FOLLOWED), lambda by, _demand: holds(by, *_RESIDENTS), quiet=True
        ),
        Action("adopt", _("Adopt the proposal"), MACHINE.act("adopt"), _adoptable),
        Action("screen", _("Screen"), MACHINE.act("screen"), _screenable),
        Action("merge", _("Merge"), MACHINE.act("merge"), _COMMUNITY, quiet=True),
        Action("decline", _("Decline"), MACHINE.act("decline"), _COMMUNITY, quiet=True),
        Action(
            "deliberate", _("Record a deliberation"), (State.DELIBERATING, State.DEFERRED, State.NO_QUORUM), _COMMUNITY
        ),
        Action("call", _("Call the meeting"), MACHINE.act("schedule"), _COMMUNITY),
        Action("record", _("Record the meeting"), MACHINE.act("record"), _COMMUNITY),
        Action("defer", _("Call the meeting off"), MACHINE.act("defer"), _COMMUNITY, quiet=True),
        Action("countersign", _("Countersign"), MACHINE.act("countersign"), _apart(Role.SUPERVISION_COMMITTEE)),
        Action(
            "send_back",
            _("Send the record back"),
            MACHINE.act("refuse_countersign"),
            _apart(Role.SUPERVISION_COMMITTEE),
            quiet=True,
        ),
        Action("publicise", _("Post the resolution"), MACHINE.act("publicise"), _COMMUNITY),
        Action("submit", _("Submit the decision"), MACHINE.act("submit"), _COMMUNITY),
        Action("file", _("File"), MACHINE.act("file"), _apart(Role.STREET)),
        Action("opinion", _("Give your opinion"), _OFFICES, _apart(Role.LEADING_GROUP_MEMBER)),
        Action("approve", _("Approve"), MACHINE.act("approve"), _decides),
        Action("return", _("Return for correction"), MACHINE.act("return"), _decides, quiet=True),
        Action("reject", _("Reject"), MACHINE.act("reject"), _decides, quiet=True),
        Action("resubmit", _("Submit again"), MACHINE.act("resubmit"), _COMMUNITY),
        Action("fund", _("Set the money aside"), MACHINE.act("commit"), _COMMUNITY),
        Action("publish", _("Publish"), MACHINE.act("publish"), _role(Role.COMMUNITY, Role.DISTRICT)),
        Action("invite", _("Invite a provider"), sorted(LOOKING), _COMMUNITY),
        Action(
            "interest",
            _("Express interest"),
            sorted(LOOKING),
            lambda by, _demand: by.role in PROVIDER_ROLES,
        ),
        Action(
            "checkpoint",
            _("Schedule a checkpoint"),
            (State.DECIDED, *_OFFICES, State.RETURNED, State.IMPLEMENTING),
            _role(Role.COMMUNITY, Role.STREET, Role.DISTRICT),
            quiet=True,
        ),
        Action("elsewhere", _("Log a publication"), sorted(LOGGED), _COMMUNITY, quiet=True),
        Action("planners", _("Record who planned the project"), sorted(PLANNABLE), _COMMUNITY, quiet=True),
        Action(
            "raise",
            _("Raise the tier"),
            (State.DELIBERATING, State.DECIDED, *_OFFICES, State.FILED, State.APPROVED),
            _role(Role.COMMUNITY, Role.STREET, Role.DISTRICT),
            quiet=True,
        ),
        Action(
            "withdraw",
            _("Withdraw"),
            MACHINE.act("withdraw"),
            may_withdraw,
            quiet=True,
        ),
    ),
)
