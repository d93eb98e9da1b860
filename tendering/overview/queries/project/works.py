"""What was done: verified pictures, milestones with what each cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.text import Truncator

from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO
from tendering.contracts.models import Milestone, ReportPhoto
from tendering.contracts.rules.states import MilestoneState
from tendering.overview.queries.project.rows import Rows

SHOWN_PHOTOS = 4
WORDS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone of the contract; `told` and `spent` only once it was verified, yuan."""

    row: Milestone
    reported_on: date | None
    verified_on: date | None
    told: str
    spent: Decimal | None


@dataclass(frozen=True, slots=True)
class Works:
    """Pictures before and after, and the milestones."""

    photos: Sequence[ReportPhoto]
    photo_count: int
    steps: Sequence[Step]
    spent: Decimal


def works_of(rows: Rows) -> Works:
    """The latest contract's; empty before there is one."""
    contract = rows.contract
    steps = [_step(row) for row in rows.milestones if contract is not None and row.contract_id == contract.pk]
    return Works(
        photos=_chosen(rows.photos),
        photo_count=len(rows.photos),
        steps=steps,
        spent=sum((step.spent for step in steps if step.spent), ZERO),
    )


def _step(row: Milestone) -> Step:
    reported: datetime | None = getattr(row, "reported_at", None)
    told: str = getattr(row, "told", None) or ""
    spent: Decimal | None = getattr(row, "spent", None)
    verified = row.state == MilestoneState.VERIFIED
    return Step(
        row=row,
        reported_on=day_of(reported) if reported else None,
        verified_on=day_of(row.verified_at) if verified and row.verified_at else None,
        told=Truncator(told).chars(WORDS) if verified else "",
        spent=spent if verified else None,
    )


def _chosen(photos: Sequence[ReportPhoto]) -> list[ReportPhoto]:
    """Pairs of before and after, milestone by milestone; the last milestones show what there is now."""
    before = [row for row in photos if row.when == ReportPhoto.When.BEFORE]
    after = [row for row in photos if row.when == ReportPhoto.When.AFTER]
    if not before or not after:
        return list(photos)[-SHOWN_PHOTOS:]
    pairs = [before[0], after[-1]]
    if len(before) > 1 and len(after) > 1:
        pairs += [before[1], after[-2]]
    return pairs
