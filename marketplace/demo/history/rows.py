"""Rows wait here until a chunk is whole, and are then written table by table, parents first."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Model

from catalog.models import CreditEvent, ProviderRecord
from marketplace.files.models import StoredFile
from marketplace.inserts import insert
from tendering.awards.models import Award, AwardLetter, Confirmation
from tendering.bids.models import (
    Bid,
    BidVersion,
    OpenedBid,
    OpenedLine,
    Opening,
    OpeningConfirmation,
    Qualification,
    QualificationView,
)
from tendering.contracts import models as contracts
from tendering.demands import models as demands
from tendering.evaluation import models as evaluation
from tendering.tenders import models as tenders

ORDER: tuple[type[Model], ...] = (
    demands.Demand,
    demands.Deliberation,
    demands.ResidentMeeting,
    demands.Filing,
    demands.Approval,
    demands.Opinion,
    demands.DemandNotice,
    demands.Checkpoint,
    demands.CheckpointParticipant,
    demands.Match,
    tenders.SealingKey,
    tenders.Tender,
    tenders.Resolution,
    tenders.Offer,
    tenders.OfferLine,
    tenders.Notice,
    Bid,
    BidVersion,
    Opening,
    OpeningConfirmation,
    OpenedBid,
    OpenedLine,
    QualificationView,
    Qualification,
    evaluation.Panel,
    evaluation.Draw,
    evaluation.Seat,
    evaluation.PanelUserObjectPermission,
    evaluation.Declaration,
    evaluation.RankingRow,
    evaluation.Report,
    evaluation.ReportSignature,
    Award,
    Confirmation,
    AwardLetter,
    contracts.Contract,
    contracts.Milestone,
    contracts.MilestoneReport,
    contracts.Signature,
    contracts.ContractNotice,
    contracts.PaymentStage,
    StoredFile,
    contracts.Payment,
    contracts.Acceptance,
    contracts.AcceptanceMember,
    contracts.SatisfactionPanel,
    contracts.PanelMember,
    contracts.Code,
    contracts.Sheet,
    contracts.SatisfactionSurvey,
    contracts.Rectification,
    ProviderRecord,
    CreditEvent,
)


class UnknownTable(LookupError):
    """A row of a table whose place in the order is not known."""


class Rows:
    """Unsaved rows by table."""

    def __init__(self) -> None:
        self._waiting: dict[type[Model], list[Model]] = defaultdict(list)

    def add(self, *rows: Model) -> None:
        """Keep rows for the next flush."""
        for row in rows:
            self._waiting[type(row)].append(row)

    def flush(self) -> int:
        """Write everything that waits, in the order in which tables refer to one another; returns how many rows.

        Raises:
            UnknownTable: a table that stands in no order.
        """
        if unknown := set(self._waiting) - set(ORDER):
            raise UnknownTable(unknown)
        return sum(self._write(table) for table in ORDER)

    def _write(self, table: type[Model]) -> int:
        rows = self._waiting.pop(table, [])
        return len(insert(rows))
