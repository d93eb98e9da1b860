"""Awards, their objections, confirmations and letters."""

from tendering.awards.models.award import Award, AwardState, Confirmation
from tendering.awards.models.complaint import Complaint
from tendering.awards.models.hint import HintActChoice, HintDecision, HintStatus
from tendering.awards.models.letter import AwardLetter
from tendering.awards.models.objection import Objection, ObjectionFile, ObjectionStatus

__all__ = [
    "Award",
    "AwardLetter",
    "AwardState",
    "Complaint",
    "Confirmation",
    "HintActChoice",
    "HintDecision",
    "HintStatus",
    "Objection",
    "ObjectionFile",
    "ObjectionStatus",
]
