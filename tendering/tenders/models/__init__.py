"""Tenders, their notices, questions, invitations, and offers without competition."""

from tendering.tenders.models.checking import BarrierAnswer, ChecklistTick, ComplexProject
from tendering.tenders.models.contact import Invitation, Query, Receipt
from tendering.tenders.models.joint import JointCall
from tendering.tenders.models.notice import Notice
from tendering.tenders.models.offer import Offer, OfferLine, Resolution
from tendering.tenders.models.splitting import SplittingStep
from tendering.tenders.models.suspension import SuspensionOrder
from tendering.tenders.models.tender import Criterion, SealingKey, Tender, TenderFile

__all__ = [
    "BarrierAnswer",
    "ChecklistTick",
    "ComplexProject",
    "Criterion",
    "Invitation",
    "JointCall",
    "Notice",
    "Offer",
    "OfferLine",
    "Query",
    "Receipt",
    "Resolution",
    "SealingKey",
    "SplittingStep",
    "SuspensionOrder",
    "Tender",
    "TenderFile",
]
