"""A score sheet as a table: criteria down, bids across."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from string import ascii_uppercase
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.rulebook.wording.formulas import formula_in_words, inputs_in_words
from tendering.bids.models import Bid
from tendering.evaluation.models import Panel, Score, ScoreSheet
from tendering.evaluation.queries import bids as bid_queries
from tendering.evaluation.queries.inputs import Inputs, asked, facts_of, inputs
from tendering.evaluation.queries.residents_vote import to_show, without_votes
from tendering.evaluation.rules.points import NOTHING, price_points
from tendering.evaluation.rules.states import SheetState
from tendering.tenders.models import Criterion

Key = tuple[UUID, int]
# Bids that find room beside each other on a page.
MOST_ACROSS = 8


def letter(position: int) -> str:
    """A, B, C …: how bids are called on paper, in the order of the opening; numbers after Z."""
    return ascii_uppercase[position] if position < len(ascii_uppercase) else str(position + 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One bid: its letter, its bidder, its points for the price."""

    bid: Bid
    letter: str
    price_points: Decimal

    @property
    def name(self) -> str:
        """The bidder."""
        return self.bid.bidder


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: a form's field, points the member signed, points the platform computes, or votes still sealed."""

    column: Column
    line: Criterion
    field: Any = None
    points: Decimal | None = None
    automatic: bool = False
    inputs: list[tuple[str, str]] = dataclass_field(default_factory=list)
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion with a cell for each bid."""

    criterion: Criterion
    cells: list[CellView]

    @property
    def formula(self) -> str:
        """How its points are computed, in words; empty where members judge."""
        return formula_in_words(self.criterion.formula) if self.criterion.formula else ""


@dataclass(frozen=True, slots=True)
class BidRow:
    """A bid with a cell for each criterion, and its sum so far."""

    column: Column
    cells: list[CellView]
    total: Decimal
    has_holes: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole sheet of one member."""

    criteria: list[Criterion]
    columns: list[Column]
    objective: dict[UUID, dict[int, Decimal]]
    given: dict[Key, Decimal]
    price_maximum: int
    is_signed: bool
    asked: Inputs
    votes: dict[UUID, Inputs] | None

    def labels(self) -> dict[Key, str]:
        """What a screen reader says of each cell to fill."""
        return {
            (column.bid.pk, line.pk): _("%(letter)s %(bidder)s: %(criterion)s, at most %(maximum)s points")
            % {
                "letter": column.letter,
                "bidder": column.name,
                "criterion": line.name,
                "maximum": line.max_points,
            }
            for line in self.subjective()
            for column in self.columns
        }

    def subjective(self) -> list[Criterion]:
        """Lines the members judge."""
        return [line for line in self.criteria if line.kind == Criterion.Kind.SUBJECTIVE]

    def rows(self, form: Any) -> list[Row]:
        """The table; fields only while the sheet is open."""
        return [Row(line, [self._cell(line, column, form) for column in self.columns]) for line in self.criteria]

    @property
    def is_long(self) -> bool:
        """Whether bids stand under each other: more than fit beside each other."""
        return len(self.columns) > MOST_ACROSS

    def by_bid(self, form: Any = None) -> list[BidRow]:
        """For each bid its lines from top to bottom; without a form blank where a member judges."""
        sums = {column.bid.pk: (total, has_holes) for column, total, has_holes in self.totals()}
        return [
            BidRow(column, [self._cell(line, column, form) for line in self.criteria], *sums[column.bid.pk])
            for column in self.columns
        ]

    def _cell(self, line: Criterion, column: Column, form: Any) -> CellView:
        if line.kind == Criterion.Kind.OBJECTIVE:
            return self._computed(line, column)
        if self.is_signed or form is None:
            return CellView(column, line, points=self.given.get((column.bid.pk, line.pk)))
        name = f"b{column.bid.pk}-c{line.pk}"
        return CellView(column, line, field=form[name] if name in form.fields else None)

    def _computed(self, line: Criterion, column: Column) -> CellView:
        """What a formula gives; without points as long as residents' votes are sealed."""
        points = self.objective[column.bid.pk].get(line.pk)
        if points is None:
            return CellView(column, line, is_sealed=True)
        read = inputs_in_words(inputs(line, facts_of(column.bid, self.asked, self.votes)))
        return CellView(column, line, points=points, automatic=True, inputs=read)

    def missing(self) -> list[tuple[Column, Criterion]]:
        """Cells without points."""
        return [
            (column, line)
            for column in self.columns
            for line in self.subjective()
            if (column.bid.pk, line.pk) not in self.given
        ]

    def totals(self) -> list[tuple[Column, Decimal, bool]]:
        """Each bid's sum so far, and whether something is still missing in it."""
        holes = {column.bid.pk for column, _line in self.missing()}
        given: dict[UUID, Decimal] = defaultdict(lambda: NOTHING)
        for (bid, _line), points in self.given.items():
            given[bid] += points
        return [
            (column, given[column.bid.pk] + self._automatic(column), column.bid.pk in holes) for column in self.columns
        ]

    def _automatic(self, column: Column) -> Decimal:
        return sum(self.objective[column.bid.pk].values(), NOTHING) + column.price_points


def grid(panel: Panel, sheet: ScoreSheet) -> Grid:
    """The sheet of one member as it stands: the draft's points, or those signed."""
    criteria = bid_queries.criteria_of(panel.tender)
    rows = list(bid_queries.competing(panel))
    benchmark, maximum = bid_queries.lowest(rows), panel.tender.procedure.price_points
    columns = [
        Column(bid, letter(position), price_points(bid.price, benchmark, maximum)) for position, bid in enumerate(rows)
    ]
    is_signed = sheet.state == SheetState.SIGNED
    of_the_call, votes = asked(panel.tender), to_show(panel.tender, rows, clock.now())
    computed = criteria if votes is not None else without_votes(criteria)
    return Grid(
        criteria=criteria,
        columns=columns,
        objective={bid.pk: bid_queries.objective_points(bid, computed, of_the_call, votes) for bid in rows},
        given=_signed(sheet) if is_signed else _drafted(sheet, columns, criteria),
        price_maximum=maximum,
        is_signed=is_signed,
        asked=of_the_call,
        votes=votes,
    )


def _signed(sheet: ScoreSheet) -> dict[Key, Decimal]:
    rows = Score.objects.filter(sheet=sheet).values_list("bid", "criterion", "points")
    return {(bid, criterion): points for bid, criterion, points in rows}


def _drafted(sheet: ScoreSheet, columns: list[Column], criteria: list[Criterion]) -> dict[Key, Decimal]:
    cells = [(column.bid.pk, line.pk) for column in columns for line in criteria]
    return {cell: Decimal(text) for cell in cells if (text := sheet.draft.get(f"b{cell[0]}-c{cell[1]}"))}
