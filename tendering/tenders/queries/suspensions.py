"""When a call was suspended and went on, out of its notices (采购法57; domain 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.accounts.models import ROLE_NAMES
from marketplace.accounts.rules import Role
from marketplace.ui.text import Text
from tendering.tenders.models import Notice, Tender


@dataclass(frozen=True, slots=True)
class Stop:
    """A suspension, or its end.

    Attributes:
        office: who ordered it; empty where it ended by itself.
        working_days: of an end, the working days that count in no period.
    """

    at: datetime
    is_over: bool
    office: Text
    reason: str
    working_days: int


def stops(tender: Tender) -> list[Stop]:
    """Every suspension and every end, as they followed; no query where the notices are at hand."""
    kinds = (Notice.Kind.SUSPENSION, Notice.Kind.RESUMPTION)
    found = (row for row in tender.notices.all() if row.kind in kinds)
    return [_stop(row) for row in sorted(found, key=lambda row: row.number)]


def _stop(row: Notice) -> Stop:
    role = row.body.get("ordered_by")
    return Stop(
        at=row.published_at,
        is_over=row.kind == Notice.Kind.RESUMPTION,
        office=ROLE_NAMES[Role(role)] if role else "",
        reason=row.body["reason"],
        working_days=int(row.body.get("working_days", "0")),
    )
