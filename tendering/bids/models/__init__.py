"""Bids before the opening (sealed), the opening, and what was in them."""

from tendering.bids.models.bid import Bid, BidDraft, BidState, BidVersion, DraftAttachment, SealedAttachment
from tendering.bids.models.hint import CollusionHint, HintInput, HintKind, SealedOrigin
from tendering.bids.models.opening import (
    OpenedBid,
    OpenedFile,
    OpenedLine,
    Opening,
    OpeningConfirmation,
    Qualification,
    QualificationView,
)

__all__ = [
    "Bid",
    "BidDraft",
    "BidState",
    "BidVersion",
    "CollusionHint",
    "DraftAttachment",
    "HintInput",
    "HintKind",
    "OpenedBid",
    "OpenedFile",
    "OpenedLine",
    "Opening",
    "OpeningConfirmation",
    "Qualification",
    "QualificationView",
    "SealedAttachment",
    "SealedOrigin",
]
