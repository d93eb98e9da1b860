"""Panels, declarations, sheets, low-quote queries, the ranking and its report."""

from tendering.evaluation.models.defence import DefenceNote, DefenceSession, DefenceSlot
from tendering.evaluation.models.low_quote import LowQuoteQuery
from tendering.evaluation.models.panel import Declaration, Draw, Panel, PanelUserObjectPermission, Seat
from tendering.evaluation.models.paper import PaperSheet
from tendering.evaluation.models.residents_vote import Ballot, ResidentsVote, VoteChoice
from tendering.evaluation.models.result import RankingRow, Report, ReportSignature
from tendering.evaluation.models.sheet import DeviationReason, Score, ScoreSheet
from tendering.evaluation.models.work import WorkMark

__all__ = [
    "Ballot",
    "Declaration",
    "DefenceNote",
    "DefenceSession",
    "DefenceSlot",
    "DeviationReason",
    "Draw",
    "LowQuoteQuery",
    "Panel",
    "PanelUserObjectPermission",
    "PaperSheet",
    "RankingRow",
    "Report",
    "ReportSignature",
    "ResidentsVote",
    "Score",
    "ScoreSheet",
    "Seat",
    "VoteChoice",
    "WorkMark",
]
