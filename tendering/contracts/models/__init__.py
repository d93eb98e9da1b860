"""Contracts, milestones, amendments, acceptance, payments, the residents' verdict, rectification."""

from tendering.contracts.models.acceptance import Acceptance, AcceptanceMember, AcceptanceState
from tendering.contracts.models.amendment import Amendment, AmendmentState
from tendering.contracts.models.contract import Contract, ContractNotice, ContractState, Signature
from tendering.contracts.models.milestone import Milestone, MilestoneReport, MilestoneState, ReportPhoto
from tendering.contracts.models.payment import Payment, PaymentStage, PaymentState
from tendering.contracts.models.rectification import Rectification, RectificationPhoto, RectificationState
from tendering.contracts.models.satisfaction import (
    AnswerChoice,
    Awareness,
    Code,
    CodeAttempt,
    PanelMember,
    PanelState,
    Remark,
    SatisfactionPanel,
    Sheet,
)
from tendering.contracts.models.survey import SatisfactionSurvey, SurveyAnswer, SurveyParticipation

__all__ = [
    "Acceptance",
    "AcceptanceMember",
    "AcceptanceState",
    "Amendment",
    "AmendmentState",
    "AnswerChoice",
    "Awareness",
    "Code",
    "CodeAttempt",
    "Contract",
    "ContractNotice",
    "ContractState",
    "Milestone",
    "MilestoneReport",
    "MilestoneState",
    "PanelMember",
    "PanelState",
    "Payment",
    "PaymentStage",
    "PaymentState",
    "Rectification",
    "RectificationPhoto",
    "RectificationState",
    "Remark",
    "ReportPhoto",
    "SatisfactionPanel",
    "SatisfactionSurvey",
    "Sheet",
    "Signature",
    "SurveyAnswer",
    "SurveyParticipation",
]
