"""Bids before the opening (sealed), the opening, what was in them, and the rounds of a consultation."""

from tendering.bids.models.bid import Bid, BidDraft, BidState, BidVersion, DraftAttachment, SealedAttachment
from tendering.bids.models.consortium import Consent, Consortium, Partner
from tendering.bids.models.hint import CollusionHint, HintInput, HintKind, SealedOrigin
from tendering.bids.models.opening import (
    OpenedBid,
    OpenedFile,
    OpenedLine,
    Opening,
    OpeningConfirmation,
    Qualification,
    QualificationView,
    RoundConfirmation,
    RoundOpening,
)
from tendering.bids.models.round import Round, RoundState
from tendering.bids.models.talk import Talk

__all__ = [
    "Bid",
    "BidDraft",
    "BidState",
    "BidVersion",
    "CollusionHint",
    "Consent",
    "Consortium",
    "DraftAttachment",
    "HintInput",
    "HintKind",
    "OpenedBid",
    "OpenedFile",
    "OpenedLine",
    "Opening",
    "OpeningConfirmation",
    "Partner",
    "Qualification",
    "QualificationView",
    "Round",
    "RoundConfirmation",
    "RoundOpening",
    "RoundState",
    "SealedAttachment",
    "SealedOrigin",
    "Talk",
]
