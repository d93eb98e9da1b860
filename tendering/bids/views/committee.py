"""Pages of an opening, of a call's bids or of a round's answers: who confirms, and what happened when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.ui.components import Event
from tendering.bids import permissions
from tendering.bids.models.opening import OfficeChoice
from tendering.tenders.models import Tender


def committee(membership: Membership | None, tender: Tender, found: Any, *, is_closed: bool) -> dict[str, Any]:
    """For a page of an opening, of bids or of a round: who has confirmed, how many must, whether this person may.

    Args:
        found: the opening, None before anybody confirmed.
        is_closed: what is to be opened has closed, and is not open yet.
    """
    confirmed = {row.office: row for row in found.confirmations.all()} if found else {}
    office, procedure = permissions.opening_office(membership, tender), tender.procedure
    return {
        "opening": found,
        "threshold": procedure.opening_threshold,
        "offices": [(OfficeChoice(member).label, confirmed.get(member)) for member in procedure.opening_members],
        "confirms": is_closed and office is not None and office not in confirmed,
    }


def events(found: Any, opened: Event, closed: Event) -> list[Event]:
    """What happened at an opening, the latest first."""
    return [
        opened,
        Event(_("List of commitments fixed"), found.fixed_at),
        *(
            Event(row.get_office_display(), row.confirmed_at)
            for row in sorted(found.confirmations.all(), key=lambda row: row.confirmed_at, reverse=True)
        ),
        closed,
    ]
