"""Residents' demands and everything that decides about them."""

from tendering.demands.models.approval import Approval, Filing, Opinion
from tendering.demands.models.backing import Backing
from tendering.demands.models.batch import BatchItem, PublicationBatch
from tendering.demands.models.checkpoint import Checkpoint, CheckpointFinding, CheckpointParticipant
from tendering.demands.models.deliberation import DecidingBody, Deliberation, ResidentMeeting
from tendering.demands.models.demand import Demand, DemandFile, NextYearBar, NumberSeries
from tendering.demands.models.matching import Match, Recommendation
from tendering.demands.models.notice import Channel, DemandNotice
from tendering.demands.models.planner import ProjectPlanner

__all__ = [
    "Approval",
    "Backing",
    "BatchItem",
    "Channel",
    "Checkpoint",
    "CheckpointFinding",
    "CheckpointParticipant",
    "DecidingBody",
    "Deliberation",
    "Demand",
    "DemandFile",
    "DemandNotice",
    "Filing",
    "Match",
    "NextYearBar",
    "NumberSeries",
    "Opinion",
    "ProjectPlanner",
    "PublicationBatch",
    "Recommendation",
    "ResidentMeeting",
]
