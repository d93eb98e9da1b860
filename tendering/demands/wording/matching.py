"""Why a match is over, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.demands.rules.matching import Over, over

OVER: Mapping[Over, Text] = {
    Over.DEMAND: _("The demand no longer looks for a provider, so nothing is confirmed any more."),
    Over.LATE: _("The days for an answer have passed."),
}


def why_over(state: str, expires_at: datetime, demand_state: str, now: datetime) -> Text:
    """Why nothing is answered any more; empty while an answer may be given, and where none is awaited."""
    ended = over(state, expires_at, demand_state, now)
    return OVER[ended] if ended else ""
