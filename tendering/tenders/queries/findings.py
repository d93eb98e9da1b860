"""Words of a call that look like an unlawful condition, each explained, with its answer (notice lint)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.ui.text import Text
from tendering.tenders.models import BarrierAnswer, Notice, Tender
from tendering.tenders.rules.barriers import Barrier, Finding, findings
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import PUBLIC
from tendering.tenders.wording.barriers import FIELDS, WHY

Kind = Notice.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """One finding and what to know about it."""

    finding: Finding

    @property
    def why(self) -> Text:
        """What the law says of such a condition."""
        return WHY[self.finding.barrier]

    @property
    def field(self) -> Text:
        """The part of the call in which it stands."""
        return FIELDS[self.finding.field]


@dataclass(frozen=True, slots=True)
class Explained(Found):
    """One finding, and why its words stay; empty where nobody has said so yet."""

    reason: str


@dataclass(frozen=True, slots=True)
class Looked(Found):
    """One finding with its answer, if it has one."""

    answer: BarrierAnswer | None


def explained(tender: Tender, notices: Sequence[Notice]) -> list[Explained]:
    """What readers see: of a draft what stands in it now, of a public call what was published, read off its notices."""
    if tender.state not in PUBLIC:
        return [Explained(line.finding, line.answer.reason if line.answer else "") for line in looked_at(tender)]
    whole = [row for row in notices if row.kind in (Kind.ANNOUNCEMENT, Kind.AMENDMENT)]
    latest = max(whole, key=lambda row: row.number).body if whole else {}
    return [
        Explained(Finding(one["field"], Barrier(one["barrier"]), one["quote"]), one["reason"])
        for one in latest.get("barrier_answers", [])
    ]


def looked_at(tender: Tender, content: Content | None = None) -> list[Looked]:
    """Every finding in the call, or in what it is to say, its score sheet included; most calls have none."""
    sheet = tender.criteria.order_by("position", "pk").values_list("name_zh", "formula")
    criteria = [text for line in sheet for text in line]
    found = findings(content or Content.from_mapping(tender.content), need=tender.demand.need, criteria=criteria)
    answers = {answer.key: answer for answer in tender.barrier_answers.all()} if found else {}
    return [Looked(finding, answers.get(finding.key)) for finding in found]
