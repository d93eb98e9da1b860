"""Lots that nobody can have any more because the notice limits how many lots one bidder wins."""

from __future__ import annotations

from tendering.awards.queries.candidates import is_used_up
from tendering.awards.queries.limits import unawarded
from tendering.evaluation.rules.states import State as PanelState
from tendering.tenders.models import Tender


def exhausted() -> list[Tender]:
    """Evaluated lots without an award whose bidders in rank have all won as many others as the notice allows."""
    rows = unawarded().filter(panel__state=PanelState.SIGNED).select_related("joint", "demand", "panel")
    return [tender for tender in rows.order_by("pk") if is_used_up(tender)]
