"""The facts a bid form asks for, which formulas of objective criteria may use (domain 2.5)."""

from enum import StrEnum


class Fact(StrEnum):
    """A number a bidder states and proves, that the call itself asks for, or that residents' votes come to."""

    CERTIFIED_SOCIAL_WORKERS = "certified_social_workers_on_project"
    LEAD_YEARS = "lead_years_over_3"
    OTHER_CERTIFICATES = "other_certificates"
    SIMILAR_CONTRACTS = "similar_contracts_last_3_years"
    WARRANTY_YEARS = "warranty_years_over_1"
    DELIVERY_DAYS = "delivery_days"
    WORKS_DAYS = "works_days"
    REGISTERED_LEAD = "registered_lead"
    ASKED_DAYS = "asked_days"
    LINE_POINTS = "line_points"
    RESIDENTS_VOTES = "residents_votes"
    MOST_RESIDENTS_VOTES = "most_residents_votes"


ASKED_OF_THE_CALL = frozenset({Fact.ASKED_DAYS})
COUNTED_IN_THE_VOTE = frozenset({Fact.RESIDENTS_VOTES, Fact.MOST_RESIDENTS_VOTES})
# What no bidder states: the call's own, the vote's, and the points of the item itself.
NEVER_STATED = ASKED_OF_THE_CALL | COUNTED_IN_THE_VOTE | {Fact.LINE_POINTS}
