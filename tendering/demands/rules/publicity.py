"""Which stages of the rules of publicity a demand has come to (R43, domain 3.10)."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.primitives.ruleset import PublicStage, Step
from tendering.demands.rules.steps import PUBLIC_STATES, STEP_OF, State

# From this step on a stage has something to publish. Allocation and call for proposals are not one project's.
BEGINS: Mapping[PublicStage, Step] = {
    PublicStage.RESOLUTION: Step.DECIDED,
    PublicStage.APPROVAL: Step.DECIDED,
    PublicStage.TENDER: Step.CALL,
    PublicStage.AWARD: Step.PUBLICITY,
}
# Not decided yet by street or district: nothing to tell of an approval.
_UNDECIDED = frozenset(
    {
        State.RESOLUTION_PUBLICITY,
        State.DECIDED,
        State.STREET_REVIEW,
        State.DISTRICT_REVIEW,
        State.RETURNED,
        State.REJECTED,
        State.WITHDRAWN,
    }
)


def reached(state: State) -> tuple[PublicStage, ...]:
    """Stages up to the award that are public, in order; what follows is the contract's."""
    if state not in PUBLIC_STATES or state in (State.DECLINED, State.MERGED):
        return ()
    steps = list(Step)
    step = steps.index(STEP_OF[state])
    found = [stage for stage, begins in BEGINS.items() if step >= steps.index(begins)]
    return tuple(stage for stage in found if stage is not PublicStage.APPROVAL or state not in _UNDECIDED)


# Where there is something to log.
LOGGED = frozenset(state for state in State if reached(state))
