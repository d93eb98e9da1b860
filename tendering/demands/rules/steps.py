"""The one bar of nine steps that everybody sees (domain 3.2): one table from states to steps."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from marketplace.primitives.ruleset import Step


class State(StrEnum):
    """Where a demand stands (domain 3.2)."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    MERGED = "merged"
    DECLINED = "declined"
    DELIBERATING = "deliberating"
    MEETING_CALLED = "meeting_called"
    RECORDED = "recorded"
    RESOLVED = "resolved"
    VOTED_DOWN = "voted_down"
    NO_QUORUM = "no_quorum"
    DEFERRED = "deferred"
    RESOLUTION_PUBLICITY = "resolution_publicity"
    DECIDED = "decided"
    STREET_REVIEW = "street_review"
    DISTRICT_REVIEW = "district_review"
    RETURNED = "returned"
    REJECTED = "rejected"
    FILED = "filed"
    APPROVED = "approved"
    FUNDED = "funded"
    PUBLISHED = "published"
    LETTING = "letting"
    AWARDED = "awarded"
    IMPLEMENTING = "implementing"
    ACCEPTED = "accepted"
    RECTIFYING = "rectifying"
    EVALUATED = "evaluated"
    CLOSED = "closed"
    UNFINISHED = "unfinished"
    WITHDRAWN = "withdrawn"


STEP_OF: Mapping[State, Step] = {
    State.DRAFT: Step.PROPOSED,
    State.PROPOSED: Step.PROPOSED,
    State.MERGED: Step.PROPOSED,
    State.DECLINED: Step.PROPOSED,
    State.DELIBERATING: Step.DELIBERATED,
    State.MEETING_CALLED: Step.DELIBERATED,
    State.RECORDED: Step.DELIBERATED,
    State.DEFERRED: Step.DELIBERATED,
    State.NO_QUORUM: Step.DELIBERATED,
    State.VOTED_DOWN: Step.DECIDED,
    State.RESOLVED: Step.DECIDED,
    State.RESOLUTION_PUBLICITY: Step.DECIDED,
    State.DECIDED: Step.DECIDED,
    State.STREET_REVIEW: Step.DECIDED,
    State.DISTRICT_REVIEW: Step.DECIDED,
    State.RETURNED: Step.DECIDED,
    State.REJECTED: Step.DECIDED,
    State.FILED: Step.DECIDED,
    State.APPROVED: Step.DECIDED,
    State.FUNDED: Step.DECIDED,
    State.PUBLISHED: Step.CALL,
    State.LETTING: Step.CALL,
    State.AWARDED: Step.PUBLICITY,
    State.IMPLEMENTING: Step.CONTRACT,
    State.ACCEPTED: Step.ACCEPTANCE,
    State.RECTIFYING: Step.ACCEPTANCE,
    State.EVALUATED: Step.VERDICT,
    State.CLOSED: Step.VERDICT,
    State.UNFINISHED: Step.ACCEPTANCE,
    State.WITHDRAWN: Step.DECIDED,
}

# Before the residents' resolution is posted a demand is the community's own affair (domain 3.10, 4).
COMMUNITY_ONLY = frozenset(
    {
        State.DRAFT,
        State.PROPOSED,
        State.MERGED,
        State.DELIBERATING,
        State.MEETING_CALLED,
        State.RECORDED,
        State.RESOLVED,
        State.VOTED_DOWN,
        State.NO_QUORUM,
        State.DEFERRED,
    }
)
# A proposal may still lack item, tier and plan.
BEFORE_DELIBERATION = frozenset({State.DRAFT, State.PROPOSED, State.MERGED, State.DECLINED})
PUBLIC_STATES = frozenset(State) - COMMUNITY_ONLY
# While a project looks for a provider (R36).
LOOKING = frozenset({State.PUBLISHED, State.LETTING})
# Moved by later stages only, or ended: nothing about tier and approval changes any more.
LATER_STATES = frozenset(
    {
        State.LETTING,
        State.AWARDED,
        State.IMPLEMENTING,
        State.ACCEPTED,
        State.RECTIFYING,
        State.EVALUATED,
        State.CLOSED,
        State.UNFINISHED,
        State.WITHDRAWN,
        State.MERGED,
        State.DECLINED,
        State.REJECTED,
        State.VOTED_DOWN,
    }
)
# Before the residents have decided, a word for a proposal counts (R23).
SECONDABLE = frozenset({State.PROPOSED, State.DELIBERATING, State.DEFERRED, State.NO_QUORUM, State.MEETING_CALLED})
ENDED = frozenset(
    {State.MERGED, State.DECLINED, State.REJECTED, State.VOTED_DOWN, State.CLOSED, State.UNFINISHED, State.WITHDRAWN}
)
