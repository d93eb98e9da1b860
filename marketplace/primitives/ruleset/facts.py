"""The facts a bid form asks for, which formulas of objective criteria may use (domain 2.5)."""

from enum import StrEnum


class Fact(StrEnum):
    """A number a bidder states and proves, or that the call itself asks for."""

    CERTIFIED_SOCIAL_WORKERS = "certified_social_workers_on_project"
    LEAD_YEARS = "lead_years_over_3"
    OTHER_CERTIFICATES = "other_certificates"
    SIMILAR_CONTRACTS = "similar_contracts_last_3_years"
    WARRANTY_YEARS = "warranty_years_over_1"
    DELIVERY_DAYS = "delivery_days"
    WORKS_DAYS = "works_days"
    REGISTERED_LEAD = "registered_lead"
    ASKED_DAYS = "asked_days"


ASKED_OF_THE_CALL = frozenset({Fact.ASKED_DAYS})
