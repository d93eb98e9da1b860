"""Words of a call that look like an unlawful condition, each explained, with its answer (notice lint)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.ui.text import Text
from tendering.tenders.models import BarrierAnswer, Tender
from tendering.tenders.rules.barriers import Finding, findings
from tendering.tenders.rules.notice import Content
from tendering.tenders.wording.barriers import FIELDS, WHY


@dataclass(frozen=True, slots=True)
class Looked:
    """One finding with its answer, if it has one."""

    finding: Finding
    answer: BarrierAnswer | None

    @property
    def why(self) -> Text:
        """What the law says of such a condition."""
        return WHY[self.finding.barrier]

    @property
    def field(self) -> Text:
        """The part of the call in which it stands."""
        return FIELDS[self.finding.field]


def looked_at(tender: Tender, content: Content | None = None) -> list[Looked]:
    """Every finding in the call, or in what it is to say; most calls have none, and cost no query."""
    found = findings(content or Content.from_mapping(tender.content))
    answers = {answer.key: answer for answer in tender.barrier_answers.all()} if found else {}
    return [Looked(finding, answers.get(finding.key)) for finding in found]
