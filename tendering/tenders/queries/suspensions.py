"""What held a call up, out of its notices: suspensions (采购法57; domain 2.6), a step done anew (87号令64)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.accounts.models import ROLE_NAMES
from marketplace.accounts.rules import Role
from marketplace.ui.text import Text
from tendering.tenders.models import Notice, SuspensionOrder, Tender

# A step done anew: by another panel, from the qualification on, or by the same panel.
ANEW = (Notice.Kind.EVALUATED_ANEW, Notice.Kind.QUALIFIED_ANEW, Notice.Kind.RECHECKED)
STOPS = (Notice.Kind.SUSPENSION, Notice.Kind.RESUMPTION, *ANEW)


@dataclass(frozen=True, slots=True)
class Stop:
    """A suspension, its end, or the order to do a step anew.

    Attributes:
        kind: of its notice.
        office: who ordered it; empty where it ended by itself.
        working_days: of an end, the working days that count in no period.
    """

    kind: Notice.Kind
    at: datetime
    office: Text
    reason: str
    working_days: int


def in_force(tender: Tender) -> list[SuspensionOrder]:
    """The orders that hold a call, as they were given; one query, none where it is not suspended."""
    if not tender.is_suspended:
        return []
    orders = tender.suspension_orders.filter(lifted_at__isnull=True).select_related("ordered_by__place__parent")
    return list(orders.order_by("ordered_at", "pk"))


def is_held_beside(tender: Tender, complaint: int) -> bool:
    """Whether a call is held by an order that was not given on this complaint."""
    return any(order.complaint != complaint for order in in_force(tender))


def stops(tender: Tender) -> list[Stop]:
    """Every one of them, as they followed; no query where the notices are at hand."""
    found = (row for row in tender.notices.all() if row.kind in STOPS)
    return [_stop(row) for row in sorted(found, key=lambda row: row.number)]


def _stop(row: Notice) -> Stop:
    role = row.body.get("ordered_by")
    return Stop(
        kind=Notice.Kind(row.kind),
        at=row.published_at,
        office=ROLE_NAMES[Role(role)] if role else "",
        reason=row.body["reason"],
        working_days=int(row.body.get("working_days", "0")),
    )
