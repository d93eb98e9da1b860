"""An evaluation's life as a table (domain 3.4)."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.evaluation.rules.states import Capacity, State

_COMMUNITY: Collection[str] = (Role.COMMUNITY,)
_MEMBERS: Collection[str] = (Capacity.COMMUNITY, Capacity.RESIDENT_REPRESENTATIVE, Capacity.EXPERT)


def _row(source: State | None, act: str, roles: Collection[str], target: State, label: object) -> Transition[State]:
    return Transition(source, act, roles, "", target, label)


MACHINE: StateMachine[State] = StateMachine(
    "evaluation",
    [
        _row(None, "convene", _COMMUNITY, State.CONVENED, _("Convene the panel")),
        # The last declaration completes the panel; a recusal during the evaluation opens it again.
        _row(State.CONVENED, "start", (CLOCK,), State.SCORING, _("Start the evaluation")),
        _row(State.SCORING, "reopen", (CLOCK,), State.CONVENED, _("Complete the panel again")),
        _row(State.SCORING, "rank", _MEMBERS, State.RANKED, _("Rank the bids")),
        _row(State.SCORING, "find_none", _MEMBERS, State.ALL_INVALID, _("End without a valid bid")),
        _row(State.RANKED, "finish", _MEMBERS, State.SIGNED, _("Sign the report")),
    ],
)
