"""A rectification's life as a table (整改; domain 3.5)."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.contracts.rules.satisfaction_states import ENDED, PROVIDERS_TURN
from tendering.contracts.rules.satisfaction_states import RectificationState as State

_CONTRACTOR: Collection[str] = PROVIDER_ROLES
_COMMUNITY: Collection[str] = (Role.COMMUNITY,)
_STREET: Collection[str] = (Role.STREET, Role.LEADING_GROUP_MEMBER)


def _row(
    source: State | None, act: str, roles: Collection[str], target: State, label: object, guard: str = ""
) -> Transition[State]:
    return Transition(source, act, roles, guard, target, label)


MACHINE: StateMachine[State] = StateMachine(
    "rectification",
    [
        _row(None, "order", (CLOCK,), State.ISSUED, _("Order to mend")),
        _row(State.ISSUED, "submit_plan", _CONTRACTOR, State.PLAN_SUBMITTED, _("Submit the plan")),
        _row(State.PLAN_SUBMITTED, "agree_plan", _COMMUNITY, State.IN_PROGRESS, _("Agree with the plan")),
        _row(State.PLAN_SUBMITTED, "return_plan", _COMMUNITY, State.ISSUED, _("Return the plan")),
        _row(State.IN_PROGRESS, "report", _CONTRACTOR, State.REPORTED, _("Report what was mended")),
        _row(State.REPORTED, "check", _COMMUNITY, State.REMEASURING, _("Mended, measure again")),
        _row(State.REPORTED, "return_report", _COMMUNITY, State.IN_PROGRESS, _("Not mended yet")),
        _row(State.REMEASURING, "pass", (CLOCK,), State.CLOSED, _("The bar is reached")),
        _row(State.REMEASURING, "missed_again", (CLOCK,), State.ESCALATED, _("Below the bar again")),
        *(
            _row(source, "overdue", (CLOCK,), State.ESCALATED, _("Overdue"))
            for source in State
            if source in PROVIDERS_TURN
        ),
        _row(State.ESCALATED, "close_reduced", _STREET, State.CLOSED_REDUCED, _("Close with a reduced last payment")),
        *(
            _row(source, "terminate", _STREET, State.TERMINATED, _("Ends with the contract"))
            for source in State
            if source not in ENDED
        ),
    ],
)
