"""Contracts, milestones, amendments, acceptance, payments."""

from tendering.contracts.models.acceptance import Acceptance, AcceptanceMember, AcceptanceState
from tendering.contracts.models.amendment import Amendment, AmendmentState
from tendering.contracts.models.contract import Contract, ContractNotice, ContractState, Signature
from tendering.contracts.models.milestone import Milestone, MilestoneReport, MilestoneState, ReportPhoto
from tendering.contracts.models.payment import Payment, PaymentStage, PaymentState

__all__ = [
    "Acceptance",
    "AcceptanceMember",
    "AcceptanceState",
    "Amendment",
    "AmendmentState",
    "Contract",
    "ContractNotice",
    "ContractState",
    "Milestone",
    "MilestoneReport",
    "MilestoneState",
    "Payment",
    "PaymentStage",
    "PaymentState",
    "ReportPhoto",
    "Signature",
]
