"""A checkpoint of the leading group: called, held, its findings answered, closed (R46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.demo.story.project import wording
from tendering.demands.models import Checkpoint, Demand
from tendering.demands.services import checkpoints

GUESTS = (("曾知棠", "区住建交通局"), ("彭书遥", "区财政局"), ("吕清林", "专家库"))


@dataclass(frozen=True, slots=True)
class Gathering:
    """One checkpoint of a demand; every method is one act.

    Attributes:
        office: who calls, holds and closes it.
        author: who answers for the community.
    """

    demand: Demand
    kind: str
    office: Membership
    author: Membership

    def call(self, moment: datetime) -> None:
        """Departments and experts are asked to come."""
        checkpoints.schedule_checkpoint(
            demand=self.demand, kind=self.kind, by=self.office, scheduled_for=moment, now=clock.now()
        )

    def hold(self) -> None:
        """They have met, and found something."""
        words = wording()[self.kind]
        checkpoints.hold_checkpoint(
            checkpoint=self._row(),
            by=self.office,
            participants=GUESTS,
            findings=[(who, what) for who, what in words["findings"]],
            summary=words["summary"],
        )

    def answer(self) -> None:
        """The community answers every finding."""
        findings = self._row().findings.select_related("checkpoint__demand__community").order_by("pk")
        for finding, answer in zip(findings, wording()[self.kind]["answers"], strict=True):
            checkpoints.answer_finding(finding=finding, by=self.author, answer=answer)

    def close(self) -> None:
        """Nothing is left open."""
        checkpoints.close_checkpoint(checkpoint=self._row(), by=self.office)

    def _row(self) -> Checkpoint:
        rows = Checkpoint.objects.select_related("demand__community")
        return rows.get(demand=self.demand, kind=self.kind)
