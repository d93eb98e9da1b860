"""Which stages of the rules of publicity a demand has come to, and what is logged by hand (R43, R61; domain 3.10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marketplace.primitives.refusal import InvalidInput, require_text
from marketplace.primitives.ruleset import PublicChannel, PublicStage, Step
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


# The portal writes its own entries, with the act that makes something public.
BY_HAND = frozenset(PublicChannel) - {PublicChannel.PORTAL}


def require_elsewhere(*, channel: str, text: str, until: date | None, today: date) -> None:
    """Refuse what nobody notes of a publication outside the portal, whatever was made public.

    Args:
        until: the last day it hangs there, where it has one.

    Raises:
        InvalidInput: ``demands.publicity.words_missing``; ``demands.publicity.channel``, unknown or the portal;
            ``demands.publicity.period_past``.
    """
    require_text(text, "demands.publicity.words_missing", field="note")
    if channel not in BY_HAND:
        raise InvalidInput("demands.publicity.channel", field="channel")
    if until is not None and until < today:
        raise InvalidInput("demands.publicity.period_past", field="until_on")


# Where there is something to log.
LOGGED = frozenset(state for state in State if reached(state))
