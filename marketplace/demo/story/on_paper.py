"""A panel without computers: printed sheets, typed in by one person and again by another (domain 2.5, 4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Self

from marketplace.accounts.rules import Role
from marketplace.demo.papers import paper
from marketplace.demo.story.judging import Judging
from tendering.evaluation.models import PaperSheet
from tendering.evaluation.services import papers
from tendering.evaluation.services.sheets import Written

# Of a row's `story`.
ON_PAPER = "paper"
SCAN = "第{number}号评委评分表（扫描件，演示）"
SLIP = Decimal("0.5")


class OnPaper(Judging):
    """A call whose members fill in sheets by hand, where its row says so."""

    def score(self, judges: int | None = None) -> Self:
        """The community prints; one of its staff types the sheets in, an officer of the street types them again."""
        if self.row.story != ON_PAPER:
            return super().score(judges)
        self.then(1, 9, lambda: papers.print_sheets(panel=self.panel, by=self.preparer))
        self.then(0, 11, self._enter)
        self.then(0, 15, self._compare)
        return self

    def _enter(self) -> None:
        for number, row in enumerate(self._papers()):
            scan = paper(SCAN.format(number=number + 1))
            papers.enter(paper=row, by=self.preparer, values=self._written(number), scan=scan, version=row.version)

    def _compare(self) -> None:
        """The second person mistypes one cell of the first sheet, is shown which, and types it as it stands there."""
        street = self.stage.cast.at_street(Role.STREET, self.place, 1)
        for number, row in enumerate(self._papers()):
            values = self._written(number)
            if number == 0:
                papers.compare(paper=row, by=street, values=_mistyped(values), version=row.version)
            papers.compare(paper=row, by=street, values=values, version=row.version)

    def _papers(self) -> list[PaperSheet]:
        """In the order of the members."""
        rows = PaperSheet.objects.select_related("sheet__seat__panel__tender__demand__community")
        return list(rows.filter(sheet__seat__panel=self.panel).order_by("sheet__seat__number"))


def _mistyped(values: Written) -> Written:
    cell, points = next(iter(values.points.items()))
    return replace(values, points={**values.points, cell: str(Decimal(points) - SLIP)})
