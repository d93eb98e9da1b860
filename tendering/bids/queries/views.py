"""What the offices that check a bid's qualification have said of it, and whose word is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from marketplace.primitives.ruleset import Office
from tendering.bids.models import Bid, QualificationView
from tendering.bids.models.opening import Ground, OfficeChoice
from tendering.bids.rules.qualifying import View, answers_a_doubt, is_due


@dataclass(frozen=True, slots=True)
class Said:
    """One office's view for a page."""

    view: QualificationView
    office: str
    grounds: Sequence[str]
    answers: bool


def said(bid: Bid) -> QuerySet[QualificationView]:
    """The views that count, in the order in which they were given."""
    return _ordered(bid).filter(counts=True)


def said_before(bid: Bid) -> QuerySet[QualificationView]:
    """The views that an upheld remedy set aside."""
    return _ordered(bid).filter(counts=False)


def _ordered(bid: Bid) -> QuerySet[QualificationView]:
    rows = QualificationView.objects.filter(bid=bid).order_by("given_at", "pk")
    return rows.select_related("given_by", "membership__substitute_for")


def as_views(rows: Iterable[QualificationView]) -> list[View]:
    """For the rules."""
    return [View(Office(row.office), row.passed) for row in rows]


def for_page(rows: Sequence[QualificationView]) -> list[Said]:
    """Each with its grounds in words, and whether it answers another office's doubt."""
    views = as_views(rows)
    return [
        Said(
            row,
            str(OfficeChoice(row.office).label),
            [str(Ground(code).label) for code in row.grounds],
            row.passed and answers_a_doubt(view.office, views[:position]),
        )
        for position, (row, view) in enumerate(zip(rows, views, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Checked:
    """A bid of the opening's list, what the offices said of it, and what the reader's office still owes."""

    bid: Bid
    said: Sequence[Said]
    is_owed: bool
    is_doubted: bool


def checked(bids: Iterable[Bid], office: Office | None) -> list[Checked]:
    """For a page; `bids` with the `qualification_views` that count and their people at hand."""
    found = []
    for bid in bids:
        rows = sorted(bid.qualification_views.all(), key=lambda row: (row.given_at, row.pk))
        views, opened = as_views(rows), getattr(bid, "opened", None)
        is_open = opened is not None and opened.valid and getattr(bid, "qualification", None) is None
        owed = is_open and office is not None and is_due(office, views)
        doubted = office is not None and answers_a_doubt(office, views)
        found.append(Checked(bid, for_page(rows), owed, owed and doubted))
    return found


def unsettled() -> QuerySet[Bid]:
    """Valid bids without an outcome, with their views."""
    views = QualificationView.objects.filter(counts=True).order_by("given_at", "pk")
    rows = Bid.objects.filter(opened__valid=True, qualification__isnull=True)
    return rows.prefetch_related(Prefetch("qualification_views", views)).order_by("pk")


def owed_views(office: Office, bids: Iterable[Bid]) -> dict[UUID, bool]:
    """Of these (`unsettled`), bids whose view this office owes, by key; True where a doubt is to be answered."""
    found: dict[UUID, bool] = {}
    for bid in bids:
        views = as_views(bid.qualification_views.all())
        if is_due(office, views):
            found[bid.pk] = answers_a_doubt(office, views)
    return found
