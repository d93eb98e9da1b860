"""A bid's life as a table (domain 3.4); replacing is submitting again."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.bids.rules.states import State

_SIGNERS = (Role.PROVIDER_ADMIN,)
OPENS, DOES_NOT_OPEN = "opens", "does_not_open"

MACHINE: StateMachine[State] = StateMachine(
    "bid",
    [
        Transition(None, "begin", PROVIDER_ROLES, "", State.DRAFT, _("Begin a bid")),
        *(
            Transition(source, "submit", _SIGNERS, "", State.SUBMITTED, _("Seal and submit"))
            for source in (State.DRAFT, State.SUBMITTED, State.WITHDRAWN)
        ),
        Transition(State.SUBMITTED, "withdraw", (*_SIGNERS, CLOCK), "", State.WITHDRAWN, _("Withdraw the bid")),
        Transition(State.SUBMITTED, "open", (CLOCK,), OPENS, State.OPENED, _("Opened")),
        Transition(State.SUBMITTED, "open", (CLOCK,), DOES_NOT_OPEN, State.UNOPENABLE, _("Does not open")),
    ],
)
