"""Money: what came, to whom, for which project, and where it went."""

from tendering.funds.models.accounts import AccountStatus, FundAccount, FundPool, FundType, PoolKind
from tendering.funds.models.allocations import Allocation, ImportedBaseline, Rate
from tendering.funds.models.ledger import CarryOver, LedgerEntry, Transfer, TransferStatus
from tendering.funds.models.plans import (
    Commitment,
    Contribution,
    ContributionKind,
    Disbursement,
    DisbursementKind,
    DisbursementPart,
    FundingLine,
    FundingPlan,
    PlanStatus,
    PledgeLetter,
    Source,
)

__all__ = [
    "AccountStatus",
    "Allocation",
    "CarryOver",
    "Commitment",
    "Contribution",
    "ContributionKind",
    "Disbursement",
    "DisbursementKind",
    "DisbursementPart",
    "FundAccount",
    "FundPool",
    "FundType",
    "FundingLine",
    "FundingPlan",
    "ImportedBaseline",
    "LedgerEntry",
    "PlanStatus",
    "PledgeLetter",
    "PoolKind",
    "Rate",
    "Source",
    "Transfer",
    "TransferStatus",
]
