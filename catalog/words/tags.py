"""Colours of states."""

from catalog.rules.experts import PoolState
from catalog.rules.states import ApplicationState, EntryState, ObjectionState, OfferState

ENTRY_TAGS: dict[str, str] = {
    EntryState.LISTED: "open",
    EntryState.REVIEW_DUE: "review",
    EntryState.WATCH: "review",
    EntryState.SUSPENDED: "fail",
    EntryState.EXPIRED: "",
    EntryState.REMOVED: "",
}
APPLICATION_TAGS: dict[str, str] = {
    ApplicationState.DRAFT: "line",
    ApplicationState.SUBMITTED: "review",
    ApplicationState.RETURNED: "late",
    ApplicationState.ASSESSING: "review",
    ApplicationState.SCORED: "review",
    ApplicationState.PUBLICITY: "public",
    ApplicationState.OBJECTION_HOLD: "late",
    ApplicationState.LISTED: "open",
    ApplicationState.REJECTED: "fail",
}
OFFER_TAGS: dict[str, str] = {
    OfferState.DRAFT: "line",
    OfferState.CHECKING: "review",
    OfferState.PUBLISHED: "open",
    OfferState.PAUSED: "late",
    OfferState.WITHDRAWN: "",
    OfferState.EXPIRED: "",
}
OBJECTION_TAGS: dict[str, str] = {
    ObjectionState.OPEN: "late",
    ObjectionState.DISMISSED: "",
    ObjectionState.UPHELD: "fail",
}
POOL_TAGS: dict[str, str] = {
    PoolState.ACTIVE: "open",
    PoolState.SUSPENDED: "fail",
    PoolState.RETIRED: "",
}
