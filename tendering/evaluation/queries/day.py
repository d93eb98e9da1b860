"""The day of the evaluation, the same on every page."""

from __future__ import annotations

from datetime import datetime

from tendering.tenders.models import Tender


def evaluated_at(tender: Tender, *, is_told: bool) -> datetime | None:
    """When the panel ended, once its result is public (`is_told`); until then when the bids were opened.

    No query where panel and opening, one to one with the call, were read along.
    """
    panel, opening = getattr(tender, "panel", None), getattr(tender, "opening", None)
    ended = panel.ended_at if panel is not None and is_told else None
    return ended or (opening.opened_at if opening is not None else None)
